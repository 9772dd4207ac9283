/* The data of the page: deflated in base64, unpacked into records (see packed.py). */

const $ = (id) => document.getElementById(id);

/** The bytes of a data block. */
async function bytesOf(id) {
  const text = $(id).textContent;
  const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text)
    : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

/** Columns as an array of values; what repeats is one object, never to be changed. */
function columnValues(column, keys) {
  if ('one' in column) return new Array(column.count).fill(column.one);
  if ('distinct' in column) return column.at.map((i) => column.distinct[i]);
  if ('of' in column) return column.at.map((i) => keys[column.of][i]);
  if ('lengths' in column) {
    const items = 'columns' in column.items ? tableRecords(column.items, keys)
      : columnValues(column.items, keys);
    let start = 0;
    return columnValues(column.lengths, keys).map((length) => items.slice(start, start += length));
  }
  return column.all;
}

/** The records of a table, in its order. */
function tableRecords(table, keys) {
  const records = Array.from({ length: table.count }, () => ({}));
  for (const [name, column] of Object.entries(table.columns)) {
    const values = columnValues(column, keys);
    if (!column.lacking) records.forEach((record, i) => { record[name] = values[i]; });
    else fillSome(records, name, values, new Set(column.lacking));
  }
  return records;
}

function fillSome(records, name, values, lacking) {
  let next = 0;
  records.forEach((record, i) => {
    if (!lacking.has(i)) {
      record[name] = values[next];
      next += 1;
    }
  });
}

/** All that the page knows. Keys come from outside: without a prototype, none finds what is not there. */
async function unpacked(id) {
  const { plain, keys, tables } = JSON.parse(new TextDecoder().decode(await bytesOf(id)));
  for (const [name, table] of Object.entries(tables)) {
    plain[name] = Object.create(null);
    const records = tableRecords(table, keys);
    keys[name].forEach((key, i) => { plain[name][key] = records[i]; });
  }
  for (const name of ['concepts', 'strings', 'titles']) Object.setPrototypeOf(plain[name], null);
  return plain;
}
