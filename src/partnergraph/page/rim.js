/* Countries: a thin rim around the picture, one arc for each */

let rim = null;

/** The part of the picture that home belongs to. */
function aroundHome(home) {
  const seen = new Uint8Array(model.count);
  const found = [home];
  seen[home] = 1;
  for (const node of found) {
    linesAt(node).forEach((line) => {
      const other = model.lines.from[line] === node ? model.lines.to[line] : model.lines.from[line];
      if (!seen[other]) {
        seen[other] = 1;
        found.push(other);
      }
    });
  }
  return found;
}

function measureRim() {
  const home = model.index.get(data.home);
  const spans = Object.create(null);
  rim = { spans, radius: 0 };
  if (home === undefined) return;
  const at = (node) => [model.x[node] / stretch.x, model.y[node] / stretch.y];
  rim.radius = Math.max(...[0], ...[aroundHome(home).reduce((most, node) => Math.max(most, Math.hypot(...at(node))), 0)]) + 44;
  const institution = GROUPS.indexOf('institution');
  new Set([...linesAt(home)].filter((i) => model.lines.from[i] === home).map((i) => model.lines.to[i])).forEach((node) => {
    if (model.group[node] !== institution) return;
    const [x, y] = at(node);
    const span = spans[countryOf(model.keys[node])] ||= { angles: [], nodes: [] };
    span.angles.push((Math.atan2(y, x) + 2.5 * Math.PI) % (2 * Math.PI)); // 0 is up, as the layout turns
    span.nodes.push(node);
  });
  const found = Object.values(spans);
  found.forEach(measureSpan);
  // Where countries lie on one another, seen from home, arcs would say nothing.
  if (found.reduce((sum, span) => sum + span.to - span.from, 0) > 2 * Math.PI) rim.spans = Object.create(null);
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

/** Countries most of whose nodes lie together, with the middle of these; big ones first. */
function measureRegions() {
  const found = new Map();
  model.keys.forEach((key, i) => {
    const country = countryOf(key);
    if (!found.has(country)) found.set(country, []);
    found.get(country).push(i);
  });
  const box = shownBox();
  const near_ = Math.hypot(box.right - box.left, box.bottom - box.top) * 0.09;
  const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return [...found].filter(([country, nodes]) => country !== UNKNOWN && nodes.length > 30).map(([country, nodes]) => {
    const at = { x: middle(nodes.map((i) => model.x[i])), y: middle(nodes.map((i) => model.y[i])) };
    const close = nodes.filter((i) => Math.hypot(model.x[i] - at.x, model.y[i] - at.y) < near_).length;
    return { country, at, nodes, close };
  }).filter(({ close, nodes }) => close > nodes.length / 2).sort((a, b) => b.close - a.close);
}

function rimPoint(angle) {
  return {
    x: Math.cos(angle - Math.PI / 2) * rim.radius * stretch.x,
    y: Math.sin(angle - Math.PI / 2) * rim.radius * stretch.y,
  };
}

/** The arcs of the countries that are shown, as angles from the right, clockwise. */
function shownArcs() {
  const pad = Math.max(0.011, 9 / rim.radius);
  return Object.entries(rim.spans).filter(([, span]) => span.nodes.some((node) => model.visible[node]))
    .map(([key, span]) => ({
      colour: theme(state.country.has(key) ? 'ink' : 'rim'),
      from: span.from - pad - Math.PI / 2, to: span.to + pad - Math.PI / 2,
    }));
}

/** In a context whose units are CSS pixels. */
function drawRim(context, view) {
  if (!rim) return;
  const middle = toWindow(0, 0, view);
  context.save();
  context.lineCap = 'round';
  context.lineWidth = 3;
  shownArcs().forEach(({ colour, from, to }) => {
    context.strokeStyle = colour;
    context.beginPath();
    context.ellipse(middle.x, middle.y, rim.radius * stretch.x * view.scale, rim.radius * stretch.y * view.scale, 0, from, to);
    context.stroke();
  });
  context.restore();
}
