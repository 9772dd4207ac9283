/* Above some thousand nodes: the page draws by itself. A renderer (gl.js, flat.js) gets arrays;
   this file makes them, keeps the view, and decides when to draw what. */

const MARGIN = 1.3; // how far the picture of the lines reaches beyond the window
const REST = 140; // ms without movement, after which everything is drawn sharply
const SHAPES = { unit: 1, agreement: 2, event: 2, programme: 2, partnership: 2 };
const LOOP = 10; // pieces of a line from a node to itself

/** The nodes and edges of the packed block `picture`; see drawing.py. */
async function packedModel() {
  const buffer = await bytesOf('picture');
  const [count, number] = new Uint32Array(buffer, 0, 2);
  const [left, top, unit] = new Float32Array(buffer, 8, 3);
  const bytes = new Uint8Array(buffer, 20);
  let at = 0;
  const plane = (n) => bytes.subarray(at, at += n);
  const wide = (n, parts) => {
    const planes = Array.from({ length: parts }, () => plane(n));
    return Uint32Array.from({ length: n }, (_, i) => planes.reduce((sum, p, k) => sum + (p[i] << (8 * k)), 0));
  };
  const sums = (steps) => { for (let i = 1; i < steps.length; i += 1) steps[i] += steps[i - 1]; return steps; };
  const x = Float32Array.from(wide(count, 2), (v) => left + v * unit);
  const y = Float32Array.from(wide(count, 2), (v) => top + v * unit);
  const size = Float32Array.from(plane(count), (v) => v / 8);
  const group = plane(count);
  const low = sums(wide(number, 3));
  const high = wide(number, 3);
  const marks = plane(number); // kind, and 8 more where the line runs from high to low
  const relation = sums(wide(number, 3)).map((v) => v & 0xffffff);
  const flipped = (i) => marks[i] & 8;
  return modelOf({ count, x, y, size, group }, {
    from: low.map((v, i) => (flipped(i) ? high[i] : v)), to: high.map((v, i) => (flipped(i) ? low[i] : v)),
    kind: marks.map((v) => v & 7), relation: Int32Array.from(relation, (v) => v - 1),
  });
}

/** Participants given as the start or end of their line get their keys; see _at_ends in explore.py. */
function nameEnds() {
  const { from, to, relation } = model.edges;
  const keys = data.order.things;
  const records = data.order.relations.map((key) => data.relations[key]);
  relation.forEach((number, i) => {
    if (number < 0) return;
    records[number].participants.forEach((part) => {
      if (part.agent === '<') part.agent = keys[from[i]];
      else if (part.agent === '>') part.agent = keys[to[i]];
    });
  });
}

/* What the renderer gets */

/** Straight pieces: one for each line, several where it ends where it begins. */
function pieces() {
  const { lines } = model;
  const line = [];
  for (let i = 0; i < lines.count; i += 1) {
    const loops = lines.from[i] === lines.to[i] ? LOOP : 1;
    for (let k = 0; k < loops; k += 1) line.push(i);
  }
  return Uint32Array.from(line);
}

function pieceEnds(chosen) {
  const { lines, x, y, size } = model;
  const ends = new Float32Array(chosen.length * 4);
  let turn = 0;
  chosen.forEach((i, at) => {
    const [a, b] = [lines.from[i], lines.to[i]];
    if (a !== b) ends.set([x[a], y[a], x[b], y[b]], 4 * at);
    else {
      const r = size[a] + 5 + 4 * Math.abs(lines.bend[i]);
      const point = (k) => [x[a] + r * 0.8 + Math.cos(k / LOOP * 2 * Math.PI) * r, y[a] - r * 0.8 + Math.sin(k / LOOP * 2 * Math.PI) * r];
      ends.set([...point(turn), ...point(turn + 1)], 4 * at);
      turn = (turn + 1) % LOOP;
    }
  });
  return ends;
}

const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** A colour of the style sheet as bytes. */
function rgb(name) {
  probe.fillStyle = theme(name);
  const hex = parseInt(probe.fillStyle.slice(1), 16);
  return [hex >> 16, (hex >> 8) & 255, hex & 255];
}

