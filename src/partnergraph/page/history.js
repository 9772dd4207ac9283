/* Undo and redo: every view is a text, the one that also stands in the address. */

const MOST_VIEWS = 200;
const TOGETHER = 700; // milliseconds; a slider that is drawn is one change

const past = { views: [], at: -1, last: '', when: 0 };

/** Note the view that a change led to; changes of time that follow one another quickly are one. */
function remember(fields) {
  const text = viewText();
  if (past.views[past.at] === text) return;
  const what = [...fields].sort().join(' ');
  const now = Date.now();
  const same = what === 'time' && past.last === 'time' && past.at > 0 && (playing || now - past.when < TOGETHER);
  past.views.length = past.at + 1;
  if (same) past.views[past.at] = text;
  else past.views.push(text);
  if (past.views.length > MOST_VIEWS) past.views.shift();
  Object.assign(past, { at: past.views.length - 1, last: what, when: now });
  showHistory();
}

function travel(by) {
  const text = past.views[past.at + by];
  if (text === undefined) return;
  stopPlaying();
  past.at += by;
  past.last = '';
  showText(text);
  showHistory();
  $('live').textContent = say(by < 0 ? 'undone' : 'redone');
}

/** Show the view that a text tells of. */
function showText(text) {
  readView(text);
  changed('all');
}

function showHistory() {
  // A button that has the focus keeps it when it can do no more.
  $('undo').setAttribute('aria-disabled', String(past.at <= 0));
  $('redo').setAttribute('aria-disabled', String(past.at >= past.views.length - 1));
}

function historyKey(event) {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !['z', 'y'].includes(key)) return false;
  travel(key === 'y' || event.shiftKey ? 1 : -1);
  event.preventDefault();
  return true;
}
