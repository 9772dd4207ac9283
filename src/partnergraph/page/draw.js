/* The picture: what is in it, what of that is shown, and what stands out.

   Everything outside the drawing files talks to the picture through these names only. A key is
   the key of a thing or of a relation that is a node; `spot` units are the picture's own, `place`
   is in CSS pixels from the corner of #canvas.

   startPicture()              draw into #canvas; once
   repaint()                   state, filters or theme have changed: look at everything anew
   redraw()                    the same once more, in the next frame
   fit(), lookAt(key), zoom(factor), viewNow() -> view, lookFrom(view)
   place(key) -> {x, y, r} or null, spot(key) -> {x, y} or null, moveNode(key, x, y)
   isVisible(key), shownKeys(), neighboursOf(key) (clockwise from above)
   linesOf(key), allLines()    visible lines as {from, to, kind, relations: [keys]}
   mark({nodes, lines}) or mark(null)   a set that stands out, such as a path; lines are [from, to]
   focusOn(key)                the ring of the keyboard
   onPicture(type, listener)   click and context {key, relations, x, y, event}, hover {key},
                               drop {key, from, to}, view {}
   snapshot() -> canvas, svgText() -> text
   The picture asks state.js: isShown(relation), standsAlone(key), isOff(key).

   Behind them stands a `backend`: vis.js (vis-network) or own.js (WebGL, or canvas where there is
   none), each with start(host), restyle(onlyNear), redraw(), view(), moveTo(view, slowly), moved(node). */

const GROUPS = ['home', 'institution', 'unit', 'mentioned', 'agreement', 'event', 'programme', 'partnership'];
const LINE_KINDS = ['agreement', 'event', 'programme', 'partnership', 'structure'];
const STRUCTURE = 4; // in LINE_KINDS
const DASHES = { agreement: false, event: [7, 5], programme: [14, 4, 2, 4], partnership: [2, 4], structure: [1, 3] };
const MOST_PARALLEL = 6; // above that, lines of one kind are drawn as one, with their number
const still = matchMedia('(prefers-reduced-motion: reduce)');

let model = null; // nodes and lines as arrays; see modelOf
let backend = null;
let stretch = { x: 1, y: 1 };
let named = false; // whether names and relations have come
let hovered = -1;
let marked = null;
let focused = -1; // the node that the keyboard is on
let near = null; // nodes and lines that stand out, as sets of numbers; null where none does
const watchers = { click: [], context: [], hover: [], drop: [], view: [] };

function onPicture(type, listener) {
  watchers[type].push(listener);
}

function emit(type, event) {
  watchers[type].forEach((listener) => listener(event));
}

/* Colours of the style sheet, read once for each theme */

let palette = {};

