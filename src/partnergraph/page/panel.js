/* Details of what is selected: all relations with dates, words quoted, readings and disagreements. */

function badge(text, kind) {
  return make('span', { class: `badge ${kind || ''}`, lang: text.lang || undefined }, text.text ?? text);
}

function standingBadge(standing) {
  return badge(say(`standing.${standing}`), `standing-${standing}`);
}

function sample(kind) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  const set = (element, values) => Object.entries(values).forEach(([k, v]) => element.setAttribute(k, v));
  set(svg, { width: 30, height: 10, viewBox: '0 0 30 10', class: `sample ${kind}`, 'aria-hidden': 'true' });
  set(line, { x1: 1, y1: 5, x2: 29, y2: 5 });
  if (DASHES[kind]) line.setAttribute('stroke-dasharray', DASHES[kind].join(' '));
  svg.append(line);
  return svg;
}

function goTo(key, attributes = {}) {
  return make('button', { type: 'button', class: 'goto', on: { click: () => { select(key); lookAt(key); } }, ...attributes },
    words(nameOf(key)));
}

function pair(term, ...values) {
  return values.flat().some(Boolean)
    ? [make('dt', {}, term), ...values.flat().filter(Boolean).map((value) => make('dd', {}, value))] : [];
}

/* Sources and evidence */

function sourceLink(key) {
  const source = data.sources[key];
  if (!source) return make('span', {}, key || '');
  const title = best(source.title) || { text: source.url || key, lang: '' };
  const more = [
    source.publisher,
    source.issued && say('source.issued', { date: dateText(source.issued) }),
    source.retrieved && say('source.retrieved', { date: dateText(source.retrieved) }),
  ].filter(Boolean).join(' · ');
  return make('span', { class: 'source' }, link(source.url, title), more && make('small', {}, more));
}

function quoteBlock(quote) {
  const place = quote.start ? say('quote.place', { start: quote.start, end: quote.end }) : null;
  return make('blockquote', { lang: quote.lang || undefined, dir: 'auto' },
    make('p', {}, quote.text || ''), place && make('footer', { lang: LANGUAGES[state.lang], dir: 'ltr' }, place));
}

function reading(key) {
  const found = data.readings[key];
  if (!found) return null;
  const how = found.resolved
    ? [say('reading.as'), ' ', goTo(found.resolved)] : [say('reading.open')];
  const others = found.candidates.filter((candidate) => candidate !== found.resolved);
  return make('div', { class: 'reading' },
    make('p', {}, say('reading.printed'), ' ', words(found.printed, 'q'), ' ', how, ' ',
      standingBadge(found.status.split(':')[1])),
    found.why.length ? words(best(found.why), 'p', { class: 'why' }) : null,
    others.length ? make('p', {}, say(found.resolved ? 'reading.candidates' : 'reading.possible'), ' ', others.map((c) => goTo(c))) : null);
}

function claimBlock(key) {
  const claim = data.claims[key];
  if (!claim) return null;
  const modality = claim.modality && claim.modality !== 'modality:realised'
    ? badge(concept(claim.modality), 'modality') : null;
  const printed = claim.printed.filter((p) => !p.decision);
  return make('li', { class: 'claim' },
    make('div', { class: 'claim-head' }, sourceLink(claim.source),
      standingBadge(claim.status.split(':')[1]), modality),
    claim.statement.length ? words(best(claim.statement), 'p') : null,
    claim.quotes.map(quoteBlock),
    claim.why.length ? words(best(claim.why), 'p', { class: 'why' }) : null,
    printed.length ? make('p', { class: 'printed' }, say('reading.names'), ' ',
      printed.map((p, i) => [i ? ', ' : '', words(p, 'q')])) : null,
    claim.conflicts.map((other) => conflictLine(other)));
}

function conflictLine(key) {
  const other = data.claims[key];
  return make('p', { class: 'conflict' }, say('claim.conflict'), ' ',
    other ? sourceLink(other.source) : key);
}

