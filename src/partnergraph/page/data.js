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

const OWN = '\u0001'; // stands for the key of the record that a text belongs to

/** A column as an array of values; what repeats is one object, never to be changed. */
function columnValues(column, owners, keys) {
  if ('one' in column) return new Array(column.count).fill(column.one);
  if ('distinct' in column) return column.at.map((i) => column.distinct[i]);
  if ('of' in column) return column.at.map((i) => keys[column.of][i]);
  if ('own' in column) return columnValues(column.own, owners, keys).map((text, i) => text.replaceAll(OWN, owners[i]));
  return 'lengths' in column ? columnLists(column, owners, keys) : column.all;
}

function columnLists({ lengths, items }, owners, keys) {
  const sizes = columnValues(lengths, owners, keys);
  const inside = [];
  sizes.forEach((size, i) => { for (let k = 0; k < size; k += 1) inside.push(owners[i]); });
  const values = 'columns' in items ? tableRecords(items, inside, keys) : columnValues(items, inside, keys);
  let start = 0;
  return sizes.map((size) => values.slice(start, start += size));
}

/** The records of a table, in its order. */
function tableRecords(table, owners, keys) {
  const records = Array.from({ length: table.count }, () => ({}));
  for (const [name, column] of Object.entries(table.columns)) {
    const lacking = column.lacking && new Set(column.lacking);
    const values = columnValues(column, lacking ? owners.filter((_, i) => !lacking.has(i)) : owners, keys);
    if (!lacking) records.forEach((record, i) => { record[name] = values[i]; });
    else fillSome(records, name, values, lacking);
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
    const records = tableRecords(table, keys[name], keys);
    keys[name].forEach((key, i) => { plain[name][key] = records[i]; });
  }
  for (const name of ['concepts', 'strings', 'titles']) Object.setPrototypeOf(plain[name], null);
  plain.order = keys; // of things and relations; objects would put keys that look like numbers first
  return plain;
}
