/* Details of what is selected: names, facts, all relations with their evidence. */

/* The page of a record, where it is known where the pages are; an address is never guessed. */

function recordLine(key) {
  const page = pageOf(key);
  return make('p', { class: 'record' }, page ? [link(page, say('record.page')), ' · '] : null,
    say('record'), ' ', make('code', {}, data.base + key));
}

function pageOf(key) {
  if (!data.pages) return null;
  const id = key.split('/').map(encodeURIComponent).join('/');
  return data.pages.includes('{id}') ? data.pages.replaceAll('{id}', id) : data.pages + id;
}

const MOST_ITEMS = 100; // relations in the panel at first, and each time that more are asked for

/* One relation */

function relationTitle(relation) {
  const name = nameOf(relation.key);
  const type = concept(relation.types[0]);
  return [sample(relation.kind), make('span', { class: 'what' }, words(name),
    type.text && type.text !== name.text ? make('small', {}, words(type)) : null)];
}

function relationBody(relation, from) {
  const people = relation.participants.map((part) => make('li', {},
    part.agent === from ? words(nameOf(part.agent)) : goTo(part.agent),
    part.roles.length ? make('small', {}, ` ${part.roles.map((role) => concept(role).text).join(', ')}`) : null,
    part.readings.map(reading)));
  const facts = relation.facts;
  return [
    make('ul', { class: 'people' }, people),
    make('dl', {}, relation.dates.flatMap((date) => pair(
      date.step ? concept(date.step).text : say('column.date'), dateText(date.edtf))),
    pair(say('facts.end'), openEnd(relation) ? say('date.open') : null),
    pair(say('column.status'), relation.status && words(concept(relation.status))),
    pair(say('facts.units'), (facts.responsibleUnit || []).map((unit) => (data.things[unit] ? goTo(unit) : unit))),
    ['superEvent', 'editionOf', 'underFramework', 'underAgreement', 'supersedes', 'amends'].flatMap((name) =>
      pair(say(`facts.${name}`), (facts[name] || []).map((key) => (data.relations[key] ? goTo(key) : key)))),
    pair(say('facts.keywords'), (facts.keywords || []).join(', '))),
    differences(relation),
    make(from === null ? 'h3' : 'h4', { class: 'evidence' }, count('claims', relation.claims.length)),
    make('ul', { class: 'claims' }, relation.claims.map(claimBlock)),
    recordLine(relation.key),
  ];
}

function relationItem(relation, from, open) {
  const item = make('details', { class: `relation ${relation.kind}`, open });
  const fill = () => { if (item.open && item.children.length === 1) item.append(...relationBody(relation, from).flat()); };
  const others = othersIn(relation, from).filter((key) => key !== data.home);
  item.append(make('summary', {}, relationTitle(relation),
    make('span', { class: 'when' }, whenText(relation)),
    others.length ? make('span', { class: 'with' }, say('with'), ' ', others.slice(0, 3).map((key, i) => [i ? ', ' : '', words(nameOf(key))]),
      others.length > 3 ? ` +${others.length - 3}` : '') : null,
    relation.standing === 'asserted' ? null : standingBadge(relation.standing)));
  item.addEventListener('toggle', fill);
  fill();
  return item;
}

/* The three panels */

