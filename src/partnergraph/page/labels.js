/* Labels: placed one after another, most important first, only where there is room */

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name in at most so many lines that fit a label. */
function lines(text, most, number = 2) {
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

/** What should be labelled, most important first. */
function wanted() {
  const items = [];
  for (const node of data.vis.nodes) {
    if (!shownNodes.has(node.id)) continue;
    const thing = data.things[node.id];
    const close = nearbyNow && nearbyNow.nodes.has(node.id);
    const special = [state.selected, hovered, focused].includes(node.id)
      || (close && nearbyNow.nodes.size <= 6); // the ends of a chosen relation bear their names
    const rank = special ? 1e6 : node.id === data.home ? 1e5
      : close ? 2e4 + relationsOf(node.id).length
      : thing && thing.standing === 'connected' ? 100 + relationsOf(node.id).length
        : thing ? 30 : 10;
    items.push({ node, rank, special });
  }
  if (rim) {
    for (const [key, span] of Object.entries(rim.spans)) {
      const shown = span.nodes.filter((id) => shownNodes.has(id)).length;
      if (shown) items.push({ country: key, span, rank: 1e4 + shown, shown });
    }
  }
  return items.sort((a, b) => b.rank - a.rank);
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

function drawLabels(context) {
  const ratio = context.canvas.width / context.canvas.clientWidth;
  const scale = network.getScale();
  const centre = network.canvasToDOM({ x: 0, y: 0 });
  const room = { width: context.canvas.clientWidth, height: context.canvas.clientHeight };
  const taken = data.vis.nodes.filter((node) => shownNodes.has(node.id)).map((node) => {
    const at = network.canvasToDOM(network.getPosition(node.id));
    const r = Math.max(node.size * scale, 2);
    return { x: at.x - r, y: at.y - r, w: 2 * r, h: 2 * r, id: node.id };
  });
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  wanted().forEach((item) => drawLabel(context, item, { taken, scale, centre, room }));
  context.restore();
}

function labelLook(item) {
  if (item.country) {
    const text = concept(item.country).text;
    const rows = [`${text}${item.shown > 1 ? `  ${item.shown}` : ''}`];
    return { rows, font: '600 12px', ink: theme('label-country'), size: 12 };
  }
  const home = item.node.id === data.home;
  const rows = lines(nameOf(item.node.id).text, home ? 22 : item.special ? 40 : 21, home ? 3 : 2);
  const ink = theme(home ? 'ink' : item.node.group === 'mentioned' ? 'faint' : 'label');
  return home ? { rows, font: '700 14px', ink, size: 14 }
    : { rows, font: `${item.special ? 600 : 400} 11.5px`, ink, size: 11.5 };
}

function drawLabel(context, item, { taken, scale, centre, room }) {
  const look = labelLook(item);
  context.font = `${look.font} ${theme('font')}`;
  const width = Math.max(...look.rows.map((row) => context.measureText(row).width));
  const height = look.rows.length * look.size * 1.18;
  const angle = item.span && (item.span.from + item.span.to) / 2;
  const point = network.canvasToDOM(item.node ? network.getPosition(item.node.id)
    : rimPoint(angle, rim.radius));
  const gap = item.node ? item.node.size * scale + 4 : 9;
  let places = tries(point, centre, width, height, gap);
  if (item.node && item.node.id === data.home) places = [{ x: -width / 2, y: gap }];
  if (item.country) places = places.slice(0, 1);
  const boxes = places.map((p) => ({ x: point.x + p.x, y: point.y + p.y, w: width, h: height }));
  if (item.country && inside({ ...point, w: 0, h: 0 }, room)) boxes.forEach((box) => { box.x = Math.min(Math.max(box.x, 3), room.width - width - 3); });
  const own = item.node ? item.node.id : Symbol('country');
  const free = boxes.find((box) => inside(box, room) && !taken.some((other) => other.id !== own && overlaps(box, other)));
  const box = free || (item.special || own === data.home ? boxes[0] : null);
  if (!box) return;
  taken.push(box);
  context.globalAlpha = dimmed(item) ? 0.35 : 1;
  write(context, look, box);
}

function dimmed(item) {
  const near = nearbyNow;
  return Boolean(near && item.node && !near.nodes.has(item.node.id));
}
let nearbyNow = null;

function write(context, look, box) {
  context.textAlign = 'center';
  context.strokeStyle = theme('paper');
  context.lineWidth = 3.5;
  context.fillStyle = look.ink;
  look.rows.forEach((row, i) => {
    const x = box.x + box.w / 2;
    const y = box.y + look.size * 1.18 * (i + 0.5);
    context.strokeText(row, x, y);
    context.fillText(row, x, y);
  });
}
