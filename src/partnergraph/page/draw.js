/* The picture: vis-network draws nodes and lines, this file the countries, labels and highlights. */

let network = null;
let nodeSet = null;
let edgeSet = null;
let hovered = null;
let focused = null; // the node that the keyboard is on
let pivot = null; // the node whose neighbours the arrow keys walk through
let stretch = { x: 1, y: 1 };
const still = matchMedia('(prefers-reduced-motion: reduce)');
const MOST_PARALLEL = 6; // above that, lines of one kind are drawn as one, with their number
const edgeRelations = {}; // id of a drawn line -> keys of its relations

let palette = {}; // colours of the style sheet, read once for each theme

function theme(name) {
  return palette[name] ||= getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function newTheme() {
  palette = {};
  repaint();
  network.redraw();
}

/* Lines */

/** What to draw between each pair: every relation, or one line per kind where there are many. */
function drawnEdges() {
  const pairs = new Map();
  data.vis.edges.forEach((edge) => {
    const pair = [edge.from, edge.to].sort().join('\n');
    if (!pairs.has(pair)) pairs.set(pair, []);
    pairs.get(pair).push(edge);
  });
  return [...pairs.values()].flatMap((edges) => spread(bundle(edges)));
}

function bundle(edges) {
  if (edges.length <= MOST_PARALLEL) {
    return edges.map((edge) => ({ ...edge, relations: [edge.relation].filter(Boolean) }));
  }
  const kinds = new Map();
  edges.forEach((edge) => {
    const known = kinds.get(edge.kind);
    if (known) known.relations.push(edge.relation);
    else kinds.set(edge.kind, { ...edge, relations: [edge.relation].filter(Boolean) });
  });
  return [...kinds.values()];
}

/** Lines side by side: each bends a little more than the one before. */
function spread(edges) {
  const { from, to } = edges[0];
  const a = data.places[from];
  const b = data.places[to];
  const length = Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1);
  return edges.map((edge, i) => {
    const id = `${edge.kind}\n${edge.relations[0] || ''}\n${edge.from}\n${edge.to}`;
    edgeRelations[id] = edge.relations;
    const bend = (i - (edges.length - 1) / 2) * Math.min(26 / length, 0.16);
    const turn = edge.from === from ? bend : -bend;
    const loop = { selfReference: { size: 14 + 5 * i, angle: Math.PI / 4 } };
    return {
      ...edge,
      ...(edge.from === edge.to ? loop : {}),
      id,
      smooth: Math.abs(turn) < 1e-6 ? false
        : { enabled: true, type: turn > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(turn) },
    };
  });
}

const DASHES = { agreement: false, event: [7, 5], programme: [14, 4, 2, 4], partnership: [2, 4] };

/** How a line looks now: what is selected stands out, the rest steps back. */
function edgeStyle(edge, near) {
  const shown = edgeRelations[edge.id].filter((key) => isShown(data.relations[key]));
  const structural = !edge.relations.length;
  const weight = structural ? 1 : 1.3 + Math.min(Math.sqrt(shown.length) - 1, 5) * 1.2;
  const quiet = near && !near.edges.has(edge.id);
  return {
    id: edge.id,
    label: near && !quiet && shown.length > 1 ? String(shown.length) : undefined,
    font: { size: 12, color: theme('ink'), strokeColor: theme('paper'), strokeWidth: 4, face: theme('font') },
    hidden: structural ? state.hidden.has('unit') : !shown.length,
    width: near && !quiet ? weight + 1.2 : weight,
    dashes: structural ? [1, 3] : DASHES[edge.kind],
    color: {
      color: theme(structural ? 'structure' : edge.kind),
      opacity: quiet ? 0.12 : near || structural ? 0.95 : 0.62,
      inherit: false,
    },
  };
}

/* Nodes */

const GROUP_SHAPES = { home: 'dot', institution: 'dot', mentioned: 'dot', unit: 'square' };

