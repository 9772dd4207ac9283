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

/** Say where the keyboard is: name, kind, country, how many relations, and the place in the ring. */
function tell(extra) {
  if (!walker) return;
  const thing = data.things[walker];
  const parts = [nameOf(walker)];
  if (thing) parts.push(thing.type ? concept(thing.type) : inPage(say(`node.${thing.kind}`)));
  else parts.push(inPage(say(`kind.${data.relations[walker].kind}`)));
  if (thing && thing.country) parts.push(concept(thing.country));
  if (thing && thing.standing === 'mentioned') parts.push(inPage(say('standing.mentioned')));
  if (thing) parts.push(inPage(count('relations', shownOf(walker).length)));
  if (pivot) parts.push(...kindsBetween(walker, pivot).map(inPage), ...placeInRing());
  if (extra) parts.push(inPage(say(extra)));
  $('live').replaceChildren(...parts.flatMap((part, i) => [i ? ', ' : '', words(part, 'span')]));
}

/** What joins two neighbours: "2 agreements", "1 event". */
function kindsBetween(key, other) {
  const relations = new Set(linesOf(key).filter((line) => [line.from, line.to].includes(other))
    .flatMap((line) => line.relations));
  const kinds = [...relations].map((relation) => data.relations[relation].kind);
  return KINDS.filter((kind) => kinds.includes(kind))
    .map((kind) => count(`kinds.${kind}`, kinds.filter((one) => one === kind).length));
}

function placeInRing() {
  const ring = neighboursOf(pivot);
  const n = ring.indexOf(walker) + 1;
  return n ? [inPage(say('walk.place', { n, all: ring.length }))] : [];
}

function keyOnNetwork(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = ACTIONS[event.key];
  if (event.key.startsWith('Arrow')) step(event.key);
  else if (event.key === 'Enter' && walker) select(walker);
  else if (event.key === 'Home') walkTo(firstNode(), null);
  else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.25 : 0.8);
  else if (event.key === '0') fit();
  else if (action && walker) actOn(action);
  else return;
  event.preventDefault();
}

/** Do with the node under the keyboard what a letter stands for; where it goes, go back. */
function actOn({ name, act, can }) {
  if (!can(walker)) return tell('do.not');
  act(walker);
  if (name !== 'path' && !isVisible(walker)) walkTo(isVisible(pivot) ? pivot : firstNode(), null);
  return undefined;
}
