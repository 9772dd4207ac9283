/* Evidence: sources, words quoted, names as printed, disagreements side by side. */

function badge(text, kind) {
  return make('span', { class: `badge ${kind || ''}`, lang: text.lang || undefined }, text.text ?? text);
}

function standingBadge(standing) {
  return badge(say(`standing.${standing}`), `standing-${standing}`);
}

/** How lines of this kind are drawn. */
function sample(kind) {
  const line = svgElement('line', { x1: 1, y1: 5, x2: 29, y2: 5 });
  if (DASHES[kind]) line.setAttribute('stroke-dasharray', DASHES[kind].join(' '));
  return svgElement('svg', { width: 30, height: 10, viewBox: '0 0 30 10', class: `sample ${kind}`, 'aria-hidden': 'true' }, line);
}

function goTo(key, attributes = {}) {
  if (!isKnown(key)) return words({ text: key, lang: '' });
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
  return make('blockquote', { lang: quote.lang ?? '', dir: 'auto' },
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
    cells: [...texts].map(([edtf, sources]) => ({ value: inPage(dateText(edtf)), sources })),
  }));
}
