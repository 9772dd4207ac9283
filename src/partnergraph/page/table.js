/* The table twin: the same relations and things under the same filters, to sort and read aloud. */

const ROWS = 300; // shown at first, and each time that more are asked for

/** What each column holds, as text: what is shown, sorted by, and written to files. */
const RELATION_COLUMNS = {
  partner: (r) => othersIn(r).map((key) => nameOf(key).text).join('; '),
  country: (r) => unique(othersIn(r).map((key) => concept(data.things[key] && data.things[key].country).text)).join('; '),
  kind: (r) => say(`kind.${r.kind}`),
  title: (r) => nameOf(r.key).text,
  type: (r) => r.types.map((type) => concept(type).text).join('; '),
  date: (r) => whenText(r),
  status: (r) => concept(r.status).text,
  evidence: (r) => say(`standing.${r.standing}`),
  unit: (r) => (r.facts.responsibleUnit || []).map((key) => nameOf(key).text).join('; '),
  quote: (r) => r.claims.flatMap((key) => (data.claims[key] || { quotes: [] }).quotes.map((q) => q.text)).filter(Boolean).join(' … '),
  source: (r) => unique(r.claims.map((key) => sourceOf(key).url)).join(' '),
};
const THING_COLUMNS = {
  name: (key) => nameOf(key).text,
  country: (key) => concept(data.things[key].country).text,
  city: (key) => data.things[key].city || '',
  type: (key) => concept(data.things[key].type).text || say(`node.${data.things[key].kind}`),
  relations: (key) => String(shownOf(key).length),
  standing: (key) => say(`standing.${standingOf(key)}`),
};

const unique = (texts) => [...new Set(texts)].filter(Boolean);
const shownOf = (key) => relationsOf(key).filter(isShown);

/** Partners apart by whether they share a relation with home or only met others in its events. */
function standingOf(key) {
  const { standing, related } = data.things[key];
  return standing === 'connected' && data.home && !related ? 'context' : standing;
}

function sourceOf(claim) {
  return data.sources[(data.claims[claim] || {}).source] || {};
}

const begins = (relation) => (relation.span && (relation.span[0] || relation.span[1])) || '';

const TABLES = {
  table: {
    columns: RELATION_COLUMNS, sort: 'partner', down: false, most: ROWS,
    items: shownRelations, id: (relation) => relation.key, cell: relationCell,
    value: (relation, column) => (column === 'date' ? begins(relation) : RELATION_COLUMNS[column](relation)),
    caption: (number) => count('relations', number),
  },
  things: {
    columns: THING_COLUMNS, sort: 'name', down: false, most: ROWS,
    items: shownThings, id: (key) => key, cell: thingCell,
    value: (key, column) => THING_COLUMNS[column](key),
    caption: (number) => `${say('things.caption')}: ${number}`,
  },
};

/** Everything that is in the picture: who takes part in something shown, and who stands alone. */
function shownThings() {
  return Object.keys(data.things).filter((key) => !isOff(key) && standsAlone(key));
}

/** The items of a table in its order; those without a value come last in either direction. */
function sorted(table) {
  const order = new Intl.Collator(LANGUAGES[state.lang], { numeric: true });
  const rows = table.items().map((item) => ({ item, value: table.value(item, table.sort) }));
  const sign = table.down ? -1 : 1;
  rows.sort((a, b) => (a.value === '') - (b.value === '') || sign * order.compare(a.value, b.value)
    || order.compare(table.id(a.item), table.id(b.item)));
  return rows.map((row) => row.item);
}

/* Showing */

function showTable() {
  if (state.view !== 'table') return;
  Object.keys(TABLES).forEach(fillTable);
}

function fillTable(name) {
  const table = TABLES[name];
  const items = sorted(table);
  $(`${name}-caption`).textContent = table.caption(items.length);
  $(`${name}-head`).replaceChildren(make('tr', {}, Object.keys(table.columns).map((column) => headCell(name, column))));
  $(`${name}-body`).replaceChildren(...items.slice(0, table.most).map((item) =>
    make('tr', {}, Object.keys(table.columns).map((column) => table.cell(column, item)))));
  const left = items.length - table.most;
  $(`${name}-more`).hidden = left <= 0;
  $(`${name}-more`).textContent = say('table.more', { n: Math.min(left, ROWS), all: items.length });
}

function headCell(name, column) {
  const table = TABLES[name];
  const chosenNow = table.sort === column;
  const direction = table.down ? 'descending' : 'ascending';
  return make('th', { scope: 'col', 'aria-sort': chosenNow ? direction : undefined },
    make('button', { type: 'button', 'data-column': column, on: { click: () => sortBy(name, column) } },
      say(`column.${column}`), make('span', { 'aria-hidden': 'true' }, chosenNow ? (table.down ? ' ↓' : ' ↑') : '')));
}

