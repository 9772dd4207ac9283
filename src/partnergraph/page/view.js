/* Where the picture is looked at from, and who touches it. */

/** The point of the window, in CSS pixels from the corner of #canvas, where a spot is seen. */
function toWindow(x, y, view = backend.view()) {
  return { x: (x - view.x) * view.scale + view.width / 2, y: (y - view.y) * view.scale + view.height / 2 };
}

/** How much bigger discs are drawn: less than distances when one looks closely, except by vis-network. */
function grownBy({ scale, ratio }) {
  return ratio && scale > 1 ? Math.sqrt(scale) : scale;
}

function spot(key) {
  const node = model.index.get(key);
  return node === undefined ? null : { x: model.x[node], y: model.y[node] };
}

function place(key) {
  const node = model.index.get(key);
  if (node === undefined) return null;
  const view = backend.view();
  return { ...toWindow(model.x[node], model.y[node], view), r: model.size[node] * grownBy(view) };
}

function moveNode(key, x, y) {
  const node = model.index.get(key);
  if (node === undefined) return;
  model.x[node] = x;
  model.y[node] = y;
  backend.moved(node);
  redraw();
}

/** A node was let go after it was dragged from `from`. */
function dropped(node, from) {
  emit('drop', { key: model.keys[node], from, to: { x: model.x[node], y: model.y[node] } });
}

function touched(type, node, line, x, y, event) {
  if (named) emit(type, { key: model.keys[node] ?? null, relations: line >= 0 ? relationsOn(line) : [], x, y, event });
}

function viewNow() {
  const { x, y, scale } = backend.view();
  return { x, y, scale };
}

function lookFrom(view) {
  backend.moveTo(view, false);
}

function zoom(factor) {
  const { x, y, scale } = backend.view();
  backend.moveTo({ x, y, scale: scale * factor }, false);
}

/** Everything that is shown, rim included, into the window. */
function fit() {
  if (!backend) return;
  const view = backend.view();
  if (!view.width) return; // the table is shown instead
  const box = shownBox();
  const roomy = view.width > 600; // room for labels at the sides, for buttons below
  const [aside, above] = model.count > 2000 && !(rim && Object.keys(rim.spans).length) ? [40, 40] : roomy ? [230, 70] : [96, 110];
  const wide = Math.max(box.right - box.left, 120);
  const high = Math.max(box.bottom - box.top, 120);
  const scale = Math.max(Math.min((view.width - aside) / wide, (view.height - above) / high, 1.4), 1e-4);
  backend.fitted(scale);
  backend.moveTo({
    x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (roomy ? 0 : 22 / scale), scale,
  }, false);
}

/** What holds the marked nodes, else all that are visible and their arcs of the rim. */
function shownBox() {
  const { x, y, size, visible } = model;
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  if (!marked && rim) {
    shownArcs().flatMap(({ from, to }) => [from, (from + to) / 2, to]).forEach((angle) => {
      const [ax, ay] = [Math.cos(angle) * rim.radius * stretch.x, Math.sin(angle) * rim.radius * stretch.y];
      Object.assign(box, { left: Math.min(box.left, ax), right: Math.max(box.right, ax), top: Math.min(box.top, ay), bottom: Math.max(box.bottom, ay) });
    });
  }
  for (let i = 0; i < model.count; i += 1) {
    if (visible[i] && (!marked || marked.nodes.has(i))) {
      if (x[i] - size[i] < box.left) box.left = x[i] - size[i];
      if (x[i] + size[i] > box.right) box.right = x[i] + size[i];
      if (y[i] - size[i] < box.top) box.top = y[i] - size[i];
      if (y[i] + size[i] > box.bottom) box.bottom = y[i] + size[i];
    }
  }
  return box.left <= box.right ? box : { left: 0, right: 0, top: 0, bottom: 0 };
}

/** Bring a node, or the ends of a relation, into view. */
function lookAt(key) {
  if (!backend) return;
  if (key === data.home) return fit();
  const node = model.index.get(key);
  const relation = data.relations[key];
  const nodes = node !== undefined ? [node]
    : relation ? relation.participants.map((part) => model.index.get(part.agent)).filter((i) => i !== undefined) : [];
  const view = backend.view();
  if (!nodes.length || !view.width) return;
  const xs = nodes.map((i) => model.x[i]);
  const ys = nodes.map((i) => model.y[i]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const most = Math.min((view.width * 0.7) / Math.max(right - left, 1), (view.height * 0.7) / Math.max(bottom - top, 1));
  backend.moveTo({ x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(Math.max(view.scale, 0.9), most) }, true);
}

/** Where the middle is and how big the picture, for those who look from outside. */
function noteMiddle(view) {
  const { x, y } = toWindow(0, 0, view);
  $('canvas').dataset.middle = [x, y, view.scale * stretch.x, view.scale * stretch.y].join(' ');
}

/** Draw before names and relations have come. */
function startEarly() {
  shapePicture();
  if (named) measureRim();
  backend = newBackend();
  backend.start($('canvas'));
  repaint();
  fit();
}

function startPicture() {
  if (backend) {
    measureRim();
    repaint();
    fit();
  } else startEarly();
  new ResizeObserver(() => backend.resized()).observe($('canvas'));
  window.addEventListener('resize', fit);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', newTheme);
  window.addEventListener('beforeprint', newTheme);
  window.addEventListener('afterprint', newTheme);
}
