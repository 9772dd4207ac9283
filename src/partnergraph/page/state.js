/* What is shown: the data of the page, the words around it, the filters and the selection. */

const KINDS = ['agreement', 'event', 'programme', 'partnership'];
const STANDINGS = ['asserted', 'inferred', 'disputed', 'unresolved', 'retracted'];
const LANGUAGES = { en: 'en', ru: 'ru', uz: 'uz-Latn' };
const EXTRAS = ['unit', 'mentioned'];
const UNKNOWN = 'country:unknown';

const state = {
  lang: data.lang,
  view: 'network',
  selected: null, // the key of a thing or a relation, or '?readings'
  hidden: new Set(), // kinds, standings and extras switched off
  countries: new Set(), // empty: all
  year: null,
  undated: true,
};
const listeners = [];

/** Tell every part of the page that the state has changed: `what` is a set of field names. */
function changed(...what) {
  const fields = new Set(what);
  listeners.forEach((listener) => listener(fields));
}

function onChange(listener) {
  listeners.push(listener);
}

/* Words */

/** A text of the page in the chosen language; `{name}` is replaced from `values`. */
function say(key, values = {}) {
  const text = data.strings[state.lang][key] ?? data.strings.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A text that depends on a number: `relations` with 5 becomes "5 relations". */
function count(key, number) {
  const form = new Intl.PluralRules(LANGUAGES[state.lang]).select(number);
  const strings = data.strings[state.lang];
  const text = strings[`${key}.${form}`] ?? strings[`${key}.other`] ?? key;
  return text.replace('{n}', new Intl.NumberFormat(LANGUAGES[state.lang]).format(number));
}

/** The languages to try, best first: the chosen one, then English, then Russian. */
function tongues() {
  return [LANGUAGES[state.lang], state.lang, 'en', 'ru', ''];
}

/** The best of several `{text, lang}`; undefined when there is none. */
function best(texts) {
  if (!texts || !texts.length) return undefined;
  for (const tongue of tongues()) {
    const found = texts.find((text) => text.lang === tongue)
      ?? (tongue && texts.find((text) => text.lang.split('-')[0] === tongue));
    if (found) return found;
  }
  return texts[0];
}

/** The label of a concept such as `country:CN`, as `{text, lang}`. */
function concept(key) {
  if (!key) return { text: '', lang: '' };
  const labels = data.concepts[key] || {};
  const lang = tongues().find((tongue) => labels[tongue]) ?? Object.keys(labels)[0];
  return lang === undefined
    ? { text: key.replace(/^.*[:/#]/, '').replaceAll('-', ' '), lang: '' }
    : { text: labels[lang], lang };
}

/** The name of a thing or relation as `{text, lang}`; a relation without title gets its type. */
function nameOf(key) {
  const thing = data.things[key];
  const relation = data.relations[key];
  const names = (thing || relation || {}).names || [];
  const name = best(names.filter((n) => n.sort === 'preferred')) ?? best(names);
  if (name && name.text.trim()) return name;
  if (relation && relation.types.length) return concept(relation.types[0]);
  return { text: relation ? say(`kind.${relation.kind}`) : say('unnamed', { key }), lang: '' };
}

/* Which relations are shown */

function onYear(relation) {
  if (state.year === null) return true;
  if (!relation.span) return state.undated;
  const [first, last] = relation.span;
  return (!first || first <= `${state.year}-12-31`) && (!last || last >= `${state.year}-01-01`);
}

function inCountries(relation) {
  if (!state.countries.size) return true;
  const others = relation.participants.filter((part) => part.agent !== data.home);
  return others.some((part) => state.countries.has(countryOf(part.agent)));
}

function countryOf(key) {
  return (data.things[key] && data.things[key].country) || UNKNOWN;
}

function isShown(relation) {
  return !state.hidden.has(relation.kind) && !state.hidden.has(relation.standing)
    && onYear(relation) && inCountries(relation);
}

/** Is a node shown even where none of its lines is? */
function standsAlone(key) {
  if (key === data.home) return true;
  const thing = data.things[key];
  const relation = data.relations[key];
  if (relation) return !relation.participants.length && isShown(relation);
  if (!thing || state.year !== null || (state.countries.size && !state.countries.has(countryOf(key)))) return false;
  if (thing.standing === 'unit') return !state.hidden.has('unit');
  return ['mentioned', 'unconnected'].includes(thing.standing) && !state.hidden.has('mentioned');
}

/** Is a node never shown, and none of its lines? */
function isOff() {
  return false;
}

function shownRelations() {
  return Object.values(data.relations).filter(isShown);
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

/* The address keeps the view */

function writeHash() {
  const hash = new URLSearchParams();
  if (state.selected) hash.set('show', state.selected);
  if (state.view !== 'network') hash.set('view', state.view);
  if (state.lang !== data.lang) hash.set('lang', state.lang);
  if (state.hidden.size) hash.set('hide', [...state.hidden].sort().join(' '));
  if (state.countries.size) hash.set('country', [...state.countries].sort().join(' '));
  if (state.year !== null) hash.set('year', state.year);
  if (!state.undated) hash.set('undated', '0');
  const text = hash.toString();
  if (text !== location.hash.slice(1)) {
    history.replaceState(null, '', text ? `#${text}` : location.pathname + location.search);
  }
}

function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const words = (name) => (hash.get(name) || '').split(' ').filter(Boolean);
  const known = (key) => key && (data.things[key] || data.relations[key] || key === '?readings');
  const year = Number(hash.get('year'));
  state.selected = known(hash.get('show')) ? hash.get('show') : null;
  state.view = hash.get('view') === 'table' ? 'table' : 'network';
  state.lang = hash.get('lang') in data.strings ? hash.get('lang') : data.lang;
  const switches = [...KINDS, ...STANDINGS, ...EXTRAS];
  state.hidden = new Set(words('hide').filter((word) => switches.includes(word)));
  state.countries = new Set(words('country').filter((word) => data.countries.includes(word)));
  state.year = year >= data.years[0] && year <= data.years[1] ? year : null;
  state.undated = hash.get('undated') !== '0';
}

function select(key) {
  state.selected = key;
  changed('selected');
}

/* Dates, read from EDTF */

const EDTF_DAY = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)$/;

// Many browsers know no Uzbek dates.
const UZBEK = ['yanvar', 'fevral', 'mart', 'aprel', 'may', 'iyun', 'iyul', 'avgust', 'sentabr',
  'oktabr', 'noyabr', 'dekabr'];

/** A date in words from its parts, those that are known. */
function inWords(year, month, day) {
  if (state.lang === 'uz') {
    const name = month ? UZBEK[month - 1] : '';
    return [year ? `${year}-yil` : '', day ? `${Number(day)}-${name}` : name].filter(Boolean).join(' ');
  }
  const { date, format } = formatOf(year, month, day);
  return format.format(date);
}

function formatOf(year, month, day) {
  const options = { timeZone: 'UTC' };
  if (year) options.year = 'numeric';
  if (month) options.month = 'long';
  if (day) options.day = 'numeric';
  const date = new Date(Date.UTC(2000, (month || 1) - 1, day || 1));
  date.setUTCFullYear(year || 2000);
  return { date, format: new Intl.DateTimeFormat(LANGUAGES[state.lang], options) };
}

const partsOf = (edtf) => edtf.match(EDTF_DAY).slice(1, 4);

function rangeOf(first, last) {
  if (state.lang === 'uz') return `${inWords(...partsOf(first))} – ${inWords(...partsOf(last))}`;
  const { date, format } = formatOf(...partsOf(first));
  return format.formatRange(date, formatOf(...partsOf(last)).date);
}

/** A date in words; what cannot be read stays as written. */
function dateText(edtf) {
  if (!edtf || edtf === 'unknown') return say('date.none');
  try {
    const [from, to] = edtf.replace(/^\[|\]$/g, '').split(/\/|\.\./);
    if (to && EDTF_DAY.test(from) && EDTF_DAY.test(to)) {
      const range = rangeOf(from, to);
      return edtf.startsWith('[') ? say('date.within', { range }) : range;
    }
    if (EDTF_DAY.test(edtf)) return singleDate(edtf);
    const yearless = edtf.match(/^XXXX-(\d\d)(?:-(\d\d))?$/);
    if (yearless) return say('date.yearless', { date: inWords('', yearless[1], yearless[2]) });
  } catch { /* not a date after all: show it as it is */ }
  return edtf;
}

function singleDate(edtf) {
  const mark = edtf.match(EDTF_DAY)[4];
  const date = inWords(...partsOf(edtf));
  if (!mark) return date;
  return say(mark === '?' ? 'date.uncertain' : 'date.about', { date });
}

/** The first date of a relation in words, for lists. */
function whenText(relation) {
  const date = relation.dates.find((d) => d.edtf && d.earliest) || relation.dates.find((d) => d.edtf);
  return dateText(date && date.edtf);
}

/* Small help for writing the page: text only ever becomes text. */

/** An element with attributes and children; strings become text nodes, nothing is parsed. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') Object.entries(value).forEach(([type, f]) => element.addEventListener(type, f));
    else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A `{text, lang}` as an element that says its language and keeps its direction to itself. */
function words(text, tag = 'bdi', attributes = {}) {
  return make(tag, { lang: text.lang || undefined, dir: 'auto', ...attributes }, text.text);
}

/** A link, where the address is one that may be followed; else its text. */
function link(url, text, attributes = {}) {
  let safe = null;
  try {
    safe = ['http:', 'https:', 'mailto:'].includes(new URL(url).protocol) ? url : null;
  } catch { /* no address */ }
  const label = typeof text === 'string' ? text : words(text);
  return safe ? make('a', { href: safe, rel: 'noopener noreferrer', ...attributes }, label)
    : make('span', {}, label);
}
