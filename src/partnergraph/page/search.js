/* Search: every name in every script, as printed too; forgiving of accents, spelling and alphabet. */

const MOST_FOUND = 12; // suggestions; and so many at most of one group
const MOST_OF_GROUP = 5;
const MOST_SPELLED = 400; // words of other spelling that are looked up

/* Folding: what remains of a name when accents, case and alphabet are taken away */

const CYRILLIC = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i', к: 'k', л: 'l',
  м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch',
  ш: 'sh', щ: 'shch', ъ: '', ы: 'i', ь: '', э: 'e', ю: 'yu', я: 'ya', ў: 'o', қ: 'q', ғ: 'g', ҳ: 'h',
  і: 'i', ї: 'i', є: 'e', ґ: 'g', ә: 'a', ө: 'o', ү: 'u', ұ: 'u', ң: 'n', һ: 'h', җ: 'zh', ҷ: 'j', ӣ: 'i', ӯ: 'u',
};
const SPECIAL = { ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', þ: 'th', ð: 'd', ə: 'a' };

/** Without accents and case; the alphabet stays. */
function plain(text) {
  return text.slice(0, 300).normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
    .replace(/[ʻʼ‘’'`´ʹ]/g, '').replace(/[ıßæœøđłþðə]/g, (letter) => SPECIAL[letter]);
}

/** In Latin letters, with the spellings that different alphabets give the same sound made one. */
function sound(text) {
  return text.replace(/[\u0400-\u04ff]/g, (letter) => CYRILLIC[letter] ?? letter)
    .replace(/shch/g, 'sh').replace(/kh|x/g, 'h').replace(/q|c(?=[aoukr])/g, 'k').replace(/zh|dzh|dj/g, 'j')
    .replace(/ts|cz/g, 'c').replace(/w/g, 'v').replace(/y(?=[aeou])/g, 'i').replace(/y/g, 'i').replace(/ii+/g, 'i')
    .replace(/([^\d])\1+/g, '$1');
}

const wordsIn = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

let searchIndex = null;

/** All names with their folded forms, and which names hold each word; made when first needed. */
function index() {
  if (searchIndex) return searchIndex;
  const entries = [];
  const byWord = new Map();
  const add = (key, name, rank, via) => {
    if (!name.text || !name.text.trim()) return;
    const folded = plain(name.text);
    const entry = { key, text: name.text, lang: name.lang, rank, via, folded, sound: wordsIn(folded).map(sound).join(' ') };
    wordsIn(entry.sound).forEach((word) => {
      if (!byWord.has(word)) byWord.set(word, new Set());
      byWord.get(word).add(entries.length);
    });
    entries.push(entry);
  };
  for (const [key, thing] of Object.entries(data.things)) {
    thing.names.forEach((name) => add(key, name, name.sort === 'preferred' ? 0 : 1));
  }
  for (const [key, relation] of Object.entries(data.relations)) relation.names.forEach((name) => add(key, name, 2));
  for (const found of Object.values(data.readings)) add(found.resolved || '?readings', found.printed, 3, 'printed');
  searchIndex = { entries, byWord };
  return searchIndex;
}

/* Finding: as written, then by sound, then with small mistakes */

function findNames(query) {
  const asked = wordsIn(plain(query));
  if (!asked.length) return [];
  const { entries } = index();
  const heard = asked.map(sound).filter(Boolean);
  const scores = new Map();
  const note = (entry, score) => { if (!(scores.get(entry) <= score)) scores.set(entry, score); };
  for (const entry of entries) {
    if (asked.every((word) => entry.folded.includes(word))) note(entry, entry.folded.startsWith(asked[0]) ? 0 : startsWord(entry.folded, asked));
    else if (heard.length && heard.every((word) => hears(entry.sound, word))) note(entry, 4);
  }
  if (scores.size < 3) misspelt(heard).forEach((mistakes, entry) => note(entry, 6 + mistakes));
  const seen = new Set();
  return [...scores].map(([entry, score]) => ({ ...entry, score: score + entry.rank }))
    .sort((a, b) => a.score - b.score || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
    .filter((entry) => !seen.has(entry.key) && seen.add(entry.key));
}

const startsWord = (folded, asked) => (asked.every((word) => ` ${folded}`.includes(` ${word}`)) ? 1 : 2);
const hears = (text, word) => ` ${text}`.includes(word.length < 4 ? ` ${word}` : word);

/** Names that hold each word with at most one or two slips of the pen: entry -> slips. */
function misspelt(asked) {
  const { entries, byWord } = index();
  let found = null;
  for (const word of asked) {
    const allowed = word.length > 7 ? 2 : word.length > 3 ? 1 : 0;
    const near = new Map();
    let left = MOST_SPELLED;
    for (const [known, places] of byWord) {
      const slips = slipsIn(word, known, allowed);
      if (slips > allowed) continue;
      places.forEach((place) => { if (!(near.get(place) <= slips)) near.set(place, slips); });
      left -= 1;
      if (!left) break;
    }
    found = found === null ? near : new Map([...found].filter(([place]) => near.has(place))
      .map(([place, slips]) => [place, slips + near.get(place)]));
  }
  return new Map([...(found || [])].map(([place, slips]) => [entries[place], slips]));
}

/** How many letters must be changed, added, dropped or swapped to make `word` a beginning of `known`. */
function slipsIn(word, known, allowed) {
  if (known.length < word.length - allowed || !allowed) return known.startsWith(word) ? 0 : allowed + 1;
  const target = known.slice(0, word.length + allowed);
  let before = null;
  let last = Array.from({ length: target.length + 1 }, (_, i) => i);
  for (let i = 1; i <= word.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= target.length; j += 1) {
      const same = word[i - 1] === target[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && word[i - 1] === target[j - 2] && word[i - 2] === target[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > allowed) return allowed + 1;
    [before, last] = [last, row];
  }
  return Math.min(...last);
}

/* Suggestions, grouped by what they are */

const SUGGESTED = ['institution', 'unit', ...KINDS, 'readings'];
let choice = -1;

function groupOf(key) {
  if (key === '?readings') return 'readings';
  return data.relations[key] ? data.relations[key].kind : data.things[key] && data.things[key].kind;
}

function suggest() {
  const found = findNames($('search').value);
  const groups = new Map();
  let left = MOST_FOUND;
  for (const entry of found) {
    const group = groupOf(entry.key);
    if (!left || !SUGGESTED.includes(group)) continue;
    if (!groups.has(group)) groups.set(group, []);
    if (groups.get(group).length >= MOST_OF_GROUP) continue;
    groups.get(group).push(entry);
    left -= 1;
  }
  choice = -1;
  let number = 0;
  $('suggestions').replaceChildren(...[...groups].map(([group, entries]) => make('div', {
    role: 'group', 'aria-label': say(`group.${group}`),
  }, make('div', { class: 'group', 'aria-hidden': 'true' }, say(`group.${group}`)),
  entries.map((entry) => { number += 1; return suggestion(entry, number); }))));
  const typed = Boolean($('search').value.trim());
  if (typed && !number) $('suggestions').append(make('div', { class: 'nothing', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, say('search.none')));
  openSuggestions(typed);
  if (typed) $('live').textContent = count('found', number);
}

function suggestion(entry, number) {
  const relation = data.relations[entry.key];
  const proper = entry.key === '?readings' ? inPage(say('readings.title')) : nameOf(entry.key);
  const about = relation ? [whenText(relation), ...othersIn(relation).filter((key) => data.things[key]).slice(0, 2).map((key) => nameOf(key).text)]
    : [data.things[entry.key] && data.things[entry.key].country ? concept(data.things[entry.key].country).text : null,
      data.things[entry.key] && data.things[entry.key].type ? concept(data.things[entry.key].type).text : null];
  return make('div', {
    role: 'option', id: `option-${number}`, 'aria-selected': 'false', 'data-key': entry.key,
    on: { mousedown: (event) => { event.preventDefault(); choose(entry.key); } },
  }, relation ? sample(relation.kind) : null, words(entry),
  make('small', {}, [proper.text === entry.text ? null : [entry.via ? `${say('reading.printed')} → ` : '→ ', words(proper)],
    ...about.filter(Boolean)].filter(Boolean).flatMap((part, i) => (i ? [' · ', part] : [part]))));
}

function openSuggestions(open) {
  $('suggestions').hidden = !open;
  $('search').setAttribute('aria-expanded', String(open));
  if (!open) $('search').removeAttribute('aria-activedescendant');
}

function choose(key) {
  openSuggestions(false);
  $('search').value = '';
  reveal(key);
  select(key);
  if (state.view === 'network') lookAt(key);
  $('panel').focus();
}

function searchKey(event) {
  const options = [...$('suggestions').querySelectorAll('[data-key]')];
  if (event.key === 'Escape' && !$('suggestions').hidden) { openSuggestions(false); event.stopPropagation(); }
  else if (event.key === 'Enter' && options.length) choose(options[Math.max(choice, 0)].dataset.key);
  else if (['ArrowDown', 'ArrowUp'].includes(event.key) && options.length) {
    choice = event.key === 'ArrowDown' ? (choice + 1) % options.length
      : choice <= 0 ? options.length - 1 : choice - 1;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === choice)));
    options[choice].scrollIntoView({ block: 'nearest' });
    $('search').setAttribute('aria-activedescendant', options[choice].id);
  } else return;
  event.preventDefault();
}

function listenSearch() {
  $('search').addEventListener('input', suggest);
  $('search').addEventListener('keydown', searchKey);
  $('search').addEventListener('blur', () => openSuggestions(false));
  onChange((fields) => { if (fields.has('names')) searchIndex = null; });
}
