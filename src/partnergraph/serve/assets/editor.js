/* The editor: colours behind the text, known prefixes put in, the place of a mistake, answers in the
   page, and a link that holds the query in its fragment, so that no server sees it.

   The page works without this: then the form sends the query and a page with the answer comes. */

'use strict';

const form = document.querySelector('form.editor');
const area = form.querySelector('textarea');
const paint = form.querySelector('pre');
const result = document.getElementById('result');
const link = document.getElementById('link');
const known = JSON.parse(area.dataset.prefixes);

const KEYWORDS = new Set((
  'ADD ALL AS ASC ASK BASE BIND BY CLEAR CONSTRUCT COPY COUNT DATA DELETE DESC DESCRIBE DISTINCT DROP EXISTS FILTER FROM GRAPH GROUP '
  + 'GROUP_CONCAT HAVING IN INSERT LIMIT LOAD MAX MIN MINUS MOVE NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SAMPLE SELECT SEPARATOR '
  + 'SERVICE SILENT SUM AVG UNDEF UNION USING VALUES WHERE WITH ABS BNODE BOUND CEIL COALESCE CONCAT CONTAINS DATATYPE DAY FLOOR HOURS '
  + 'IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MD5 MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMETERM '
  + 'SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR TIMEZONE TZ UCASE '
  + 'URI UUID YEAR TRUE FALSE A').split(' '));
// In this order: an IRI, a text, a comment, a variable, a prefixed name, a word, anything else.
const TOKEN = /(?<iri><[^<>"{}|^`\\\s]*>)|(?<text>"{3}[^]*?"{3}|'{3}[^]*?'{3}|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?<note>#[^\n]*)|(?<variable>[?$][\p{L}\p{N}_]+)|(?<name>[\p{L}_][\p{L}\p{N}_.-]*:[\p{L}\p{N}_.%-]*|:[\p{L}_][\p{L}\p{N}_-]*)|(?<word>[A-Za-z_][\w]*)|[^]/gu;

/* Colours */

function pieces(text) {
  return [...text.matchAll(TOKEN)].map(({ 0: piece, groups }) => {
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
    return [piece, kind === 'name' ? 'iri' : kind === 'word' && !KEYWORDS.has(piece.toUpperCase()) ? '' : kind || ''];
  });
}

/** Where a line and a column, counted in signs from 1, are in the text. */
function placeOf(text, line, column) {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return before + [...(lines[line - 1] || '')].slice(0, column - 1).join('').length;
}

function piece(text, kind) {
  if (!kind) return document.createTextNode(text);
  const made = document.createElement(kind === 'mark' ? 'mark' : 'span');
  if (kind !== 'mark') made.className = kind;
  made.textContent = text;
  return made;
}

function colour() {
  const text = area.value;
  const mark = area.dataset.line ? placeOf(text, +area.dataset.line, +area.dataset.column) : -1;
  const made = document.createDocumentFragment();
  let at = 0;
  for (const [each, kind] of pieces(text)) {
    const inside = mark - at;
    if (mark >= 0 && inside >= 0 && inside < each.length) {
      made.append(piece(each.slice(0, inside), kind), piece(each[inside] === '\n' ? ' \n' : each[inside], 'mark'), piece(each.slice(inside + 1), kind));
    } else made.append(piece(each, kind));
    at += each.length;
  }
  if (mark >= text.length) made.append(piece(' ', 'mark'));
  made.append('\n');
  paint.replaceChildren(made);
  paint.scrollTop = area.scrollTop;
}

/* Prefixes: what is used and known, but not declared, is declared at the top */

function declare() {
  const declared = new Set([...area.value.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((match) => match[1]));
  const used = [...area.value.matchAll(TOKEN)].filter(({ groups }) => groups.name).map(({ groups }) => groups.name.split(':')[0]);
  const missing = [...new Set(used)].filter((name) => Object.hasOwn(known, name) && !declared.has(name)).sort();
  if (!missing.length) return;
  const lines = `${missing.map((name) => `PREFIX ${name}: <${known[name]}>`).join('\n')}\n`;
  const [start, end] = [area.selectionStart, area.selectionEnd];
  area.value = lines + area.value;
  area.setSelectionRange(start + lines.length, end + lines.length);
}

/* Asking */

let asking = null;

function notice(text) {
  const made = document.createElement('p');
  made.className = 'notice';
  made.textContent = text;
  result.replaceChildren(made);
}

/** The answer as the page without scripts has it: the same server makes both. */
async function ask() {
  declare();
  remember();
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  result.setAttribute('aria-busy', 'true');
  notice(result.dataset.asking);
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams({ query: area.value }), signal });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const told = page.getElementById('result');
    if (!told) throw new Error('no page');
    result.replaceChildren(...told.childNodes);
    mistake(page.querySelector('form.editor textarea'));
  } catch (error) {
    if (error.name === 'AbortError') return;
    notice(result.dataset.unreachable);
  }
  result.removeAttribute('aria-busy');
  colour();
}

function mistake(told) {
  for (const name of ['data-line', 'data-column', 'aria-invalid']) {
    if (told?.hasAttribute(name)) area.setAttribute(name, told.getAttribute(name));
    else area.removeAttribute(name);
  }
  if (!area.dataset.line) return;
  const place = placeOf(area.value, +area.dataset.line, +area.dataset.column);
  area.focus();
  area.setSelectionRange(place, place);
}

/* The link: the query stands behind #, where servers do not see it; never the address of one */

function remember() {
  link.href = `#query=${encodeURIComponent(area.value)}`;
  link.hidden = !area.value.trim();
}

function recall() {
  const text = new URLSearchParams(location.hash.slice(1)).get('query');
  if (text === null) return;
  area.value = text.slice(0, 100_000);
  mistake(null);
  changed();
}

function changed() {
  remember();
  colour();
}

area.parentElement.classList.add('painted');
area.addEventListener('input', () => {
  mistake(null);
  changed();
});
area.addEventListener('scroll', () => { paint.scrollTop = area.scrollTop; });
area.addEventListener('change', () => { declare(); changed(); });
let leaving = false;
area.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  else if (event.key === 'Tab' && !event.shiftKey && !leaving) area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
  else {
    leaving = event.key === 'Escape' || (leaving && event.key === 'Tab');
    return;
  }
  event.preventDefault();
  changed();
});
form.addEventListener('submit', (event) => {
  if (event.submitter?.hasAttribute('formaction')) return;
  event.preventDefault();
  ask();
});
addEventListener('hashchange', recall);
recall();
changed();
