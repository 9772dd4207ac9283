/* Time: everything, what was in force or took place at one time, or between two. */

const UNITS = { year: 4, month: 7, day: 10 }; // how much of YYYY-MM-DD each unit says
const DATE_TEXT = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
let playing = 0;

/** Whether a relation may be shown at the time chosen; the undated only where they are wanted. */
function onTime(relation) {
  if (!state.time) return true;
  if (!relation.span) return state.undated;
  const [first, last] = relation.span;
  return (!first || first <= lastDay(state.time.to)) && (!last || last >= firstDay(state.time.from));
}

const firstDay = (text) => `${text}-01-01`.slice(0, 10);

const timeMode = () => (!state.time ? 'all' : state.time.range ? 'range' : 'at');
const timeUnit = () => Object.keys(UNITS).find((unit) => UNITS[unit] === (state.time ? state.time.from.length : 4));

/* Places on the slider are whole numbers: years, months or days since the first year of the data */

function placeOf(text, unit) {
  const [year, month = 1] = text.split('-').map(Number);
  if (unit === 'year') return year - data.years[0];
  if (unit === 'month') return (year - data.years[0]) * 12 + month - 1;
  return Math.round((Date.parse(firstDay(text)) - Date.UTC(data.years[0], 0, 1)) / 864e5);
}

function textOf(place, unit) {
  if (unit === 'year') return String(data.years[0] + place).padStart(4, '0');
  const date = unit === 'month' ? new Date(Date.UTC(data.years[0], place, 1))
    : new Date(Date.UTC(data.years[0], 0, 1 + place));
  return date.toISOString().slice(0, UNITS[unit]);
}

const lastPlace = (unit) => placeOf(`${data.years[1]}-12-31`.slice(0, UNITS[unit]), unit);
const within = (place, unit) => Math.min(Math.max(place, 0), lastPlace(unit));

function setTime(time) {
  state.time = time;
  changed('time');
}

function setMode(mode) {
  stopPlaying();
  if (mode === 'all') return setTime(null);
  const unit = timeUnit();
  const to = state.time ? state.time.to : textOf(lastPlace(unit), unit);
  const from = mode === 'at' ? to : state.time && state.time.from < to ? state.time.from : textOf(0, unit);
  return setTime({ from, to, range: mode === 'range' });
}

/** The same time said in years, months or days. */
function setUnit(unit) {
  if (!state.time) return showTime();
  const size = UNITS[unit];
  const from = firstDay(state.time.from).slice(0, size);
  const end = state.time.range ? lastDay(state.time.to) : firstDay(state.time.from);
  return setTime({ ...state.time, from, to: state.time.range ? end.slice(0, size) : from });
}