function sortBy(name, column) {
  const table = TABLES[name];
  table.down = table.sort === column && !table.down;
  table.sort = column;
  fillTable(name);
  $(`${name}-head`).querySelector(`[data-column="${column}"]`).focus();
}

function moreRows(name) {
  const before = $(`${name}-body`).children.length;
  TABLES[name].most += ROWS;
  fillTable(name);
  $(`${name}-body`).children[before]?.querySelector('button, a')?.focus();
}

function partnerCell(relation) {
  const others = othersIn(relation);
  return others.length ? others.slice(0, 6).map((key, i) => [i ? make('br') : null, goTo(key)]).flat()
    .concat(others.length > 6 ? ` +${others.length - 6}` : []) : '—';
}

function relationCell(column, relation) {
  if (column === 'partner') return make('th', { scope: 'row' }, partnerCell(relation));
  if (column === 'title') return make('td', { class: 'title' }, goTo(relation.key));
  if (column === 'kind') return make('td', {}, sample(relation.kind), ' ', RELATION_COLUMNS.kind(relation));
  if (column === 'date') return make('td', { class: 'date' }, whenText(relation), openEnd(relation) ? make('small', {}, ` ${say('date.open')}`) : null);
  if (column === 'evidence') return make('td', { class: 'evidence' }, standingBadge(relation.standing));
  if (column === 'unit') return make('td', { class: 'unit' }, (relation.facts.responsibleUnit || []).map((key) => make('div', {}, data.things[key] ? goTo(key) : key)));
  if (column === 'source') {
    return make('td', {}, unique(relation.claims.map((c) => (data.claims[c] || {}).source)).slice(0, 4)
      .map((key) => make('div', {}, sourceTitle(key))));
  }
  if (column === 'quote') return make('td', { class: 'quote' }, quotesOf(relation));
  return make('td', { class: column }, conceptWords(conceptsIn[column](relation)));
}

/** Which concepts a column names; each is written in the language it has. */
const conceptsIn = {
  country: (relation) => unique(othersIn(relation).map((key) => data.things[key] && data.things[key].country)),
  type: (relation) => relation.types,
  status: (relation) => unique([relation.status]),
};

const conceptWords = (keys) => keys.map((key, i) => [i ? '; ' : '', words(concept(key))]);

function quotesOf(relation) {
  const quotes = relation.claims.flatMap((key) => (data.claims[key] || { quotes: [] }).quotes).filter((quote) => quote.text);
  return quotes.slice(0, 2).map((quote) => words({ text: shortened(quote.text), lang: quote.lang }, 'q'))
    .concat(quotes.length > 2 ? [` +${quotes.length - 2}`] : []);
}

const shortened = (text) => (text.length > 240 ? `${text.slice(0, 240)}…` : text);

/** Whether a relation has begun and nothing states its end; events end by themselves. */
const openEnd = (relation) => relation.kind !== 'event' && relation.span && relation.span[0] && !relation.span[1];

function sourceTitle(key) {
  const source = data.sources[key];
  return source ? link(source.url, best(source.title) || source.url || key) : key || '';
}

function thingCell(column, key) {
  if (column === 'name') return make('th', { scope: 'row' }, goTo(key));
  if (column === 'country') return make('td', {}, conceptWords(unique([data.things[key].country])));
  if (column === 'type' && data.things[key].type) return make('td', {}, conceptWords([data.things[key].type]));
  return make('td', { class: column === 'relations' ? 'number' : undefined, dir: 'auto' }, THING_COLUMNS[column](key));
}

/* Rows for files: headings in words, then what the table shows, dates as written, and addresses */

function relationRows() {
  const columns = Object.keys(RELATION_COLUMNS);
  const head = [...columns.map((column) => say(`column.${column}`)), 'first', 'last', 'edtf', 'iri'];
  return [head, ...sorted(TABLES.table).map((relation) => [
    ...columns.map((column) => RELATION_COLUMNS[column](relation)),
    (relation.span && relation.span[0]) || '', (relation.span && relation.span[1]) || '',
    relation.dates.map((date) => date.edtf).filter(Boolean).join('; '), data.base + relation.key,
  ])];
}

function thingRows() {
  const columns = Object.keys(THING_COLUMNS);
  const head = [...columns.map((column) => say(`column.${column}`)), 'iri'];
  return [head, ...sorted(TABLES.things).map((key) =>
    [...columns.map((column) => THING_COLUMNS[column](key)), data.base + key])];
}
