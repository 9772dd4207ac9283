/* Labels: placed one after another, most important first, only where there is room */

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;
const CELL = 56; // pixels; boxes are found through a grid of this size
const MOST_LABELS = 260;
const MOST_TRIED = 5000;
const CROWD_AIR = 7; // pixels of free space around labels where there are far more nodes than room
const MOST_COUNTS = 120; // lines whose number is written

let ranked = new Uint32Array(0); // visible nodes, most important first
let widths = new Map();
let numbers = new Map(); // institutions shown, by country

function numberIn(country) {
  if (!numbers.has(country)) numbers.set(country, shownIn(country));
  return numbers.get(country);
}

/** A name in at most so many lines that fit a label. */
function labelRows(text, most, number = 2) {
  const clean = text.slice(0, 400).replace(CONTROL, ' ').trim().split(/\s+/);
  const rows = [''];
  for (const word of clean) {
    const row = rows[rows.length - 1];
    if (!row || row.length + word.length < most) rows[rows.length - 1] = row ? `${row} ${word}` : word;
    else rows.push(word);
  }
  const cut = rows.slice(0, number).map((row) => (row.length > most + 4 ? `${row.slice(0, most + 3)}…` : row));
  if (rows.length > number) cut[number - 1] = `${cut[number - 1].replace(/…$/, '')}…`;
  return cut;
}

function rankLabels() {
  if (!named) return;
  numbers = new Map();
  const rank = Float32Array.from(model.keys, (key, i) => {
    const thing = data.things[key];
    if (key === data.home) return 1e6;
    return (thing && thing.standing === 'connected' ? 100 : thing ? 30 : 10) + linesAt(i).length;
  });
  ranked = Uint32Array.from(rank.keys()).filter((i) => model.visible[i]).sort((a, b) => rank[b] - rank[a] || a - b);
}

/** What should be labelled, most important first. */
function* wanted(view) {
  const special = new Set([model.index.get(state.selected) ?? -1, hovered, focused].filter((i) => i >= 0 && model.visible[i]));
  if (near && near.nodes.size <= 6) near.nodes.forEach((i) => special.add(i)); // the ends of a relation bear their names
  const first = new Set(special);
  for (const node of special) yield { node, special: true };
  const home = model.index.get(data.home);
  if (home !== undefined && model.visible[home] && !first.has(home)) yield { node: first.add(home) && home };
  if (near) {
    const close = [...near.nodes].filter((i) => !first.has(i)).sort((a, b) => linesAt(b).length - linesAt(a).length);
    for (const node of close) yield { node: first.add(node) && node };
  }
  yield* wantedCounts();
  yield* wantedCountries();
  yield* wantedRegions(view);
  for (const node of ranked) if (!first.has(node)) yield { node };
}

function* wantedCountries() {
  const found = Object.entries(rim.spans)
    .filter(([, span]) => span.nodes.some((i) => model.visible[i]))
    .map(([country, span]) => ({ country, span, shown: numberIn(country) })).sort((a, b) => b.shown - a.shown);
  yield* found;
}

/** Numbers on lines that stand for several relations. */
function* wantedCounts() {
  let written = 0;
  const lines = near ? near.lines : model.bundles ||= Array.from(model.shown.keys()).filter((i) => model.lines.number[i] > 1);
  for (const line of lines) {
    if (model.shown[line] > 1 && written < MOST_COUNTS) {
      written += 1;
      yield { line, shown: model.shown[line] };
    }
  }
}

/** Are there many more nodes than could bear a label? */
function crowded(view) {
  return ranked.length > 2000 && view.scale < 0.5;
}

/** Countries that lie in one place of a picture without a rim, as long as one sees all of it. */
function* wantedRegions(view) {
  if (!crowded(view) || Object.keys(rim.spans).length) return;
  for (const { country, at } of rim.regions ||= measureRegions()) {
    const shown = numberIn(country);
    if (shown) yield { country, at, shown };
  }
}

/** Places to try for a label, as offsets of its box from the point. */
function tries(point, centre, width, height, gap) {
  const right = { x: gap, y: -height / 2 };
  const left = { x: -gap - width, y: -height / 2 };
  const below = { x: -width / 2, y: gap };
  const above = { x: -width / 2, y: -gap - height };
  const side = point.x >= centre.x ? [right, left] : [left, right];
  const steep = Math.abs(point.x - centre.x) < Math.abs(point.y - centre.y) * 0.35;
  const upright = point.y >= centre.y ? [below, above] : [above, below];
  return steep ? [...upright, ...side] : [side[0], ...upright, side[1]];
}

const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const inside = (box, room) => box.x > 0 && box.y > 0 && box.x + box.w < room.width && box.y + box.h < room.height;

/** Boxes that are taken, found through a grid. */
function takenBoxes() {
  const cells = new Map();
  const over = (box, visit) => {
    for (let i = Math.floor(box.x / CELL); i <= Math.floor((box.x + box.w) / CELL); i += 1) {
      for (let k = Math.floor(box.y / CELL); k <= Math.floor((box.y + box.h) / CELL); k += 1) {
        if (visit(i * 4096 + k)) return true;
      }
    }
    return false;
  };
  return {
    add: (box) => over(box, (cell) => {
      if (cells.has(cell)) cells.get(cell).push(box);
      else cells.set(cell, [box]);
      return false;
    }),
    clear: (box) => !over(box, (cell) => (cells.get(cell) || []).some((other) => other.node === undefined && overlaps(box, other))),
    free: (box, own) => !over(box, (cell) => (cells.get(cell) || []).some((other) => (own === undefined || other.node !== own) && overlaps(box, other))),
  };
}

