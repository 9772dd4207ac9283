/* What is under the pointer, and what the pointer does: found through a grid, which is fast for any number. */

const NEAR = 6; // pixels around a small node that still count as the node
const HOLD = 550; // ms until a touch becomes a question for more

/** Nodes by cells of about two nodes each. */
function pickGrid() {
  const { x, y, size, count } = model;
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < count; i += 1) {
    box.left = Math.min(box.left, x[i]);
    box.right = Math.max(box.right, x[i]);
    box.top = Math.min(box.top, y[i]);
    box.bottom = Math.max(box.bottom, y[i]);
  }
  const side = Math.max(Math.sqrt((box.right - box.left + 1) * (box.bottom - box.top + 1) / Math.max(count / 2, 1)), 20);
  const cells = new Map();
  const cell = (a, b) => a * 65536 + b;
  const column = (value) => Math.floor((value - box.left) / side) + 4096;
  const row = (value) => Math.floor((value - box.top) / side) + 4096;
  const home = [];
  const put = (i) => {
    home[i] = cell(column(x[i]), row(y[i]));
    if (cells.has(home[i])) cells.get(home[i]).push(i);
    else cells.set(home[i], [i]);
  };
  for (let i = 0; i < count; i += 1) put(i);
  const most = size.reduce((a, b) => Math.max(a, b), 0);

  /** The visible node nearest to a spot, not further from its disc than `slack`. */
  function nearest(px, py, slack) {
    let found = -1;
    let least = slack;
    const reach = most + slack;
    for (let a = column(px - reach); a <= column(px + reach); a += 1) {
      for (let b = row(py - reach); b <= row(py + reach); b += 1) {
        for (const i of cells.get(cell(a, b)) || []) {
          const away = Math.hypot(model.x[i] - px, model.y[i] - py) - size[i];
          if (model.visible[i] && away < least) [found, least] = [i, away];
        }
      }
    }
    return found;
  }
  return {
    nearest,
    move(i) {
      cells.set(home[i], cells.get(home[i]).filter((other) => other !== i));
      put(i);
    },
  };
}

/** The visible line nearest to a spot, within `slack`; lines that stand out first. */
function lineNear(px, py, slack) {
  const { lines, x, y, shown } = model;
  let found = -1;
  let least = slack;
  const look = (i) => {
    const [ax, ay] = [x[lines.from[i]], y[lines.from[i]]];
    const [dx, dy] = [x[lines.to[i]] - ax, y[lines.to[i]] - ay];
    const t = Math.min(Math.max(((px - ax) * dx + (py - ay) * dy) / Math.max(dx * dx + dy * dy, 1e-6), 0), 1);
    const away = Math.hypot(ax + dx * t - px, ay + dy * t - py);
    if (shown[i] && away < least) [found, least] = [i, away];
  };
  if (near) near.lines.forEach(look);
  if (found < 0) for (let i = 0; i < lines.count; i += 1) look(i);
  return found;
}

/** Drag to move the view or a node, wheel and two fingers to zoom, click, hold, hover. */
function followPointers(canvas, eyes, grid) {
  const down = new Map(); // pointers that touch, by id
  let drag = null;
  let holding = 0;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spotAt = ({ x, y }) => {
    const view = eyes.view();
    return { x: view.x + (x - view.width / 2) / view.scale, y: view.y + (y - view.height / 2) / view.scale };
  };
  const nodeAt = (point) => {
    const { x, y } = spotAt(point);
    return grid.nearest(x, y, NEAR / eyes.view().scale);
  };

  function tell(type, point, event) {
    const node = nodeAt(point);
    const { x, y } = spotAt(point);
    touched(type, node, node < 0 ? lineNear(x, y, 5 / eyes.view().scale) : -1, point.x, point.y, event);
  }

  function zoomAt(point, factor) {
    const view = eyes.view();
    const fixed = spotAt(point);
    const scale = Math.min(Math.max(view.scale * factor, 1e-4), 12);
    eyes.moveTo({ scale, x: fixed.x - (point.x - view.width / 2) / scale, y: fixed.y - (point.y - view.height / 2) / scale }, false);
  }

  canvas.addEventListener('pointerdown', (event) => {
    const point = at(event);
    down.set(event.pointerId, point);
    canvas.setPointerCapture(event.pointerId);
    clearTimeout(holding);
    if (down.size > 1 || event.button) { drag = null; return; }
    const node = nodeAt(point);
    drag = { point, node, from: node >= 0 ? { x: model.x[node], y: model.y[node] } : null, view: { ...eyes.view() }, far: false };
    if (event.pointerType === 'touch') {
      holding = setTimeout(() => { if (drag && !drag.far) { drag = null; tell('context', point, event); } }, HOLD);
    }
  });

  function pinch(event, point) {
    const other = [...down].find(([id]) => id !== event.pointerId)[1];
    const before = down.get(event.pointerId);
    const apart = (a) => Math.max(Math.hypot(a.x - other.x, a.y - other.y), 1);
    const middle = { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 };
    const view = eyes.view();
    eyes.moveTo({ scale: view.scale, x: view.x - (point.x - before.x) / 2 / view.scale, y: view.y - (point.y - before.y) / 2 / view.scale }, false);
    zoomAt(middle, apart(point) / apart(before));
  }

  function dragTo(point) {
    const { scale } = eyes.view();
    const [dx, dy] = [point.x - drag.point.x, point.y - drag.point.y];
    drag.far ||= Math.hypot(dx, dy) > 4;
    if (!drag.far) return;
    clearTimeout(holding);
    if (drag.node >= 0) {
      model.x[drag.node] = drag.from.x + dx / scale;
      model.y[drag.node] = drag.from.y + dy / scale;
      eyes.moved(drag.node, true);
    } else eyes.moveTo({ scale, x: drag.view.x - dx / scale, y: drag.view.y - dy / scale }, false);
  }

  canvas.addEventListener('pointermove', (event) => {
    const point = at(event);
    if (down.size > 1 && down.has(event.pointerId)) pinch(event, point);
    else if (drag && down.size) dragTo(point);
    else if (!down.size && event.pointerType !== 'touch') {
      const node = nodeAt(point);
      canvas.style.cursor = node >= 0 ? 'pointer' : '';
      hover(node);
    }
    if (down.has(event.pointerId)) down.set(event.pointerId, point);
  });

  function up(event) {
    clearTimeout(holding);
    down.delete(event.pointerId);
    if (drag && drag.far && drag.node >= 0) {
      eyes.moved(drag.node);
      dropped(drag.node, drag.from);
    } else if (drag && !drag.far && event.type === 'pointerup') tell('click', drag.point, event);
    drag = null;
  }
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('pointerleave', () => { if (!down.size) hover(-1); });
  canvas.addEventListener('contextmenu', (event) => { event.preventDefault(); tell('context', at(event), event); });
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const step = event.deltaY * (event.deltaMode ? 16 : 1);
    zoomAt(at(event), 1.0018 ** -Math.min(Math.max(step, -240), 240));
  }, { passive: false });
}
