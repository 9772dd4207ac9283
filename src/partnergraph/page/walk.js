/* The keyboard: arrows walk along the lines */

function drawFocus(context) {
  if (!focused || document.activeElement !== $('canvas') || !nodeSet.get(focused)) return;
  const { x, y } = network.getPosition(focused);
  context.save();
  context.strokeStyle = theme('focus');
  context.lineWidth = 3 / network.getScale();
  context.beginPath();
  context.arc(x, y, nodeSet.get(focused).size + 7 / network.getScale(), 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}

/** Visible neighbours in the order of their direction, clockwise from above. */
function neighbours(id) {
  const at = network.getPosition(id);
  const turn = (other) => {
    const { x, y } = network.getPosition(other);
    return (Math.atan2(y - at.y, x - at.x) + 2.5 * Math.PI) % (2 * Math.PI);
  };
  const found = new Set();
  edgeSet.forEach((edge) => {
    if (edge.hidden || edge.from === edge.to) return;
    if (edge.from === id) found.add(edge.to);
    if (edge.to === id) found.add(edge.from);
  });
  return [...found].filter((other) => shownNodes.has(other)).sort((a, b) => turn(a) - turn(b));
}

function firstNode() {
  return data.home || data.vis.nodes.map((node) => node.id).find((id) => shownNodes.has(id)) || null;
}

function step(key) {
  if (!focused || !shownNodes.has(focused)) return walkTo(firstNode(), null);
  const sideways = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (sideways && pivot) {
    const ring = neighbours(pivot);
    return walkTo(ring[(ring.indexOf(focused) + sideways + ring.length) % ring.length], pivot);
  }
  if (key === 'ArrowUp') return pivot ? walkTo(pivot, null) : tell();
  const onward = neighbours(focused).filter((id) => id !== pivot);
  return onward.length ? walkTo(onward[0], focused) : tell('walk.end');
}

function walkTo(id, from) {
  if (!id) return;
  focused = id;
  pivot = from;
  const box = $('canvas').getBoundingClientRect();
  const at = network.canvasToDOM(network.getPosition(id));
  if (at.x < 40 || at.y < 40 || at.x > box.width - 40 || at.y > box.height - 40) lookAt(id);
  network.redraw();
  tell();
}

/** Say where the keyboard is. */
function tell(extra) {
  if (!focused) return;
  const thing = data.things[focused];
  const shown = relationsOf(focused).filter(isShown);
  const parts = [nameOf(focused).text];
  if (thing && thing.country) parts.push(concept(thing.country).text);
  if (thing && thing.standing === 'mentioned') parts.push(say('standing.mentioned'));
  parts.push(thing ? count('relations', shown.length) : say(`kind.${data.relations[focused].kind}`));
  if (pivot) {
    const ring = neighbours(pivot);
    parts.push(say('walk.place', { n: ring.indexOf(focused) + 1, all: ring.length }));
  }
  if (extra) parts.push(say(extra));
  $('live').textContent = parts.join(', ');
}

function keyOnNetwork(event) {
  if (event.key.startsWith('Arrow')) step(event.key);
  else if (event.key === 'Enter' && focused) select(focused);
  else if (event.key === 'Home') walkTo(firstNode(), null);
  else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.25 : 0.8);
  else if (event.key === '0') fit();
  else return;
  event.preventDefault();
}

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor });
}