/** The discs of nodes, which labels leave free; not of the smallest ones in a crowd. */
function discs(view) {
  const taken = takenBoxes();
  const least = ranked.length > 2000 ? 3 : 0;
  for (const node of ranked) {
    const r = model.size[node] * grownBy(view);
    if (r >= least) {
      const at = toWindow(model.x[node], model.y[node], view);
      const side = Math.max(r, 2);
      if (at.x > -side && at.y > -side && at.x < view.width + side && at.y < view.height + side) {
        taken.add({ x: at.x - side, y: at.y - side, w: 2 * side, h: 2 * side, node });
      }
    }
  }
  return taken;
}

/** Every label that finds room, as {rows, font, size, ink, x, y, w, h, faint}. */
function placedLabels(context, view, most = MOST_LABELS) {
  if (!named) return [];
  const found = [];
  const taken = discs(view);
  const centre = toWindow(0, 0, view);
  let tried = 0;
  for (const item of wanted(view)) {
    const point = pointOf(item, view);
    if (item.special || (point.x > 0 && point.y > 0 && point.x < view.width && point.y < view.height)) {
      const label = placedLabel(context, item, point, { taken, centre, view });
      if (label) found.push(label);
      tried += 1;
      if (tried > MOST_TRIED || found.length > most) break;
    }
  }
  return found;
}

function pointOf(item, view) {
  if (item.node !== undefined) return toWindow(model.x[item.node], model.y[item.node], view);
  if (item.line !== undefined) return lineMiddle(item.line, view);
  if (item.at) return toWindow(item.at.x, item.at.y, view);
  const { x, y } = rimPoint((item.span.from + item.span.to) / 2);
  return toWindow(x, y, view);
}

function labelLook(item) {
  if (item.line !== undefined) return { rows: [String(item.shown)], weight: 600, ink: theme('ink'), size: 12 };
  if (item.country) {
    const text = concept(item.country).text;
    return { rows: [`${text}${item.shown > 1 ? `  ${item.shown}` : ''}`], weight: 600, ink: theme('label-country'), size: 12 };
  }
  const key = model.keys[item.node];
  const home = key === data.home;
  const rows = labelRows(nameOf(key).text, home ? 22 : item.special ? 40 : 21, home ? 3 : 2);
  const ink = theme(home ? 'ink' : GROUPS[model.group[item.node]] === 'mentioned' ? 'faint' : 'label');
  return home ? { rows, weight: 700, ink, size: 14 } : { rows, weight: item.special ? 600 : 400, ink, size: 11.5 };
}

function widthOf(context, look) {
  const name = `${look.font}\n${look.rows.join('\n')}`;
  if (!widths.has(name)) {
    context.font = look.font;
    if (widths.size > 20000) widths = new Map();
    widths.set(name, Math.max(...look.rows.map((row) => context.measureText(row).width)));
  }
  return widths.get(name);
}

function placedLabel(context, item, point, { taken, centre, view }) {
  const look = labelLook(item);
  look.font = `${look.weight} ${look.size}px ${theme('font')}`;
  const width = widthOf(context, look);
  const height = look.rows.length * look.size * 1.18;
  const home = item.node !== undefined && model.keys[item.node] === data.home;
  const gap = item.node !== undefined ? model.size[item.node] * grownBy(view) + 4 : 9;
  let places = tries(point, centre, width, height, gap);
  if (home) places = [{ x: -width / 2, y: gap }];
  if (item.span) places = places.slice(0, 1);
  if (item.line !== undefined || item.at) places = [{ x: -width / 2, y: -height / 2 }];
  const boxes = places.map((p) => ({ x: point.x + p.x, y: point.y + p.y, w: width, h: height }));
  const air = crowded(view) && !item.special ? CROWD_AIR : 0;
  const aired = (box) => ({ x: box.x - air * 2, y: box.y - air, w: box.w + air * 4, h: box.h + air * 2 });
  if (item.span) boxes.forEach((box) => { box.x = Math.min(Math.max(box.x, 3), view.width - width - 3); });
  const free = boxes.find((box) => inside(box, view) && taken.free(air ? aired(box) : box, item.node));
  // What is chosen bears its name even on other nodes, but never on another name.
  const box = free || (item.special || home ? boxes.find((other) => taken.clear(other)) : null);
  if (!box) return null;
  taken.add(box);
  return { ...look, ...box, faint: Boolean(near && (item.at || (item.node !== undefined && !near.nodes.has(item.node)))) };
}

/** In a context whose units are CSS pixels. */
function drawLabels(context, view, moving = false) {
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.lineJoin = 'round';
  context.strokeStyle = theme('paper');
  context.lineWidth = 3.5;
  placedLabels(context, view, moving ? 60 : MOST_LABELS).forEach((label) => {
    context.globalAlpha = label.faint ? 0.35 : 1;
    context.font = label.font;
    context.fillStyle = label.ink;
    label.rows.forEach((row, i) => {
      const x = label.x + label.w / 2;
      const y = label.y + label.size * 1.18 * (i + 0.5);
      context.strokeText(row, x, y);
      context.fillText(row, x, y);
    });
  });
  context.globalAlpha = 1;
}

/** The ring around the node that the keyboard is on. */
function drawFocus(context, view) {
  if (focused < 0 || !model.visible[focused] || document.activeElement !== $('canvas')) return;
  const { x, y } = toWindow(model.x[focused], model.y[focused], view);
  context.strokeStyle = theme('focus');
  context.lineWidth = 3;
  context.beginPath();
  context.arc(x, y, model.size[focused] * grownBy(view) + 7, 0, 2 * Math.PI);
  context.stroke();
}
