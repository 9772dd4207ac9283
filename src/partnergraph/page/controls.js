/* Search, the legend that filters, the year, the languages; and the start of everything. */

/* Search: names in every script, titles, and names as printed */

function fold(text) {
  return text.slice(0, 300).normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
    .replace(/[ʻʼ‘’'`]/g, '').replaceAll('ё', 'е').replaceAll('ı', 'i');
}

const searchIndex = (() => {
  const entries = [];
  const add = (key, text, lang, rank, via) => {
    if (text) entries.push({ key, text, lang, rank, via, folded: fold(text) });
  };
  for (const [key, thing] of Object.entries(data.things)) {
    thing.names.forEach((name) => add(key, name.text, name.lang, name.sort === 'preferred' ? 0 : 1));
  }
  for (const [key, relation] of Object.entries(data.relations)) {
    relation.names.forEach((name) => add(key, name.text, name.lang, 2));
  }
  for (const found of Object.values(data.readings)) {
    add(found.resolved || '?readings', found.printed.text, found.printed.lang, 3, 'printed');
  }
  return entries;
})();

function findNames(query) {
  const wordsOf = fold(query).split(/\s+/).filter(Boolean);
  if (!wordsOf.length) return [];
  const seen = new Set();
  return searchIndex
    .filter((entry) => wordsOf.every((word) => entry.folded.includes(word)))
    .map((entry) => ({ ...entry, score: entry.rank + (entry.folded.startsWith(wordsOf[0]) ? 0 : 0.5) }))
    .sort((a, b) => a.score - b.score || a.text.length - b.text.length)
    .filter((entry) => !seen.has(entry.key) && seen.add(entry.key))
    .slice(0, 10);
}

let choice = -1;

function suggest() {
  const found = findNames($('search').value);
  choice = -1;
  $('suggestions').replaceChildren(...found.map(suggestion));
  openSuggestions(found.length > 0);
  if ($('search').value.trim()) $('live').textContent = count('found', found.length);
}

function suggestion(entry, i) {
  const proper = entry.key === '?readings' ? { text: say('readings.title'), lang: '' } : nameOf(entry.key);
  const kind = data.relations[entry.key] ? sample(data.relations[entry.key].kind) : null;
  return make('li', {
    role: 'option', id: `option-${i}`, 'aria-selected': 'false', 'data-key': entry.key,
    on: { mousedown: (event) => { event.preventDefault(); choose(entry.key); } },
  }, kind, words(entry), proper.text === entry.text ? null
    : make('small', {}, entry.via ? `${say('reading.printed')} → ` : '→ ', words(proper)));
}

function openSuggestions(open) {
  $('suggestions').hidden = !open;
  $('search').setAttribute('aria-expanded', String(open));
  if (!open) $('search').removeAttribute('aria-activedescendant');
}

function choose(key) {
  openSuggestions(false);
  $('search').value = '';
  select(key);
  lookAt(key);
  $('panel').focus();
}

function searchKey(event) {
  const options = [...$('suggestions').children];
  if (event.key === 'Escape') openSuggestions(false);
  else if (event.key === 'Enter' && options.length) choose(options[Math.max(choice, 0)].dataset.key);
  else if (['ArrowDown', 'ArrowUp'].includes(event.key) && options.length) {
    choice = (choice + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === choice)));
    options[choice].scrollIntoView({ block: 'nearest' });
    $('search').setAttribute('aria-activedescendant', options[choice].id);
  } else return;
  event.preventDefault();
}

/* The legend: what a line means, how many there are, and whether they are shown */

function toggle(name, content, number) {
  const box = make('input', {
    type: 'checkbox', 'data-switch': name,
    on: { change: () => { state.hidden[box.checked ? 'delete' : 'add'](name); changed('filters'); } },
  });
  box.checked = !state.hidden.has(name);
  return make('li', {}, make('label', {}, box, content, make('span', { class: 'number' }, String(number))));
}

function dot(group) {
  return make('span', { class: `dot ${group}`, 'aria-hidden': 'true' });
}