function nodeStyle(node, near, visible) {
  const group = node.group;
  const kind = KINDS.includes(group) ? group : null;
  const quiet = near && !near.nodes.has(node.id);
  const fill = { home: 'home', mentioned: 'paper', unit: 'unit' }[group] || kind || 'node';
  return {
    id: node.id,
    hidden: !visible.has(node.id),
    shape: GROUP_SHAPES[group] || 'diamond',
    opacity: quiet ? 0.25 : 1,
    borderWidth: node.id === state.selected ? 4 : group === 'mentioned' ? 1.5 : 1.2,
    shapeProperties: { borderDashes: group === 'mentioned' ? [3, 3] : false },
    color: {
      background: theme(fill),
      border: node.id === state.selected ? theme('ink')
        : theme(group === 'mentioned' ? 'faint' : 'paper'),
    },
  };
}

/** Nodes to show: home, all that take part in something shown, and the rest where asked for. */
function visibleNodes() {
  const visible = new Set(data.home ? [data.home] : []);
  edgeSet.forEach((edge) => {
    if (edge.relations.length && !edge.hidden) visible.add(edge.from).add(edge.to);
  });
  data.vis.nodes.forEach((node) => {
    const thing = data.things[node.id];
    if (!thing) return;
    const here = !state.countries.size || state.countries.has(countryOf(node.id));
    if (thing.standing === 'unit' && !state.hidden.has('unit') && here && state.year === null) {
      visible.add(node.id);
    }
    const loose = ['mentioned', 'unconnected'].includes(thing.standing);
    if (loose && !state.hidden.has('mentioned') && here && state.year === null) visible.add(node.id);
  });
  data.vis.nodes.forEach((node) => {
    const relation = data.relations[node.id];
    if (relation && !relation.participants.length && isShown(relation)) visible.add(node.id);
  });
  return visible;
}

/** The selected or hovered node with its lines and neighbours; null where nothing stands out. */
function nearby() {
  const centre = hovered || state.selected;
  if (!centre || centre === data.home) return null;
  const near = { nodes: new Set([centre]), edges: new Set() };
  edgeSet.forEach((edge) => {
    const mine = edge.from === centre || edge.to === centre || edge.relations.includes(centre);
    if (mine) {
      near.edges.add(edge.id);
      near.nodes.add(edge.from).add(edge.to);
    }
  });
  return near.edges.size || data.places[centre] ? near : null;
}

function repaint() {
  if (!network) return;
  const near = nearby();
  edgeSet.update(edgeSet.map((edge) => edgeStyle(edge, near)));
  const visible = visibleNodes();
  nodeSet.update(data.vis.nodes.map((node) => nodeStyle(node, near, visible)));
  shownNodes = visible;
}
let shownNodes = new Set();

/* Countries: a thin rim around the picture, one arc for each */

let rim = null;

function computeRim() {
  const spans = Object.create(null);
  let radius = 0;
  const direct = new Set(data.vis.edges.filter((edge) => edge.from === data.home).map((edge) => edge.to));
  data.vis.nodes.forEach((node) => {
    const [x, y] = data.places[node.id];
    if (data.around.includes(node.id)) radius = Math.max(radius, Math.hypot(x, y));
    if (node.group !== 'institution' || !direct.has(node.id)) return;
    const angle = (Math.atan2(y, x) + 2.5 * Math.PI) % (2 * Math.PI); // 0 is up, as the layout turns
    const span = spans[countryOf(node.id)] ||= { angles: [], nodes: [] };
    span.angles.push((Math.atan2(y, x) + 2.5 * Math.PI) % (2 * Math.PI)); // 0 is up
    span.nodes.push(node.id);
  });
  Object.values(spans).forEach(measureSpan);
  rim = { spans, radius: radius + 44 };
}

/** Where an arc begins and ends: everything but the widest gap between its angles. */
function measureSpan(span) {
  const sorted = span.angles.sort((a, b) => a - b);
  let gap = sorted[0] + 2 * Math.PI - sorted[sorted.length - 1];
  span.from = sorted[0];
  for (let i = 1; i < sorted.length; i += 1) {
    if (sorted[i] - sorted[i - 1] > gap) {
      gap = sorted[i] - sorted[i - 1];
      span.from = sorted[i];
    }
  }
  span.to = span.from + 2 * Math.PI - gap;
}

function rimPoint(angle, radius) {
  return {
    x: Math.cos(angle - Math.PI / 2) * radius * stretch.x,
    y: Math.sin(angle - Math.PI / 2) * radius * stretch.y,
  };
}

