/* What is visible as a list of shapes, and the files made of it. */

const DIAMONDS = new Set(['agreement', 'event', 'programme', 'partnership'].map((kind) => GROUPS.indexOf(kind)));
const SQUARE = GROUPS.indexOf('unit');

/** The points of a line in the window: its ends and the point that it bends towards. */
function linePoints(i, view) {
  const { lines, x, y } = model;
  const a = toWindow(x[lines.from[i]], y[lines.from[i]], view);
  const b = toWindow(x[lines.to[i]], y[lines.to[i]], view);
  const length = Math.max(Math.hypot(b.x - a.x, b.y - a.y), 1e-6);
  const bow = lines.bend[i] * Math.min(26 * view.scale, length * 0.16);
  return [a, { x: (a.x + b.x) / 2 + (b.y - a.y) / length * bow, y: (a.y + b.y) / 2 - (b.x - a.x) / length * bow }, b];
}

/** The middle of a drawn line in the window. */
function lineMiddle(i, view) {
  const [a, c, b] = linePoints(i, view);
  return { x: (a.x + 2 * c.x + b.x) / 4, y: (a.y + 2 * c.y + b.y) / 4 };
}

function inWindow(points, view) {
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  return Math.max(...xs) > 0 && Math.max(...ys) > 0 && Math.min(...xs) < view.width && Math.min(...ys) < view.height;
}

/** The lines in the window, those that stand out last. */
function visibleLines(view) {
  return Array.from(model.shown.keys()).filter((i) => model.shown[i])
    .map((i) => ({ i, points: linePoints(i, view), look: lineLook(i), kind: LINE_KINDS[model.lines.kind[i]] }))
    .filter(({ points }) => inWindow(points, view)).sort((a, b) => a.look.width - b.look.width);
}

/* SVG 1.1 */

function svgElement(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (value !== undefined && value !== false) element.setAttribute(name, typeof value === 'number' ? Number(value.toFixed(2)) : value);
  });
  element.append(...children);
  return element;
}

function svgLine({ i, points: [a, c, b], look, kind }) {
  const n = (value) => value.toFixed(1);
  const loop = model.lines.from[i] === model.lines.to[i];
  const r = 9 + 4 * Math.abs(model.lines.bend[i]);
  const path = loop ? `M${n(a.x)} ${n(a.y)}a${n(r)} ${n(r)} 0 1 1 1 1`
    : `M${n(a.x)} ${n(a.y)}Q${n(c.x)} ${n(c.y)} ${n(b.x)} ${n(b.y)}`;
  return svgElement('path', {
    d: path, fill: 'none', stroke: theme(kind), 'stroke-width': look.width, 'stroke-opacity': look.opacity,
    'stroke-dasharray': DASHES[kind] ? DASHES[kind].join(' ') : undefined,
  }, svgElement('title', {}, relationsOn(i).map((key) => nameOf(key).text).join('; ')));
}

function svgNode(i, view) {
  const look = nodeLook(i);
  const { x, y } = toWindow(model.x[i], model.y[i], view);
  const r = Math.max(model.size[i] * grownBy(view), 1.2);
  const paint = {
    fill: look.fill, stroke: look.rim, 'stroke-width': look.border, opacity: look.opacity,
    'stroke-dasharray': look.dashed ? '3 3' : undefined,
  };
  const title = svgElement('title', {}, nameOf(model.keys[i]).text);
  if (model.group[i] === SQUARE) return svgElement('rect', { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...paint }, title);
  if (DIAMONDS.has(model.group[i])) {
    const corners = [[x, y - r], [x + r, y], [x, y + r], [x - r, y]].map((corner) => corner.map((v) => v.toFixed(1)).join(','));
    return svgElement('polygon', { points: corners.join(' '), ...paint }, title);
  }
  return svgElement('circle', { cx: x, cy: y, r, ...paint }, title);
}

function svgLabel(label) {
  const x = label.x + label.w / 2;
  return svgElement('text', {
    x, 'text-anchor': 'middle', 'font-size': label.size, 'font-weight': label.weight, 'font-family': theme('font'),
    fill: label.ink, opacity: label.faint ? 0.35 : undefined, stroke: theme('paper'), 'stroke-width': 3.5,
    'stroke-linejoin': 'round', 'paint-order': 'stroke',
  }, ...label.rows.map((row, i) => svgElement('tspan', { x, y: label.y + label.size * 1.18 * (i + 0.5) + label.size * 0.35 }, row)));
}

function svgArc({ colour, from, to }, view) {
  const [rx, ry] = [rim.radius * stretch.x * view.scale, rim.radius * stretch.y * view.scale];
  const middle = toWindow(0, 0, view);
  const at = (angle) => `${(middle.x + Math.cos(angle) * rx).toFixed(1)} ${(middle.y + Math.sin(angle) * ry).toFixed(1)}`;
  const d = `M${at(from)}A${rx.toFixed(1)} ${ry.toFixed(1)} 0 ${to - from > Math.PI ? 1 : 0} 1 ${at(to)}`;
  return svgElement('path', { d, fill: 'none', stroke: colour, 'stroke-width': 3, 'stroke-linecap': 'round' });
}

/** What the window shows, as the text of an SVG file. */
function svgText() {
  const view = backend.view();
  const context = document.createElement('canvas').getContext('2d');
  const nodes = Array.from(model.visible.keys()).filter((i) => model.visible[i] && inWindow([toWindow(model.x[i], model.y[i], view)], view));
  const svg = svgElement('svg', {
    xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${Math.round(view.width)} ${Math.round(view.height)}`,
    width: Math.round(view.width), height: Math.round(view.height), role: 'img', lang: LANGUAGES[state.lang],
  }, svgElement('title', {}, document.title),
  svgElement('rect', { width: '100%', height: '100%', fill: theme('paper') }),
  ...shownArcs().map((arc) => svgArc(arc, view)), ...visibleLines(view).map(svgLine),
  ...nodes.map((i) => svgNode(i, view)), ...placedLabels(context, view).map(svgLabel));
  const text = new XMLSerializer().serializeToString(svg).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

/** The picture as it is now, on a canvas with the colour of the page behind. */
function snapshot() {
  const parts = [...$('canvas').querySelectorAll('canvas')];
  const copy = make('canvas', { width: parts[0].width, height: parts[0].height });
  const context = copy.getContext('2d');
  context.fillStyle = theme('paper');
  context.fillRect(0, 0, copy.width, copy.height);
  if (backend.beforeCopy) backend.beforeCopy();
  parts.forEach((part) => context.drawImage(part, 0, 0, copy.width, copy.height));
  return copy;
}

function savePicture() {
  snapshot().toBlob((blob) => download(blob, 'network.png'));
}

function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const anchor = make('a', { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