function theme(name) {
  return palette[name] ||= getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function newTheme() {
  palette = {};
  repaint();
}

/* Nodes and lines */

/** Arrays of `nodes` {count, x, y, size, group} and `edges` {from, to, kind, relation}, edges of
    the same two nodes in a row. The numbers of nodes and relations are their places in the data. */
function modelOf(nodes, edges) {
  const lines = linesOver(edges);
  return {
    ...nodes, edges, lines, keys: [], index: new Map(), relations: [],
    visible: new Uint8Array(nodes.count).fill(1),
    shown: Uint32Array.from(lines.number), // relations shown on each line; 1 for structure
    ...adjacency(nodes.count, lines),
  };
}

/** One line for each edge; one for each kind where the same two nodes have many. */
function linesOver({ from, to, kind }) {
  const lines = { first: [], number: [], bend: [] };
  const same = (a, b) => (from[a] === from[b] && to[a] === to[b]) || (from[a] === to[b] && to[a] === from[b]);
  for (let start = 0, end; start < from.length; start = end) {
    for (end = start + 1; end < from.length && same(start, end);) end += 1;
    const begin = lines.first.length;
    for (let i = start; i < end; i += 1) {
      if (i > start && end - start > MOST_PARALLEL && kind[i] === kind[i - 1]) lines.number[lines.number.length - 1] += 1;
      else {
        lines.first.push(i);
        lines.number.push(1);
      }
    }
    const many = lines.first.length - begin;
    for (let i = 0; i < many; i += 1) {
      lines.bend.push((i - (many - 1) / 2) * (from[lines.first[begin + i]] > to[lines.first[begin + i]] ? -1 : 1));
    }
  }
  const first = Uint32Array.from(lines.first);
  return {
    count: first.length, first, number: lines.number, bend: Float32Array.from(lines.bend),
    from: Uint32Array.from(first, (i) => from[i]), to: Uint32Array.from(first, (i) => to[i]),
    kind: Uint8Array.from(first, (i) => kind[i]),
  };
}

/** The lines at each node: those of node i are `atNode` from `begin[i]` to `begin[i + 1]`. */
function adjacency(count, { from, to }) {
  const begin = new Uint32Array(count + 2);
  from.forEach((a, i) => {
    begin[a + 2] += 1;
    if (to[i] !== a) begin[to[i] + 2] += 1;
  });
  for (let i = 2; i < begin.length; i += 1) begin[i] += begin[i - 1];
  const atNode = new Uint32Array(begin[begin.length - 1]);
  const put = (node, line) => { atNode[begin[node + 1]++] = line; };
  from.forEach((a, i) => {
    put(a, i);
    if (to[i] !== a) put(to[i], i);
  });
  return { begin, atNode };
}

function linesAt(node) {
  return model.atNode.subarray(model.begin[node], model.begin[node + 1]);
}

/** Give the nodes their keys and the edges their relations. */
function nameModel(keys) {
  model.keys = keys;
  model.index = new Map(keys.map((key, i) => [key, i]));
  model.relations = data.order.relations;
  named = true;
}

function relationsOn(line) {
  const first = model.lines.first[line];
  return Array.from(model.edges.relation.slice(first, first + model.lines.number[line]))
    .filter((i) => i >= 0).map((i) => model.relations[i]);
}

/* What is shown */

/** Widen or heighten the picture to the shape of the window. */
function shapePicture() {
  const box = $('canvas').getBoundingClientRect();
  const aspect = Math.sqrt(Math.min(Math.max(box.width / Math.max(box.height, 1), 0.6), 1.9));
  stretch = { x: aspect, y: 1 / aspect };
  model.x = Float32Array.from(model.x, (x) => x * stretch.x);
  model.y = Float32Array.from(model.y, (y) => y * stretch.y);
}

function lookAtState() {
  const { lines, edges, shown, visible, keys } = model;
  const relations = model.relations.map((key) => isShown(data.relations[key]));
  const off = Uint8Array.from(keys, (key) => isOff(key));
  const structure = !state.hidden.has('unit');
  visible.fill(0);
  for (let i = 0; i < lines.count; i += 1) {
    let number = 0;
    if (!off[lines.from[i]] && !off[lines.to[i]]) {
      for (let k = lines.first[i]; k < lines.first[i] + lines.number[i]; k += 1) {
        number += edges.relation[k] < 0 ? structure : relations[edges.relation[k]];
      }
    }
    shown[i] = number;
    if (number && lines.kind[i] !== STRUCTURE) visible[lines.from[i]] = visible[lines.to[i]] = 1;
  }
  keys.forEach((key, i) => { visible[i] = off[i] ? 0 : visible[i] || standsAlone(key) ? 1 : 0; });
  for (let i = 0; i < lines.count; i += 1) {
    if (!visible[lines.from[i]] || !visible[lines.to[i]]) shown[i] = 0;
  }
}

/** What stands out: the marked set, else the hovered or selected node with its neighbours. */
function lookNear() {
  if (marked) return marked;
  const chosen = named ? model.index.get(state.selected) ?? -1 : -1;
  const centre = hovered >= 0 ? hovered : chosen;
  const found = { nodes: new Set(), lines: new Set(), centre };
  const add = (line) => {
    if (!model.shown[line]) return;
    found.lines.add(line);
    found.nodes.add(model.lines.from[line]).add(model.lines.to[line]);
  };
  if (centre >= 0) {
    if (model.keys[centre] === data.home || !model.visible[centre]) return null;
    found.nodes.add(centre);
    linesAt(centre).forEach(add);
  } else if (named && data.relations[state.selected]) {
    linesWith(state.selected).forEach(add);
  }
  return found.nodes.size ? found : null;
}

/** The lines that stand for a relation. */
function linesWith(key) {
  const ends = data.relations[key].participants.map((part) => model.index.get(part.agent));
  const found = new Set(ends.filter((end) => end !== undefined).flatMap((end) => [...linesAt(end)]));
  return [...found].filter((line) => relationsOn(line).includes(key));
}

function repaint() {
  if (!backend) return;
  if (named) lookAtState();
  near = lookNear();
  rankLabels();
  backend.restyle();
}

function redraw() {
  if (backend) backend.redraw();
}

function hover(node) {
  if (node === hovered) return;
  hovered = node;
  near = lookNear();
  backend.restyle(true);
  emit('hover', { key: model.keys[node] ?? null });
}

function mark(set) {
  marked = set && {
    nodes: new Set(set.nodes.map((key) => model.index.get(key))),
    lines: new Set(set.lines.flatMap(([from, to]) => linesBetween(model.index.get(from), model.index.get(to)))),
    centre: -1,
  };
  repaint();
}

function linesBetween(a, b) {
  const { from, to } = model.lines;
  return a === undefined ? [] : [...linesAt(a)].filter((i) => model.shown[i] && (from[i] === a ? to[i] : from[i]) === b);
}

function focusOn(key) {
  focused = model.index.get(key) ?? -1;
  redraw();
}

/* What others ask */

function isVisible(key) {
  return Boolean(model.visible[model.index.get(key)]);
}

function shownKeys() {
  return model.keys.filter((_, i) => model.visible[i]);
}

function neighboursOf(key) {
  const node = model.index.get(key);
  if (node === undefined) return [];
  const { from, to } = model.lines;
  const others = new Set([...linesAt(node)].filter((i) => model.shown[i]).map((i) => (from[i] === node ? to[i] : from[i])));
  others.delete(node);
  const turn = (i) => (Math.atan2(model.y[i] - model.y[node], model.x[i] - model.x[node]) + 2.5 * Math.PI) % (2 * Math.PI);
  return [...others].sort((a, b) => turn(a) - turn(b)).map((i) => model.keys[i]);
}

function lineRecord(i) {
  return {
    from: model.keys[model.lines.from[i]], to: model.keys[model.lines.to[i]],
    kind: LINE_KINDS[model.lines.kind[i]], relations: relationsOn(i).filter((key) => isShown(data.relations[key])),
  };
}

function linesOf(key) {
  const node = model.index.get(key);
  return node === undefined ? [] : [...linesAt(node)].filter((i) => model.shown[i]).map(lineRecord);
}

function allLines() {
  return Array.from(model.shown.keys()).filter((i) => model.shown[i]).map(lineRecord);
}
