/* Parts of the network: what belongs to the component or the neighbourhood that was chosen */

let scopeNow = null;

/** The things that belong to the chosen part; null where there is no such choice. */
function scopeKeys() {
  if (!state.scope) return null;
  return scopeNow ||= reachedFrom(state.scope.key, state.scope.steps, state.more);
}

/** All things within so many steps along any relation, and the neighbours of those in `more`. */
function reachedFrom(start, steps, more = []) {
  const found = new Set([start]);
  let edge = [start];
  for (let i = 0; i < steps && edge.length; i += 1) {
    edge = edge.flatMap(companions).filter((key) => !found.has(key) && found.add(key));
  }
  for (const key of more) if (found.has(key)) companions(key).forEach((other) => found.add(other));
  return found;
}

/** Who shares a relation with this one, or is a part or the whole of it. */
function companions(key) {
  const thing = data.things[key];
  if (!thing) return [];
  const others = relationsOf(key).flatMap((relation) => othersIn(relation, key));
  return [...others, ...thing.wholes, ...(partsOfWhole()[key] || [])].filter((other) => data.things[other]);
}

let wholeParts = null;

function partsOfWhole() {
  if (wholeParts) return wholeParts;
  wholeParts = Object.create(null);
  for (const [key, thing] of Object.entries(data.things)) {
    for (const whole of thing.wholes) (wholeParts[whole] ||= []).push(key);
  }
  return wholeParts;
}

/* Expanding, hiding and keeping nodes */

/** Bring back the neighbours of a node. */
function expand(key) {
  companions(key).concat(relationsOf(key).map((relation) => relation.key)).forEach((other) => state.gone.delete(other));
  if (state.scope && !state.more.includes(key)) state.more = [...state.more, key];
  changed('scope');
}

const canExpand = (key) => companions(key).some(scopedOut);

/** Neighbours that hang on nothing else that is shown. */
function leavesOf(key) {
  const near = (other) => neighboursOf(other).filter((one) => one !== key);
  return neighboursOf(key).filter((other) => other !== data.home && !near(other).length);
}

function collapse(key) {
  leavesOf(key).forEach((other) => state.gone.add(other));
  changed('scope');
}

function hide(key) {
  if (key === data.home) return;
  state.gone.add(key);
  if (state.selected === key) state.selected = null;
  changed('scope', 'selected');
}

/** Keep only what is within so many steps; Infinity keeps the whole component. */
function keepOnly(key, steps) {
  state.scope = { key, steps };
  state.more = [];
  state.gone = new Set();
  changed('scope');
  fit();
}