/** Lines as arrays; `look` tells width and opacity. */
function lineArrays(chosen, ends, look) {
  const { lines } = model;
  const inks = LINE_KINDS.map(rgb);
  const colour = new Uint8Array(chosen.length * 4);
  const form = new Uint8Array(chosen.length * 4);
  chosen.forEach((i, at) => {
    if (!model.shown[i]) return;
    const { width, opacity } = look(i);
    const kind = lines.kind[i];
    colour.set(inks[kind], 4 * at);
    colour[4 * at + 3] = opacity * 255;
    form[4 * at] = Math.min(width * 16, 255);
    form[4 * at + 1] = 128 + lines.bend[i] * 2;
    form[4 * at + 2] = kind;
  });
  return { ends, colour, form };
}

/** Nodes as arrays, small ones first. */
function nodeArrays(order) {
  const { x, y, size, group, visible } = model;
  const fills = GROUPS.map((name) => rgb(FILLS[name] || name));
  const [paper, faint, ink] = ['paper', 'faint', 'ink'].map(rgb);
  const points = {
    spot: new Float32Array(order.length * 2), radius: new Float32Array(order.length),
    fill: new Uint8Array(order.length * 4), rim: new Uint8Array(order.length * 4), shape: new Uint8Array(order.length),
  };
  const mentioned = GROUPS.indexOf('mentioned');
  const chosen = named ? model.index.get(state.selected) ?? -1 : -1;
  order.forEach((i, at) => {
    points.spot[2 * at] = x[i];
    points.spot[2 * at + 1] = y[i];
    points.radius[at] = size[i];
    points.fill.set(fills[group[i]], 4 * at);
    points.fill[4 * at + 3] = visible[i] ? near && !near.nodes.has(i) ? QUIET_NODE * 255 : 255 : 0;
    points.rim.set(i === chosen ? ink : group[i] === mentioned ? faint : paper, 4 * at);
    points.rim[4 * at + 3] = group[i] === mentioned ? 255 : 0; // drawn however small
    points.shape[at] = (SHAPES[GROUPS[group[i]]] || 0) + (i === chosen ? 4 : 0);
  });
  return points;
}

const sameValues = (a, b) => a === b || (a.length === b.length && a.every((value, i) => value === b[i]));

