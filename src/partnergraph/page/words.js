/* Texts, names and dates in the chosen language, and the elements that hold them. */

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

/** A text of the page itself, as `{text, lang}`. */
const inPage = (text) => ({ text, lang: LANGUAGES[state.lang] });

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
    ? { text: key.replace(/^.*[:/#]/, '').replaceAll('-', ' '), lang: 'en' }
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
  return inPage(relation ? say(`kind.${relation.kind}`) : say('unnamed', { key }));
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
  if (!edtf || edtf === 'unknown' || /^X+$/.test(edtf)) return say('date.none');
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

/** A `{text, lang}` as an element that says its language and keeps its direction to itself; an
    empty language means that nobody knows it (HTML, §3.2.6.2). */
function words(text, tag = 'bdi', attributes = {}) {
  return make(tag, { lang: text.lang ?? '', dir: 'auto', ...attributes }, text.text);
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