function lastDay(text) {
  if (text.length === 10) return text;
  if (text.length === 4) return `${text}-12-31`;
  const [year, month] = text.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

function slide(end, place) {
  const unit = timeUnit();
  const text = textOf(within(place, unit), unit);
  if (!state.time.range) return setTime({ from: text, to: text, range: false });
  const other = end === 'from' ? state.time.to : state.time.from;
  const [from, to] = end === 'from' ? [text, other < text ? text : other] : [other > text ? text : other, text];
  return setTime({ from, to, range: true });
}

/* Playing: one step after another; with reduced motion, one step for each press */

function stopPlaying() {
  clearInterval(playing);
  playing = 0;
  showPlaying();
}

function play() {
  if (playing) return stopPlaying();
  if (!state.time) setMode('at');
  const unit = timeUnit();
  if (placeOf(state.time.to, unit) >= lastPlace(unit)) moveTime(-placeOf(state.time.from, unit));
  else moveTime(1);
  if (still.matches) return undefined;
  playing = setInterval(() => {
    if (placeOf(state.time.to, timeUnit()) >= lastPlace(timeUnit())) stopPlaying();
    else moveTime(1);
  }, { year: 1100, month: 450, day: 160 }[unit]);
  return showPlaying();
}

function moveTime(by) {
  const unit = timeUnit();
  const move = (text) => textOf(within(placeOf(text, unit) + by, unit), unit);
  setTime({ ...state.time, from: move(state.time.from), to: move(state.time.to) });
}

function showPlaying() {
  const label = say(still.matches ? 'time.step' : playing ? 'time.pause' : 'time.play');
  $('play').setAttribute('aria-label', label);
  $('play').title = label;
  $('play').textContent = playing ? '❚❚' : '▶';
}

/* The box */

function timeText(time) {
  if (!time) return say('time.all');
  return time.range && time.from !== time.to ? rangeOf(time.from, time.to) : dateText(time.from);
}

function showTime() {
  const mode = timeMode();
  const unit = timeUnit();
  $('time-box').hidden = !data.years[1];
  document.querySelectorAll('[name=time-mode]').forEach((box) => { box.checked = box.value === mode; });
  $('time-unit').value = unit;
  $('time-sliders').hidden = mode === 'all';
  $('time-value').textContent = timeText(state.time);
  if (state.time) {
    const range = state.time.range;
    slider($('time-from'), state.time.from, unit, say(range ? 'time.from' : 'time.at'));
    slider($('time-to'), state.time.to, unit, say('time.to'));
    $('time-to').hidden = !range;
  }
  $('undated').checked = state.undated;
  $('undated').disabled = mode === 'all';
  $('undated-number').textContent = String(shownSet().undated);
  const { open } = shownSet();
  $('time-open').textContent = mode !== 'all' && open ? count('time.open', open) : '';
  showPlaying();
}

function slider(element, text, unit, label) {
  element.max = lastPlace(unit);
  element.value = placeOf(text, unit);
  element.setAttribute('aria-label', label);
  element.setAttribute('aria-valuetext', dateText(text));
}

/** How many relations began in each year, as a row of bars above the slider. */
function showBars() {
  const [first, last] = data.years;
  const number = Object.create(null);
  Object.values(data.relations).forEach(({ span }) => {
    const day = span && (span[0] || span[1]);
    if (day) number[day.slice(0, 4)] = (number[day.slice(0, 4)] || 0) + 1;
  });
  const most = Math.max(1, ...Object.values(number));
  const years = Array.from({ length: Math.min(last - first + 1, 400) }, (_, i) => first + i);
  $('time-bars').setAttribute('viewBox', `0 0 ${years.length * 10} 24`);
  $('time-bars').replaceChildren(...years.map((year, i) => {
    const high = 22 * Math.sqrt((number[String(year).padStart(4, '0')] || 0) / most);
    return svgElement('rect', { x: i * 10 + 1, y: 24 - high, width: 8, height: high, 'data-year': year });
  }));
}

function showBarsNow() {
  $('time-bars').querySelectorAll('rect').forEach((bar) => {
    const year = bar.getAttribute('data-year').padStart(4, '0');
    const inside = !state.time || (state.time.from.slice(0, 4) <= year && year <= state.time.to.slice(0, 4));
    bar.setAttribute('class', inside ? 'in' : '');
  });
}

function listenTime() {
  document.querySelectorAll('[name=time-mode]').forEach((box) => box.addEventListener('change', () => setMode(box.value)));
  $('time-unit').addEventListener('change', () => { stopPlaying(); setUnit($('time-unit').value); });
  ['from', 'to'].forEach((end) => $(`time-${end}`).addEventListener('input', () => {
    stopPlaying();
    slide(end, Number($(`time-${end}`).value));
  }));
  $('play').addEventListener('click', play);
  $('undated').addEventListener('change', () => { state.undated = $('undated').checked; changed('time'); });
}

/* In the address: 2024, 2024-03, 2024/2025 (EDTF, level 0) */

function writeTime() {
  if (!state.time) return '';
  return state.time.range ? `${state.time.from}/${state.time.to}` : state.time.from;
}

function readTime(text) {
  const [from, to = from, more] = (text || '').split('/');
  const good = (day) => DATE_TEXT.test(day) && day.slice(0, 4) >= data.years[0] && day.slice(0, 4) <= data.years[1];
  if (more !== undefined || !good(from) || !good(to) || from.length !== to.length || from > to) return null;
  return { from, to, range: text.includes('/') };
}
