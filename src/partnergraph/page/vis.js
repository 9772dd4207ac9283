/* Up to some thousand nodes: vis-network draws nodes and lines. */

const GROUP_SHAPES = { home: 'dot', institution: 'dot', mentioned: 'dot', unit: 'square' };

function visModel() {
  const { nodes, edges } = data.vis;
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const relations = new Map(data.order.relations.map((key, i) => [key, i]));
  model = modelOf({
    count: nodes.length,
    x: Float32Array.from(nodes, (node) => node.x), y: Float32Array.from(nodes, (node) => node.y),
    size: Float32Array.from(nodes, (node) => node.size),
    group: Uint8Array.from(nodes, (node) => GROUPS.indexOf(node.group)),
  }, {
    from: Uint32Array.from(edges, (edge) => index.get(edge.from)),
    to: Uint32Array.from(edges, (edge) => index.get(edge.to)),
    kind: Uint8Array.from(edges, (edge) => (edge.relation === null ? STRUCTURE : LINE_KINDS.indexOf(edge.kind))),
    relation: Int32Array.from(edges, (edge) => relations.get(edge.relation) ?? -1),
  });
  nameModel(nodes.map((node) => node.id));
}

/** How a line bends; those between the same two nodes bend each a little more than the one before. */
function visBend(i) {
  const { lines, x, y } = model;
  const [a, b] = [lines.from[i], lines.to[i]];
  if (a === b) return { selfReference: { size: 14 + 5 * Math.abs(lines.bend[i]) * 2, angle: Math.PI / 4 } };
  const length = Math.max(Math.hypot(x[a] - x[b], y[a] - y[b]), 1);
  const turn = lines.bend[i] * Math.min(26 / length, 0.16);
  return {
    smooth: Math.abs(turn) < 1e-6 ? false
      : { enabled: true, type: turn > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(turn) },
  };
}

function visLine(i) {
  const kind = LINE_KINDS[model.lines.kind[i]];
  const look = lineLook(i);
  return {
    id: i, hidden: !model.shown[i], width: look.width, dashes: DASHES[kind],
    color: { color: theme(kind), opacity: look.opacity, inherit: false },
  };
}

function visNode(i) {
  const group = GROUPS[model.group[i]];
  const look = nodeLook(i);
  return {
    id: i, hidden: !model.visible[i], shape: GROUP_SHAPES[group] || 'diamond', opacity: look.opacity,
    borderWidth: look.border, shapeProperties: { borderDashes: look.dashed ? [3, 3] : false },
    color: { background: look.fill, border: look.rim },
  };
}

/** The backend of pages with vis-network. */
function visBackend() {
  let network;
  let nodeSet;
  let edgeSet;
  const changedOnly = (set, items) => set.update(items);
  const range = (n) => Array.from({ length: n }, (_, i) => i);

  function afterDrawing(context) {
    const view = self.view();
    inPixels(context, () => { drawLabels(context, view); drawFocus(context, view); });
    noteMiddle(view);
    emit('view', {});
  }

  function touch(type) {
    return ({ pointer, event }) => {
      const { x, y } = pointer.DOM;
      const node = network.getNodeAt(pointer.DOM);
      const line = network.getEdgeAt(pointer.DOM);
      touched(type, node ?? -1, node === undefined ? line ?? -1 : -1, x, y, event.srcEvent || event);
    };
  }

  function followDragging() {
    let from = null;
    network.on('dragStart', ({ nodes }) => { from = nodes.length ? { x: model.x[nodes[0]], y: model.y[nodes[0]] } : null; });
    network.on('dragging', ({ nodes }) => nodes.forEach((i) => {
      const at = network.getPosition(i);
      model.x[i] = at.x;
      model.y[i] = at.y;
    }));
    network.on('dragEnd', ({ nodes }) => {
      if (nodes.length && from) dropped(nodes[0], from);
      network.unselectAll();
    });
  }

  const self = {
    start(host) {
      nodeSet = new vis.DataSet(range(model.count).map((i) => ({ id: i, x: model.x[i], y: model.y[i], size: model.size[i], ...visNode(i) })));
      edgeSet = new vis.DataSet(range(model.lines.count).map((i) => ({ from: model.lines.from[i], to: model.lines.to[i], ...visBend(i), ...visLine(i) })));
      network = new vis.Network(host, { nodes: nodeSet, edges: edgeSet }, data.vis.options);
      network.on('beforeDrawing', (context) => inPixels(context, () => drawRim(context, self.view())));
      network.on('afterDrawing', afterDrawing);
      network.on('click', touch('click'));
      network.on('hold', touch('context'));
      network.on('oncontext', (found) => { found.event.preventDefault(); touch('context')(found); });
      network.on('hoverNode', ({ node }) => hover(node));
      network.on('blurNode', () => hover(-1));
      followDragging();
    },
    restyle() {
      changedOnly(edgeSet, range(model.lines.count).map(visLine));
      changedOnly(nodeSet, range(model.count).map(visNode));
    },
    redraw: () => network.redraw(),
    view() {
      const box = $('canvas').getBoundingClientRect();
      return { ...network.getViewPosition(), scale: network.getScale(), width: box.width, height: box.height };
    },
    moveTo({ x, y, scale }, slowly) {
      network.setSize('100%', '100%'); // the panel may just have opened
      const animation = slowly && !still.matches ? { duration: 350, easingFunction: 'easeInOutQuad' } : false;
      network.moveTo({ position: { x, y }, scale, animation });
    },
    moved(i) { nodeSet.update({ id: i, x: model.x[i], y: model.y[i] }); },
    fitted: () => {},
    resized: () => {},
  };
  return self;
}

/** Draw in CSS pixels, whatever the units of the context are now. */
function inPixels(context, drawing) {
  const ratio = context.canvas.width / Math.max(context.canvas.clientWidth, 1);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawing();
  context.restore();
}