function showLegend() {
  const relations = Object.values(data.relations);
  const number = (field, value) => relations.filter((r) => r[field] === value).length;
  $('kinds').replaceChildren(...KINDS.filter((kind) => number('kind', kind)).map((kind) =>
    toggle(kind, [sample(kind), say(`kinds.${kind}`)], number('kind', kind))));
  $('standings').replaceChildren(...STANDINGS.filter((s) => number('standing', s)).map((s) =>
    toggle(s, [standingBadge(s)], number('standing', s))));
  const things = Object.values(data.things);
  const loose = things.filter((t) => ['mentioned', 'unconnected'].includes(t.standing)).length;
  const units = things.filter((t) => t.standing === 'unit').length;
  $('extras').replaceChildren(...[
    units ? toggle('unit', [dot('unit'), say('extra.unit')], units) : null,
    loose ? toggle('mentioned', [dot('mentioned'), say('extra.mentioned')], loose) : null,
  ].filter(Boolean));
  $('extras-box').hidden = !units && !loose;
  showCountries();
  showYear();
}

function showCountries() {
  const numbers = Object.create(null);
  Object.entries(data.things).forEach(([key, thing]) => {
    if (thing.standing === 'connected' && thing.kind === 'institution') numbers[countryOf(key)] = (numbers[countryOf(key)] || 0) + 1;
  });
  const keys = data.countries.slice().sort((a, b) => (a === UNKNOWN) - (b === UNKNOWN) || (numbers[b] || 0) - (numbers[a] || 0)
    || concept(a).text.localeCompare(concept(b).text, LANGUAGES[state.lang]));
  $('countries').replaceChildren(...keys.map((key) => countryBox(key, numbers[key] || 0)));
  $('all-countries').hidden = !state.countries.size;
}

function countryBox(key, number) {
  const box = make('input', {
    type: 'checkbox', 'data-country': key,
    on: { change: () => { state.countries[box.checked ? 'add' : 'delete'](key); changed('filters'); } },
  });
  box.checked = state.countries.has(key);
  return make('li', {}, make('label', {}, box, words(concept(key)), make('span', { class: 'number' }, String(number))));
}

function showYear() {
  const [first, last] = data.years;
  const slider = $('year');
  $('year-box').hidden = !last;
  slider.min = first - 1; // the leftmost place means any time
  slider.max = last;
  slider.value = state.year ?? first - 1;
  const text = state.year === null ? say('year.all') : String(state.year);
  $('year-value').textContent = text;
  slider.setAttribute('aria-valuetext', text);
  $('undated').checked = state.undated;
  $('undated').disabled = state.year === null;
  const undated = Object.values(data.relations).filter((r) => !r.span).length;
  $('undated-number').textContent = String(undated);
}

/* Words of the page that the template left to us */

function showWords() {
  const lang = LANGUAGES[state.lang];
  document.documentElement.lang = lang;
  const title = data.titles[state.lang] || data.titles[data.lang] || Object.values(data.titles)[0] || '';
  document.title = title;
  $('title').textContent = title;
  document.querySelectorAll('[data-say]').forEach((element) => { element.textContent = say(element.dataset.say); });
  document.querySelectorAll('[data-say-label]').forEach((element) => {
    element.setAttribute('aria-label', say(element.dataset.sayLabel));
  });
  $('search').placeholder = say('search.hint');
  $('headline').replaceChildren(...data.counts.filter(([key, n]) => n || key === 'institutions').map(([key, n]) => headlineItem(key, n)));
  document.querySelectorAll('[data-lang]').forEach((button) => {
    button.setAttribute('aria-pressed', String(button.dataset.lang === state.lang));
  });
  $('as-of').textContent = data.asOf ? say('as-of', { date: dateText(data.asOf) }) : '';
}

function headlineItem(key, number) {
  const text = count(`counts.${key}`, number);
  if (key !== 'unresolved') return make('li', {}, text);
  return make('li', {}, make('button', { type: 'button', class: 'goto', id: 'unresolved', on: { click: () => select('?readings') } }, text));
}

