/* The keyboard: arrows walk along the lines */

let pivot = null; // the node whose neighbours the arrow keys walk through
let walker = null; // the node that the keyboard is on

function firstNode() {
  return (isVisible(data.home) && data.home) || shownKeys()[0] || null;
}

function step(key) {
  if (!walker || !isVisible(walker)) return walkTo(firstNode(), null);
  const sideways = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (sideways && pivot) {
    const ring = neighboursOf(pivot);
    return walkTo(ring[(ring.indexOf(walker) + sideways + ring.length) % ring.length], pivot);
  }
  if (key === 'ArrowUp') return pivot ? walkTo(pivot, null) : tell();
  const onward = neighboursOf(walker).filter((id) => id !== pivot);
  return onward.length ? walkTo(onward[0], walker) : tell('walk.end');
}

function walkTo(id, from) {
  if (!id) return;
  walker = id;
  pivot = from;
  const box = $('canvas').getBoundingClientRect();
  const at = place(id);
  if (at.x < 40 || at.y < 40 || at.x > box.width - 40 || at.y > box.height - 40) lookAt(id);
  focusOn(id);
  tell();
}

/** Say where the keyboard is. */
function tell(extra) {
  if (!walker) return;
  const thing = data.things[walker];
  const shown = relationsOf(walker).filter(isShown);
  const parts = [nameOf(walker).text];
  if (thing && thing.country) parts.push(concept(thing.country).text);
  if (thing && thing.standing === 'mentioned') parts.push(say('standing.mentioned'));
  parts.push(thing ? count('relations', shown.length) : say(`kind.${data.relations[walker].kind}`));
  if (pivot) {
    const ring = neighboursOf(pivot);
    parts.push(say('walk.place', { n: ring.indexOf(walker) + 1, all: ring.length }));
  }
  if (extra) parts.push(say(extra));
  $('live').textContent = parts.join(', ');
}

function keyOnNetwork(event) {
  if (event.key.startsWith('Arrow')) step(event.key);
  else if (event.key === 'Enter' && walker) select(walker);
  else if (event.key === 'Home') walkTo(firstNode(), null);
  else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.25 : 0.8);
  else if (event.key === '0') fit();
  else return;
  event.preventDefault();
}