function thingPanel(key) {
  const thing = data.things[key];
  const relations = relationsOf(key).filter(isShown);
  const hiddenOnes = relationsOf(key).length - relations.length;
  const place = [thing.city && { text: thing.city, lang: '' }, thing.country && concept(thing.country)].filter(Boolean);
  const title = nameOf(key);
  const others = thing.names.filter((name) => name.text !== title.text);
  const isHome = key === data.home;
  return [
    make('p', { class: 'place' }, place.map((p, i) => [i ? ', ' : '', words(p)]),
      thing.type ? [' · ', words(concept(thing.type))] : null, ' ',
      ['connected', 'home'].includes(standingOf(key)) ? null : standingBadge(standingOf(key))),
    actionsFor(key),
    thing.standing === 'mentioned' ? make('p', { class: 'notice' }, say('mentioned.explain')) : null,
    others.length ? make('ul', { class: 'names' }, others.map(nameItem)) : null,
    thing.level ? make('dl', {}, pair(say('facts.level'), words(concept(thing.level)))) : null,
    make('p', { class: 'links' }, thing.links.map((url) => link(url, shortUrl(url)))),
    thing.wholes.length ? make('p', {}, say('part.of'), ' ', thing.wholes.map((w) => goTo(w))) : null,
    Object.values(data.readings).filter((r) => !r.resolved && r.candidates.includes(key)).map((r) => reading(r.key)),
    thing.statements.length ? [make('h3', {}, say('statements')), make('ul', { class: 'claims' }, thing.statements.map(claimBlock))] : null,
    make('h3', {}, count('relations', relations.length)),
    hiddenOnes ? make('p', { class: 'hint' }, count('filtered', hiddenOnes)) : null,
    isHome ? homeList(relations)
      : relationItems(KINDS.flatMap((kind) => relations.filter((r) => r.kind === kind)), key, 0),
    recordLine(key),
  ];
}

/** Relations from a place in the list on, as many as one reads; a button brings the next. */
function relationItems(relations, key, from) {
  const items = relations.slice(from, from + MOST_ITEMS).map((relation, i) => relationItem(relation, key, from + i === 0));
  const left = relations.length - from - items.length;
  if (!left) return items;
  const more = make('button', { type: 'button', class: 'button', on: { click: () => {
    const next = relationItems(relations, key, from + MOST_ITEMS);
    more.replaceWith(...next);
    next[0].querySelector('summary').focus();
  } } }, say('table.more', { n: Math.min(left, MOST_ITEMS), all: relations.length }));
  return [...items, more];
}

function homeList(relations) {
  return [
    make('ul', { class: 'totals' }, KINDS.map((kind) => make('li', {}, sample(kind),
      count(`kinds.${kind}`, relations.filter((r) => r.kind === kind).length)))),
    make('p', {}, make('button', { type: 'button', class: 'button', on: { click: () => { state.view = 'table'; changed('view'); } } }, say('home.table'))),
  ];
}

function nameItem(name) {
  const years = name.from || name.to
    ? say('name.dated', { from: name.from ? dateText(name.from) : '…', to: name.to ? dateText(name.to) : '…' }) : null;
  return make('li', {}, words(name), years && make('small', {}, years),
    name.lang && make('code', {}, name.lang));
}

function shortUrl(url) {
  try {
    const { hostname, pathname } = new URL(url);
    return hostname.replace(/^www\./, '') + (pathname.length > 1 && pathname.length < 22 ? pathname : '');
  } catch { return url; }
}

function readingsPanel() {
  const open = Object.values(data.readings).filter((found) => !found.resolved);
  return [make('p', {}, say('readings.explain')), open.map((found) => make('div', { class: 'card' },
    reading(found.key), found.quotes.map(quoteBlock), sourceLink(found.source)))];
}

/** The panels that show no single thing or relation. */
const SPECIAL_PANELS = Object.assign(Object.create(null), {
  '?readings': { title: 'readings.title', content: readingsPanel },
  '?path': { title: 'path.title', content: pathPanel },
});

function showPanel() {
  const panel = $('panel');
  const key = state.selected;
  panel.hidden = !key;
  document.body.classList.toggle('with-panel', Boolean(key));
  $('panel-body').replaceChildren();
  if (!key) return;
  const heading = SPECIAL_PANELS[key] ? inPage(say(SPECIAL_PANELS[key].title)) : nameOf(key);
  $('panel-title').replaceChildren(words(heading));
  const content = SPECIAL_PANELS[key] ? SPECIAL_PANELS[key].content()
    : data.things[key] ? thingPanel(key) : [relationCard(data.relations[key])];
  $('panel-body').append(...content.flat(3).filter(Boolean));
  $('panel').scrollTop = 0;
}

function relationCard(relation) {
  return make('article', { class: `relation ${relation.kind}` },
    make('p', { class: 'place' }, sample(relation.kind), ' ', words(concept(relation.types[0])), ' · ', whenText(relation), ' ',
      relation.standing === 'asserted' ? null : standingBadge(relation.standing)),
    relationBody(relation, null).flat());
}