/* Disagreements: one column for each version */

function differences(relation) {
  const rows = relation.differences.map((difference) => ({
    label: say(`property.${difference.property}`),
    cells: difference.values.map(({ value, sources }) => ({
      value: value.includes(':') ? concept(value) : { text: value, lang: '' }, sources,
    })),
  }));
  return [...rows, ...dateDifferences(relation)].map(({ label, cells }) => make('table', { class: 'versions' },
    make('caption', {}, say('claim.versions', { what: label })),
    make('thead', {}, make('tr', {}, cells.map((cell) => make('th', { scope: 'col' }, words(cell.value))))),
    make('tbody', {}, make('tr', {}, cells.map((cell) => make('td', {}, cell.sources.map(sourceLink)))))));
}

function dateDifferences(relation) {
  const steps = new Map();
  relation.dates.filter((date) => date.edtf).forEach((date) => {
    if (!steps.has(date.step)) steps.set(date.step, new Map());
    const texts = steps.get(date.step);
    texts.set(date.edtf, [...(texts.get(date.edtf) || []), date.source]);
  });
  return [...steps].filter(([, texts]) => texts.size > 1).map(([stepKey, texts]) => ({
    label: stepKey ? concept(stepKey).text : say('column.date'),
    cells: [...texts].map(([edtf, sources]) => ({ value: { text: dateText(edtf), lang: '' }, sources })),
  }));
}

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
    pair(say('column.status'), relation.status && words(concept(relation.status))),
    pair(say('facts.units'), (facts.responsibleUnit || []).map((unit) => (data.things[unit] ? goTo(unit) : unit))),
    ['superEvent', 'editionOf', 'underFramework', 'underAgreement', 'supersedes', 'amends'].flatMap((name) =>
      pair(say(`facts.${name}`), (facts[name] || []).map((key) => (data.relations[key] ? goTo(key) : key)))),
    pair(say('facts.keywords'), (facts.keywords || []).join(', '))),
    differences(relation),
    make(from === null ? 'h3' : 'h4', { class: 'evidence' }, count('claims', relation.claims.length)),
    make('ul', { class: 'claims' }, relation.claims.map(claimBlock)),
    make('p', { class: 'record' }, link(data.base + relation.key, say('record'))),
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
      ['connected', 'home'].includes(thing.standing) ? null : standingBadge(thing.standing)),
    thing.standing === 'mentioned' ? make('p', { class: 'notice' }, say('mentioned.explain')) : null,
    others.length ? make('ul', { class: 'names' }, others.map(nameItem)) : null,
    make('p', { class: 'links' }, thing.links.map((url) => link(url, shortUrl(url)))),
    thing.wholes.length ? make('p', {}, say('part.of'), ' ', thing.wholes.map((w) => goTo(w))) : null,
    Object.values(data.readings).filter((r) => !r.resolved && r.candidates.includes(key)).map((r) => reading(r.key)),
    thing.statements.length ? [make('h3', {}, say('statements')), make('ul', { class: 'claims' }, thing.statements.map(claimBlock))] : null,
    make('h3', {}, count('relations', relations.length)),
    hiddenOnes ? make('p', { class: 'hint' }, count('filtered', hiddenOnes)) : null,
    isHome ? homeList(relations) : KINDS.flatMap((kind) => relations.filter((r) => r.kind === kind))
      .map((relation, i) => relationItem(relation, key, i === 0)),
    make('p', { class: 'record' }, link(data.base + key, say('record'))),
  ];
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

function showPanel() {
  const panel = $('panel');
  const key = state.selected;
  panel.hidden = !key;
  document.body.classList.toggle('with-panel', Boolean(key));
  $('panel-body').replaceChildren();
  if (!key) return;
  const heading = key === '?readings' ? { text: say('readings.title'), lang: '' } : nameOf(key);
  $('panel-title').replaceChildren(words(heading));
  const content = key === '?readings' ? readingsPanel()
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
