/* What is chosen: language, view, selection, filters, time, parts, path; and its form as an address. */

const KINDS = ['agreement', 'event', 'programme', 'partnership'];
const STANDINGS = ['asserted', 'inferred', 'disputed', 'unresolved', 'retracted'];
const LANGUAGES = { en: 'en', ru: 'ru', uz: 'uz-Latn' };
const EXTRAS = ['unit', 'mentioned'];
const UNKNOWN = 'country:unknown';

const state = {
  lang: data.lang,
  view: 'network',
  selected: null, // the key of a thing or a relation, '?readings' or '?path'
  hidden: new Set(), // kinds, statuses, standings and extras switched off
  country: new Set(), // in these four, empty means all
  group: new Set(),
  type: new Set(),
  unit: new Set(),
  time: null, // {from, to, range}; see time.js
  undated: true,
  scope: null, // {key, steps}: only what is within so many steps of this thing
  more: [], // things in the scope whose neighbours were asked for
  gone: new Set(), // things and relations hidden by hand
  path: null, // {from, to, around}: the shortest way, around home or not
};
const listeners = [];

/** Tell every part of the page that the state has changed: names of fields, or `all`. */
function changed(...what) {
  const fields = new Set(what);
  forgetShown(fields);
  listeners.forEach((listener) => listener(fields));
}

function onChange(listener) {
  listeners.push(listener);
}

function select(key) {
  if (pathStart && data.things[key]) return endPath(key);
  state.selected = key;
  return changed('selected');
}

/** Relations by participant, computed once. */
const relationsOf = (() => {
  const found = Object.create(null);
  for (const relation of Object.values(data.relations)) {
    for (const part of relation.participants) (found[part.agent] ||= []).push(relation);
  }
  return (key) => found[key] || [];
})();

/** The others in a relation, seen from `key` (from home where nothing is given). */
function othersIn(relation, key = data.home) {
  return relation.participants.map((part) => part.agent).filter((agent) => agent !== key);
}

function countryOf(key) {
  return (data.things[key] && data.things[key].country) || UNKNOWN;
}

/* The address keeps the view */

const LISTS = { hide: 'hidden', country: 'country', group: 'group', type: 'type', unit: 'unit', without: 'gone' };

const OLD_LISTS = ['hide', 'country'];

function viewText() {
  const hash = new URLSearchParams();
  if (state.selected) hash.set('show', state.selected);
  if (state.view !== 'network') hash.set('view', state.view);
  if (state.lang !== data.lang) hash.set('lang', state.lang);
  for (const [name, field] of Object.entries(LISTS)) {
    [...state[field]].sort().forEach((value) => hash.append(name, value));
  }
  if (state.time) hash.set('time', writeTime());
  if (!state.undated) hash.set('undated', '0');
  if (state.scope) {
    hash.set(Number.isFinite(state.scope.steps) ? 'near' : 'part', state.scope.key);
    if (state.scope.steps > 1 && Number.isFinite(state.scope.steps)) hash.set('steps', state.scope.steps);
    state.more.forEach((key) => hash.append('more', key));
  }
  if (state.path) {
    hash.append('path', state.path.from);
    hash.append('path', state.path.to);
    if (state.path.around) hash.set('around', '1');
  }
  return hash.toString();
}

function writeHash() {
  const text = viewText();
  if (text === location.hash.slice(1)) return;
  try {
    history.replaceState(null, '', text ? `#${text}` : location.pathname + location.search);
  } catch { /* a frame of a notebook has no address to write to */ }
}

/** The address of this view; in a frame without address of its own, what is put behind one. */
function viewAddress() {
  return location.protocol === 'about:' ? `#${viewText()}` : location.href;
}

/** Everything shown, at any time; language, view and selection stay. */
function clearView() {
  for (const field of Object.values(LISTS)) state[field] = new Set();
  Object.assign(state, { time: null, undated: true, scope: null, more: [], path: null });
  if (state.selected === '?path') state.selected = null;
}

const isThing = (key) => Boolean(key && data.things[key]);
const isKnown = (key) => isThing(key) || Boolean(key && data.relations[key]);

/** Read what `viewText` wrote; what it cannot mean is left out. */
function readView(text) {
  const hash = new URLSearchParams(text);
  clearView();
  const switches = [...KINDS, ...STANDINGS, ...EXTRAS, ...valuesIn('status')];
  const good = { hide: (v) => switches.includes(v), without: isKnown };
  for (const [name, field] of Object.entries(LISTS)) {
    const fits = good[name] || ((value) => valuesIn(field).includes(value));
    // Earlier links have several values with blanks between them.
    const values = hash.getAll(name).flatMap((value) => [value, ...(OLD_LISTS.includes(name) ? value.split(' ') : [])]);
    state[field] = new Set(values.filter(fits));
  }
  state.view = hash.get('view') === 'table' ? 'table' : 'network';
  state.lang = hash.get('lang') in data.strings ? hash.get('lang') : data.lang;
  state.time = readTime(hash.get('time') || hash.get('year'));
  state.undated = hash.get('undated') !== '0';
  readParts(hash);
  const show = hash.get('show');
  const special = show === '?readings' || (show === '?path' && state.path);
  state.selected = special || isKnown(show) ? show : null;
}

function readParts(hash) {
  const key = hash.get('near') || hash.get('part');
  if (isThing(key)) {
    const steps = Math.min(Math.max(Math.trunc(Number(hash.get('steps'))) || 1, 1), 99);
    state.scope = { key, steps: hash.has('near') ? steps : Infinity };
    state.more = hash.getAll('more').filter(isThing);
  }
  const [from, to] = hash.getAll('path');
  if (isThing(from) && isThing(to) && from !== to) state.path = { from, to, around: hash.has('around') };
}

const valuesIn = (facet) => Object.keys(facetTotals[facet] || {});