function drawRim(context) {
  const { spans, radius } = rim;
  context.save();
  context.lineCap = 'round';
  context.lineWidth = 3 / network.getScale();
  for (const [key, span] of Object.entries(spans)) {
    if (!span.nodes.some((id) => shownNodes.has(id))) continue;
    const pad = Math.max(0.011, 9 / radius);
    context.strokeStyle = theme(state.countries.has(key) ? 'ink' : 'rim');
    context.beginPath();
    context.ellipse(0, 0, radius * stretch.x, radius * stretch.y, 0,
      span.from - pad - Math.PI / 2, span.to + pad - Math.PI / 2);
    context.stroke();
  }
  context.restore();
}

/* Starting, and following the state */

/** Widen or heighten the picture to the shape of the window. */
function shape() {
  const box = $('canvas').getBoundingClientRect();
  const aspect = Math.sqrt(Math.min(Math.max(box.width / Math.max(box.height, 1), 0.6), 1.9));
  stretch = { x: aspect, y: 1 / aspect };
}

function startNetwork() {
  shape();
  computeRim();
  nodeSet = new vis.DataSet(data.vis.nodes.map(({ label, ...node }) => ({
    ...node, x: node.x * stretch.x, y: node.y * stretch.y,
  })));
  edgeSet = new vis.DataSet(drawnEdges());
  network = new vis.Network($('canvas'), { nodes: nodeSet, edges: edgeSet }, data.vis.options);
  network.on('beforeDrawing', drawRim);
  network.on('afterDrawing', (context) => {
    noteMiddle();
    nearbyNow = nearby();
    drawLabels(context);
    drawFocus(context);
  });
  network.on('click', clicked);
  network.on('hoverNode', ({ node }) => { hovered = node; repaint(); });
  network.on('blurNode', () => { hovered = null; repaint(); });
  repaint();
  fit();
  window.addEventListener('resize', () => fit());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', newTheme);
  window.addEventListener('beforeprint', newTheme);
  window.addEventListener('afterprint', newTheme);
}

/** Where the middle is and how big the picture, for those who look from outside. */
function noteMiddle() {
  const { x, y } = network.canvasToDOM({ x: 0, y: 0 });
  const scale = network.getScale();
  $('canvas').dataset.middle = [x, y, scale * stretch.x, scale * stretch.y].join(' ');
}

function fit() {
  network.setSize('100%', '100%'); // the panel may just have opened
  const radius = rim && rim.radius > 50 ? rim.radius : 200;
  const box = $('canvas').getBoundingClientRect();
  const loose = data.vis.nodes.filter((node) => shownNodes.has(node.id));
  const bottom = Math.max(radius * stretch.y, ...loose.map((n) => nodeSet.get(n.id).y + 30));
  const high = radius * stretch.y + bottom;
  const side = Math.max(0, ...loose.map((n) => Math.abs(nodeSet.get(n.id).x)));
  const wide = Math.max(radius * stretch.x, side) * 2;
  const wideScreen = box.width > 600;
  const scale = Math.min((box.width - (wideScreen ? 230 : 96)) / wide, (box.height - (wideScreen ? 70 : 110)) / high, 1.4);
  const y = (bottom - radius * stretch.y) / 2 + (wideScreen ? 0 : 22 / scale);
  network.moveTo({ position: { x: 0, y }, scale: Math.max(scale, 0.05) });
}

function clicked({ nodes, edges }) {
  if (nodes.length) select(nodes[0]);
  else if (edges.length && edgeRelations[edges[0]].length) select(edgeRelations[edges[0]][0]);
  else select(null);
}

/** Bring a node into view. */
function lookAt(id) {
  if (!network || !nodeSet.get(id)) return;
  if (id === data.home) return fit();
  network.setSize('100%', '100%');
  const scale = Math.max(network.getScale(), 0.9);
  const animation = still.matches ? false : { duration: 350, easingFunction: 'easeInOutQuad' };
  network.moveTo({ position: network.getPosition(id), scale, animation });
}

/** Save the picture as it is now. */
function savePicture() {
  const canvas = $('canvas').querySelector('canvas');
  const copy = make('canvas', { width: canvas.width, height: canvas.height });
  const context = copy.getContext('2d');
  context.fillStyle = theme('paper');
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => download(blob, 'network.png'));
}

function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const anchor = make('a', { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
