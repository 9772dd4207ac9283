/* The legend, which is the filter: what each mark means, how many there are, whether it is shown. */

function dot(group) {
  return make('span', { class: `dot ${group}`, 'aria-hidden': 'true' });
}

/** A line of the legend; its box and its number are brought up to date by `showNumbers`. */
function entry(facet, value, content, change) {
  const id = `${facet} ${value}`;
  const box = make('input', { type: 'checkbox', 'data-facet': facet, 'data-value': value, on: { change: () => change(box.checked) } });
  return make('li', {}, make('label', {}, box, content, make('span', { class: 'number', 'data-number': id })));
}

function switchEntry(facet, value, content) {
  return entry(facet, value, content, (on) => { state.hidden[on ? 'delete' : 'add'](value); changed('filters'); });
}

function choiceEntry(facet, value) {
  return entry(facet, value, valueWords(facet, value), (on) => { state[facet][on ? 'add' : 'delete'](value); changed('filters'); });
}

/** What a value of a facet is called. */
function valueWords(facet, value) {
  if (value.endsWith(`:${NONE}`)) return words(inPage(say(`none.${facet}`)));
  return facet === 'unit' ? words(nameOf(value)) : words(concept(value));
}

/** Every value that a facet takes anywhere in the data, with how many times. */
const facetTotals = (() => {
  const totals = Object.create(null);
  const add = (facet, value) => {
    if (!value) return;
    totals[facet] ||= Object.create(null);
    totals[facet][value] = (totals[facet][value] || 0) + 1;
  };
  for (const relation of Object.values(data.relations)) {
    for (const [facet, of] of Object.entries(SWITCHES)) add(facet, of(relation));
    CHOICES.unit(relation).forEach((value) => add('unit', value));
  }
  for (const [key, thing] of Object.entries(data.things)) {
    if (thing.standing !== 'connected' || thing.kind !== 'institution') continue;
    OF_THINGS.forEach((facet) => CHOICES[facet](key).forEach((value) => add(facet, value)));
  }
  return totals;
})();

const extraTotals = (() => {
  const things = Object.values(data.things);
  return {
    unit: things.filter((thing) => thing.standing === 'unit').length,
    mentioned: things.filter((thing) => ['mentioned', 'unconnected'].includes(thing.standing)).length,
  };
})();

/** The values of a facet that chooses: most frequent first, what is not stated last. */
function valuesOf(facet) {
  const totals = facetTotals[facet] || {};
  const last = (value) => value.endsWith(`:${NONE}`) || value === UNKNOWN;
  const name = (value) => valueWords(facet, value).textContent;
  return Object.keys(totals).sort((a, b) => last(a) - last(b) || totals[b] - totals[a]
    || name(a).localeCompare(name(b), LANGUAGES[state.lang]));
}

function showLegend() {
  const known = (facet, order) => order.filter((value) => facetTotals[facet] && facetTotals[facet][value]);
  $('kinds').replaceChildren(...known('kind', KINDS).map((kind) => switchEntry('kind', kind, [sample(kind), say(`kinds.${kind}`)])));
  $('standings').replaceChildren(...known('standing', STANDINGS).map((s) => switchEntry('standing', s, standingBadge(s))));
  $('statuses').replaceChildren(...valuesOf('status').map((s) => switchEntry('status', s, valueWords('status', s))));
  $('extras').replaceChildren(...EXTRAS.filter((extra) => extraTotals[extra]).map((extra) =>
    switchEntry('extra', extra, [dot(extra), say(`extra.${extra}`)])));
  for (const facet of Object.keys(CHOICES)) {
    const values = valuesOf(facet);
    $(`${facet}-list`).replaceChildren(...values.map((value) => choiceEntry(facet, value)));
    $(`${facet}-box`).hidden = values.length < 2;
  }
  for (const id of ['kinds', 'standings', 'statuses', 'extras']) $(`${id}-box`).hidden = !$(id).children.length;
  showNumbers();
  showTime();
}

/** Set boxes and numbers after the state: the number is what one would see with this box alone. */
function showNumbers() {
  const { counts } = shownSet();
  document.querySelectorAll('#legend [data-facet]').forEach((box) => {
    const { facet, value } = box.dataset;
    box.checked = state[facet] ? state[facet].has(value) : !state.hidden.has(value);
    const number = facet === 'extra' ? extraTotals[value] : counts[facet][value] || 0;
    box.parentElement.lastElementChild.textContent = formatted(number);
    box.parentElement.classList.toggle('empty', !number);
  });
}

const formatted = (number) => new Intl.NumberFormat(LANGUAGES[state.lang]).format(number);

/* Chips: what is on, each to be taken off again */

function chip(text, undo) {
  return make('li', {}, make('button', { type: 'button', class: 'chip', on: { click: () => { undo(); $('bar').focus(); } } },
    make('span', { class: 'hidden-text' }, `${say('chip.off')} `), text, make('span', { 'aria-hidden': 'true' }, ' ×')));
}

function switchName(value) {
  if (KINDS.includes(value)) return say(`kinds.${value}`);
  if (STANDINGS.includes(value)) return say(`standing.${value}`);
  return EXTRAS.includes(value) ? say(`extra.${value}`) : valueWords('status', value);
}

function showChips() {
  const chips = [];
  const off = (set, value, ...fields) => () => { set.delete(value); changed(...fields); };
  if (state.path) chips.push(chip([say('path.title'), ': ', words(nameOf(state.path.from)), ' → ', words(nameOf(state.path.to))], dropPath));
  if (state.scope) {
    const text = state.scope.steps === Infinity ? 'chip.part' : 'chip.near';
    chips.push(chip([say(text), ' ', words(nameOf(state.scope.key))], () => { state.scope = null; state.more = []; changed('scope'); }));
  }
  if (state.time) chips.push(chip(timeText(state.time), () => { stopPlaying(); setTime(null); }));
  if (state.time && !state.undated) chips.push(chip(say('chip.dated'), () => { state.undated = true; changed('time'); }));
  state.hidden.forEach((value) => chips.push(chip([say('chip.without'), ' ', switchName(value)], off(state.hidden, value, 'filters'))));
  for (const facet of Object.keys(CHOICES)) {
    state[facet].forEach((value) => chips.push(chip(valueWords(facet, value), off(state[facet], value, 'filters'))));
  }
  if (state.gone.size) chips.push(chip(count('chip.gone', state.gone.size), () => { state.gone.clear(); changed('scope'); }));
  $('chips').replaceChildren(...chips);
  $('reset').hidden = !chips.length;
  const all = Object.keys(data.relations).length;
  const shown = shownSet().relations.size;
  $('shown').textContent = shown === all ? '' : say('shown', { shown: formatted(shown), all: formatted(all) });
}

/** Show everything again, at any time. */
function reset() {
  stopPlaying();
  clearView();
  changed('all');
  fit();
  $('bar').focus();
}