/** The backend of pages that draw by themselves. */
function ownBackend() {
  const over = document.createElement('canvas');
  const eye = { x: 0, y: 0, scale: 1, width: 0, height: 0, ratio: 1 };
  let renderer;
  let host;
  let kept = null; // the view from which the lines were drawn last
  let frame = 0;
  let moved = 0; // when the view moved last
  let flight = null;
  let fitted = 0; // the scale at which all is in the window
  const line = pieces();
  let ends = pieceEnds(line);
  let lines = null; // as the renderer has them
  const order = Uint32Array.from(model.size.keys()).sort((a, b) => model.size[a] - model.size[b] || a - b);
  const grid = pickGrid();

  function lay(canvas) {
    Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', touchAction: 'none' });
    host.append(canvas);
    return canvas;
  }

  function measure() {
    const box = host.getBoundingClientRect();
    if (!box.width) return false;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    Object.assign(eye, { width: box.width, height: box.height, ratio });
    for (const canvas of [renderer.canvas, over]) {
      if (canvas.width !== width || canvas.height !== height) {
        Object.assign(canvas, { width, height });
        kept = null;
      }
    }
    return true;
  }

  /** Many lines are drawn thinner and fainter as long as one sees them all. */
  function density() {
    const crowd = Math.min(1, (1200 / Math.max(line.length, 1)) ** 0.7 * Math.max(1, eye.scale / (fitted || eye.scale)));
    return { fade: Math.max(crowd, 0.14), thin: Math.max(crowd, 0.55) };
  }

  function strayed() {
    if (!kept) return true;
    const grown = eye.scale / kept.scale;
    const away = Math.max(Math.abs(eye.x - kept.x) / eye.width, Math.abs(eye.y - kept.y) / eye.height) * eye.scale;
    const resting = performance.now() - moved > REST;
    return grown > 3 || grown < 0.5 || away > 0.5 || (resting && (grown !== 1 || away > (MARGIN - 1) / 2));
  }

  function fly(now) {
    const t = Math.min((now - flight.begun) / 350, 1);
    const ease = t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
    const scale = flight.from.scale * (flight.to.scale / flight.from.scale) ** ease;
    // Go in a straight line on the screen, not in the picture.
    const way = flight.to.scale === flight.from.scale ? ease
      : (1 / scale - 1 / flight.from.scale) / (1 / flight.to.scale - 1 / flight.from.scale);
    eye.x = flight.from.x + (flight.to.x - flight.from.x) * way;
    eye.y = flight.from.y + (flight.to.y - flight.from.y) * way;
    eye.scale = scale;
    moved = now;
    if (t === 1) flight = null;
  }

  function draw(now = performance.now()) {
    frame = 0;
    if (!measure()) return;
    if (flight) fly(now);
    if (strayed()) {
      kept = { ...eye };
      renderer.keep(eye, density(), MARGIN);
    }
    renderer.draw(eye, kept, MARGIN, near ? 0.2 : 1);
    drawOver();
    noteMiddle(eye);
    emit('view', {});
    if (flight) redraw();
    else if (now - moved <= REST) setTimeout(redraw, REST + 10);
  }

  function drawOver() {
    const context = over.getContext('2d');
    context.setTransform(eye.ratio, 0, 0, eye.ratio, 0, 0);
    context.clearRect(0, 0, eye.width, eye.height);
    if (!named) return;
    drawRim(context, eye);
    drawLabels(context, eye, performance.now() - moved <= REST);
    drawFocus(context, eye);
  }

  function redraw() {
    frame ||= requestAnimationFrame(draw);
  }

  function moveTo(view, slowly) {
    flight = null;
    if (slowly && !still.matches) flight = { from: { ...eye }, to: { x: view.x, y: view.y, scale: view.scale }, begun: performance.now() };
    else if (eye.x === view.x && eye.y === view.y && eye.scale === view.scale) return;
    else Object.assign(eye, { x: view.x, y: view.y, scale: view.scale });
    moved = performance.now();
    redraw();
  }

  function fill(everything) {
    const close = near ? line.filter((i) => near.lines.has(i)) : new Uint32Array(0);
    const all = everything ? lineArrays(line, ends, plainLook) : null;
    const same = all && lines && ['ends', 'colour', 'form'].every((name) => sameValues(all[name], lines[name]));
    if (all && !same) {
      lines = all;
      kept = null;
    }
    renderer.fill(same ? null : all, lineArrays(close, pieceEnds(close), lineLook), nodeArrays(order));
    redraw();
  }

  /** How a line looks when nothing stands out. */
  const plainLook = (i) => ({ width: lineWidth(i), opacity: model.lines.kind[i] === STRUCTURE ? 0.95 : 0.62 });

  function plain() {
    renderer.canvas.remove();
    renderer = flatRenderer(lay(document.createElement('canvas')));
    host.prepend(renderer.canvas);
    host.dataset.drawing = 'canvas';
    lines = null;
    fill(true);
  }

  const self = {
    start(element) {
      host = element;
      const canvas = lay(document.createElement('canvas'));
      renderer = glRenderer(canvas);
      host.dataset.drawing = renderer ? 'webgl' : 'canvas';
      if (renderer) canvas.addEventListener('webglcontextlost', plain);
      else {
        canvas.remove();
        renderer = flatRenderer(lay(document.createElement('canvas')));
      }
      lay(over);
      measure();
      followPointers(over, self, grid);
    },
    restyle: (onlyNear = false) => fill(!onlyNear),
    redraw,
    view: () => eye,
    moveTo,
    fitted: (scale) => { fitted = scale; },
    /** While a node is dragged, only its own lines follow; the kept ones when it is let go. */
    moved(i, dragging = false) {
      grid.move(i);
      if (!dragging) ends = pieceEnds(line);
      fill(!dragging);
    },
    resized: () => { if (measure()) redraw(); },
    beforeCopy: () => draw(),
  };
  return self;
}
