/* The page as a whole: its words, its two views, its keys; and the start of everything. */

/* Words of the page that the template left to us */

function showWords() {
  document.documentElement.lang = LANGUAGES[state.lang];
  const title = data.titles[state.lang] || data.titles[data.lang] || Object.values(data.titles)[0] || '';
  document.title = title;
  $('title').textContent = title;
  document.querySelectorAll('[data-say]').forEach((element) => { element.textContent = say(element.dataset.say); });
  document.querySelectorAll('[data-say-label]').forEach((element) => {
    element.setAttribute('aria-label', say(element.dataset.sayLabel));
    if (element.matches('button')) element.title = say(element.dataset.sayLabel);
  });
  $('search').placeholder = say('search.hint');
  document.querySelectorAll('[data-lang]').forEach((button) => {
    button.setAttribute('aria-pressed', String(button.dataset.lang === state.lang));
  });
  $('as-of').textContent = data.asOf ? say('as-of', { date: dateText(data.asOf) }) : '';
  showPathHint();
}

/** What is shown, in numbers; the names that nobody could read count whatever is shown. */
function showHeadline() {
  const numbers = headlineNumbers();
  const items = ['institutions', 'countries', ...KINDS].filter((key) => key === 'institutions' || numbers[key])
    .map((key) => make('li', {}, count(`counts.${key}`, numbers[key]),
      key === 'institutions' && data.home && numbers.context ? ` ${say('counts.context', numbers)}` : null));
  const unresolved = Object.fromEntries(data.counts).unresolved;
  if (unresolved) {
    items.push(make('li', {}, make('button', {
      type: 'button', class: 'goto', id: 'unresolved', on: { click: () => select('?readings') },
    }, count('counts.unresolved', unresolved))));
  }
  $('headline').replaceChildren(...items);
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

/** Bring a thing back that was hidden by hand or is outside the chosen part. */
function reveal(key) {
  const agents = data.relations[key] ? data.relations[key].participants.map((part) => part.agent) : [];
  const keys = [key, ...agents];
  const away = keys.filter((one) => state.gone.has(one));
  away.forEach((one) => state.gone.delete(one));
  const outside = state.scope && keys.some((one) => data.things[one] && !scopeKeys().has(one));
  if (outside) Object.assign(state, { scope: null, more: [] });
  if (away.length || outside) changed('scope');
}

/* Keys */

function closePanel() {
  select(null);
  (state.view === 'table' ? document.querySelector('[data-view=table]') : $('canvas')).focus();
}

function pageKey(event) {
  const typing = event.target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=range])');
  if (event.target.closest('dialog') || (!typing && historyKey(event))) return;
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    $('search').focus();
  } else if (event.key === 'Escape' && event.target !== $('search')) {
    if (pathStart) { pathStart = null; showPathHint(); } else if (state.selected) closePanel();
  }
}

/* Following the state */

const FILTERED = ['filters', 'time', 'scope', 'all'];

function follow(fields) {
  const has = (...names) => names.some((name) => fields.has(name) || fields.has('all'));
  const filtered = FILTERED.some((field) => fields.has(field));
  if (filtered || has('path')) pathNow = undefined;
  if (has('lang')) { showWords(); showLegend(); } else if (filtered) { showNumbers(); showTime(); }
  if (filtered || has('lang')) { showHeadline(); showBarsNow(); }
  if (filtered || has('lang', 'path')) showChips();
  if (has('view')) showView();
  else if (filtered || has('lang', 'names')) showTable();
  repaint();
  markPath();
  if (filtered || has('lang', 'path', 'selected', 'names')) showPanel();
  if (fields.has('path') && state.path && state.view === 'network') fit();
  if (filtered && $('shown').textContent) $('live').textContent = $('shown').textContent;
  writeHash();
  remember(fields);
}

/* Starting */

function listen() {
  listenSearch();
  listenTime();
  listenSave();
  $('canvas').addEventListener('keydown', keyOnNetwork);
  $('canvas').addEventListener('focus', () => { if (!walker) walkTo(firstNode(), null); else { redraw(); tell(); } });
  $('canvas').addEventListener('blur', redraw);
  $('skip').addEventListener('click', (event) => {
    event.preventDefault(); // the address keeps the view
    if (state.view !== 'table') { state.view = 'table'; changed('view'); }
    $('table-view').focus();
  });
  const clicks = {
    close: closePanel,
    reset,
    undo: () => travel(-1),
    redo: () => travel(1),
    'table-more': () => moreRows('table'),
    'things-more': () => moreRows('things'),
    'zoom-in': () => zoom(1.3),
    'zoom-out': () => zoom(0.77),
    'zoom-all': fit,
    'help-open': () => $('help').showModal(),
    'path-cancel': () => { pathStart = null; showPathHint(); $('canvas').focus(); },
  };
  Object.entries(clicks).forEach(([id, act]) => $(id).addEventListener('click', () => act()));
  document.querySelectorAll('[data-close]').forEach((button) => button.addEventListener('click', () => button.closest('dialog').close()));
  document.querySelectorAll('[data-lang]').forEach((b) => b.addEventListener('click', () => { state.lang = b.dataset.lang; changed('lang'); }));
  document.querySelectorAll('[data-view]').forEach((b) => b.addEventListener('click', () => { state.view = b.dataset.view; changed('view'); }));
  document.addEventListener('keydown', pageKey);
  window.addEventListener('hashchange', () => showText(location.hash.slice(1)));
}

function start() {
  document.body.classList.add('live');
  $('legend-box').open = !matchMedia('(max-width: 760px)').matches;
  readView(location.hash.slice(1));
  if (data.focus && !location.hash) state.selected = data.focus;
  showWords();
  showLegend();
  showBars();
  showBarsNow();
  showHeadline();
  showChips();
  listen();
  startPicture();
  onPicture('click', ({ key, relations }) => select(key ?? relations[0] ?? null));
  onChange(follow);
  showView();
  markPath();
  showPanel();
  remember(new Set(['all']));
  if (isKnown(state.selected)) lookAt(state.selected);
  document.body.dataset.ready = 'yes';
}

start();