function showView() {
  const table = state.view === 'table';
  $('table-view').hidden = !table;
  $('network-view').hidden = table;
  document.querySelectorAll('[data-view]').forEach((button) => {
    button.setAttribute('aria-pressed', String(button.dataset.view === state.view));
  });
  if (table) showTable();
  else { redraw(); fit(); }
}

function showShownCount() {
  const shown = shownRelations().length;
  const all = Object.keys(data.relations).length;
  $('shown').textContent = shown === all ? '' : say('shown', { shown, all });
  $('reset').hidden = !state.hidden.size && !state.countries.size && state.year === null;
  if (shown !== all) $('live').textContent = $('shown').textContent;
}

function reset() {
  state.hidden.clear();
  state.countries.clear();
  Object.assign(state, { year: null, undated: true });
  showLegend();
  changed('filters');
}

/* Starting */

function listen() {
  $('search').addEventListener('input', suggest);
  $('search').addEventListener('keydown', searchKey);
  $('search').addEventListener('blur', () => openSuggestions(false));
  $('canvas').addEventListener('keydown', keyOnNetwork);
  $('canvas').addEventListener('focus', () => { if (!walker) walkTo(firstNode(), null); else { redraw(); tell(); } });
  $('canvas').addEventListener('blur', redraw);
  $('close').addEventListener('click', closePanel);
  $('reset').addEventListener('click', reset);
  $('all-countries').addEventListener('click', () => { state.countries.clear(); changed('filters'); showCountries(); $('countries').querySelector('input')?.focus(); });
  $('year').addEventListener('input', () => {
    const year = Number($('year').value);
    state.year = year < data.years[0] ? null : year;
    showYear();
    changed('filters');
  });
  $('undated').addEventListener('change', () => { state.undated = $('undated').checked; changed('filters'); });
  $('csv').addEventListener('click', saveCsv);
  $('png').addEventListener('click', savePicture);
  $('zoom-in').addEventListener('click', () => zoom(1.3));
  $('zoom-out').addEventListener('click', () => zoom(0.77));
  $('zoom-all').addEventListener('click', fit);
  document.querySelectorAll('[data-lang]').forEach((b) => b.addEventListener('click', () => { state.lang = b.dataset.lang; changed('lang'); }));
  document.querySelectorAll('[data-view]').forEach((b) => b.addEventListener('click', () => { state.view = b.dataset.view; changed('view'); }));
  document.addEventListener('keydown', pageKey);
  window.addEventListener('hashchange', () => { readHash(); changed('lang', 'view', 'filters', 'selected'); });
}

function closePanel() {
  select(null);
  (state.view === 'table' ? document.querySelector('[data-view=table]') : $('canvas')).focus();
}

function pageKey(event) {
  const typing = ['INPUT', 'TEXTAREA', 'SELECT'].includes(event.target.tagName) && event.target.type !== 'checkbox';
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    $('search').focus();
  } else if (event.key === 'Escape' && state.selected && event.target !== $('search')) closePanel();
}

function follow(fields) {
  if (fields.has('lang')) { showWords(); showLegend(); }
  if (fields.has('view')) showView();
  if (fields.has('filters')) { showCountriesState(); showShownCount(); }
  if (fields.has('filters') || fields.has('lang') || fields.has('selected')) showPanel();
  if (fields.has('filters') || fields.has('lang')) showTable();
  repaint();
  writeHash();
}

function showCountriesState() {
  $('all-countries').hidden = !state.countries.size;
}

function start() {
  document.body.classList.add('live');
  $('legend-box').open = !matchMedia('(max-width: 760px)').matches;
  readHash();
  showWords();
  showLegend();
  showShownCount();
  listen();
  startPicture();
  onPicture('click', ({ key, relations }) => select(key ?? relations[0] ?? null));
  onChange(follow);
  showView();
  showPanel();
  if (state.selected) lookAt(state.selected);
  document.body.dataset.ready = 'yes';
}

start();
