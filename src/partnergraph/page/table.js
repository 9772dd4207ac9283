/* The table twin: the same relations under the same filters, to sort, read aloud and take away. */

const sorting = { column: 'partner', descending: false };

/** What each column holds; `text` is also what is sorted and written to CSV. */
const COLUMNS = {
  partner: (r) => othersIn(r).map((key) => nameOf(key).text).join('; '),
  country: (r) => [...new Set(othersIn(r).map((key) => concept(data.things[key] && data.things[key].country).text))].filter(Boolean).join('; '),
  kind: (r) => say(`kind.${r.kind}`),
  title: (r) => nameOf(r.key).text,
  type: (r) => r.types.map((type) => concept(type).text).join('; '),
  date: (r) => whenText(r),
  status: (r) => concept(r.status).text,
  evidence: (r) => say(`standing.${r.standing}`),
  quote: (r) => r.claims.flatMap((key) => (data.claims[key] || { quotes: [] }).quotes.map((q) => q.text)).filter(Boolean).join(' … '),
  source: (r) => [...new Set(r.claims.map((key) => sourceOf(key).url).filter(Boolean))].join(' '),
};
const CSV_ONLY = ['first', 'last', 'edtf', 'iri'];

function sourceOf(claim) {
  return data.sources[(data.claims[claim] || {}).source] || {};
}

function sortValue(relation) {
  if (sorting.column === 'date') return (relation.span && (relation.span[0] || relation.span[1])) || '';
  return COLUMNS[sorting.column](relation);
}

function sortedRelations() {
  const order = new Intl.Collator(LANGUAGES[state.lang], { numeric: true });
  const rows = shownRelations().map((relation) => ({ relation, value: sortValue(relation) }));
  const sign = sorting.descending ? -1 : 1;
  rows.sort((a, b) => (a.value === '') - (b.value === '') || sign * order.compare(a.value, b.value)
    || order.compare(a.relation.key, b.relation.key));
  return rows.map((row) => row.relation);
}

function sortBy(column) {
  sorting.descending = sorting.column === column && !sorting.descending;
  sorting.column = column;
  showTable();
  $('table-head').querySelector(`[data-column="${column}"]`).focus();
}

function headCell(column) {
  const sorted = sorting.column === column;
  const direction = sorting.descending ? 'descending' : 'ascending';
  return make('th', { scope: 'col', 'aria-sort': sorted ? direction : undefined },
    make('button', { type: 'button', 'data-column': column, on: { click: () => sortBy(column) } },
      say(`column.${column}`), make('span', { 'aria-hidden': 'true' }, sorted ? (sorting.descending ? ' ↓' : ' ↑') : '')));
}

function partnerCell(relation) {
  const others = othersIn(relation);
  return others.length ? others.slice(0, 6).map((key, i) => [i ? make('br') : null, goTo(key)]).flat()
    .concat(others.length > 6 ? ` +${others.length - 6}` : []) : '—';
}

function cell(column, relation) {
  if (column === 'partner') return make('th', { scope: 'row' }, partnerCell(relation));
  if (column === 'title') return make('td', { class: 'title' }, goTo(relation.key));
  if (column === 'kind') return make('td', {}, sample(relation.kind), ' ', COLUMNS.kind(relation));
  if (column === 'source') {
    return make('td', {}, [...new Set(relation.claims.map((c) => (data.claims[c] || {}).source))].slice(0, 4)
      .map((key) => make('div', {}, sourceTitle(key))));
  }
  const text = COLUMNS[column](relation);
  return make('td', { class: column, dir: 'auto' }, text.length > 240 ? `${text.slice(0, 240)}…` : text);
}

function sourceTitle(key) {
  const source = data.sources[key];
  return source ? link(source.url, best(source.title) || source.url || key) : key || '';
}

function showTable() {
  if (state.view !== 'table') return;
  const relations = sortedRelations();
  $('table-caption').textContent = count('relations', relations.length);
  $('table-head').replaceChildren(make('tr', {}, Object.keys(COLUMNS).map(headCell)));
  $('table-body').replaceChildren(...relations.map((relation) =>
    make('tr', {}, Object.keys(COLUMNS).map((column) => cell(column, relation)))));
  showThings();
}

/* Institutions and units, also those without any relation */

function showThings() {
  const shown = Object.keys(data.things)
    .filter((key) => !state.countries.size || state.countries.has(countryOf(key)))
    .sort((a, b) => nameOf(a).text.localeCompare(nameOf(b).text, LANGUAGES[state.lang]));
  $('things-caption').textContent = say('things.caption');
  $('things-head').replaceChildren(make('tr', {}, ['name', 'country', 'type', 'relations', 'standing']
    .map((column) => make('th', { scope: 'col' }, say(`column.${column}`)))));
  $('things-body').replaceChildren(...shown.map((key) => make('tr', {},
    make('th', { scope: 'row' }, goTo(key)),
    make('td', {}, concept(data.things[key].country).text),
    make('td', {}, concept(data.things[key].type).text || say(`node.${data.things[key].kind}`)),
    make('td', { class: 'number' }, String(relationsOf(key).filter(isShown).length)),
    make('td', {}, say(`standing.${data.things[key].standing}`)))));
}

/* CSV after RFC 4180; cells that a spreadsheet would run as a formula get an apostrophe */

function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvText() {
  const columns = Object.keys(COLUMNS);
  const head = [...columns.map((column) => say(`column.${column}`)), ...CSV_ONLY];
  const rows = sortedRelations().map((relation) => [
    ...columns.map((column) => COLUMNS[column](relation)),
    (relation.span && relation.span[0]) || '', (relation.span && relation.span[1]) || '',
    relation.dates.map((date) => date.edtf).filter(Boolean).join('; '), data.base + relation.key,
  ]);
  return [head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

function saveCsv() {
  // The mark at the start makes spreadsheets read UTF-8.
  download(new Blob(['\ufeff', csvText()], { type: 'text/csv;charset=utf-8' }), 'relations.csv');
}
