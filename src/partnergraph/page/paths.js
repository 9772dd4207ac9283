/* The shortest way between two: over relations that are shown, and from parts to wholes. */

let pathStart = null; // chosen as the beginning, while the end is still to be chosen

/** The steps on from a thing: `{to, relations}`; no relations where one is a part of the other. */
function stepsFrom(key, avoid) {
  const steps = new Map();
  const step = (other) => {
    if (!data.things[other] || other === avoid || isOff(other)) return null;
    if (!steps.has(other)) steps.set(other, []);
    return steps.get(other);
  };
  for (const relation of relationsOf(key)) {
    if (isShown(relation)) othersIn(relation, key).forEach((other) => step(other)?.push(relation.key));
  }
  [...data.things[key].wholes, ...(partsOfWhole()[key] || [])].forEach(step);
  return steps;
}

/** One of the shortest ways: `[{key, relations}, …]`, each with what leads to it; null if none. */
function shortestPath(from, to, avoid = null) {
  const before = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next = [];
    for (const key of edge) {
      for (const [other, relations] of stepsFrom(key, avoid)) {
        if (before.has(other)) continue;
        before.set(other, { key, relations });
        next.push(other);
      }
    }
    edge = next;
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let key = to; key !== null; key = before.get(key) && before.get(key).key) {
    path.unshift({ key, relations: before.get(key) ? before.get(key).relations : [] });
  }
  return path;
}

let pathMarked = false; // whether the picture shows one
let pathNow; // computed once for what is shown; null: there is no way

function currentPath() {
  if (!state.path) return null;
  const { from, to, around } = state.path;
  if (pathNow === undefined) pathNow = shortestPath(from, to, around ? data.home : null);
  return pathNow;
}

/** The lines that a path runs along; two who met at the same event are joined through its node, or
    through home, from which such relations are drawn. */
function markPath() {
  const path = currentPath();
  if (!path && !pathMarked) return undefined;
  pathMarked = Boolean(path);
  if (!path) return mark(null);
  const nodes = new Set(path.map((step) => step.key));
  const lines = [];
  path.slice(1).forEach((step, i) => {
    const [a, b] = [path[i].key, step.key];
    const direct = linesOf(a).some((line) => [line.from, line.to].includes(b));
    const knot = direct ? null : step.relations.find((key) => isVisible(key)) ?? data.home;
    if (direct) lines.push([a, b]);
    else if (knot) { nodes.add(knot); lines.push([a, knot], [knot, b]); }
  });
  return mark({ nodes: [...nodes], lines });
}

/* Choosing the two ends */

function startPath(key) {
  pathStart = key;
  showPathHint();
  $('live').textContent = $('path-hint').textContent;
  if (state.view === 'network') $('canvas').focus();
}

function endPath(to) {
  const from = pathStart;
  pathStart = null;
  showPathHint();
  if (from === to || !data.things[to]) return;
  state.path = { from, to, around: false };
  state.selected = '?path';
  changed('path', 'selected');
  const path = currentPath();
  $('live').textContent = path ? count('path.steps', path.length - 1) : say('path.none');
}

function dropPath() {
  state.path = null;
  pathStart = null;
  if (state.selected === '?path') state.selected = null;
  changed('path', 'selected');
}

function showPathHint() {
  $('path-hint').hidden = !pathStart;
  if (pathStart) $('path-hint').firstElementChild.replaceChildren(say('path.choose'), ' ', words(nameOf(pathStart)));
}

/* Its panel: each step with the relations that make it, and their evidence */

function pathPanel() {
  const path = currentPath();
  const { from, to, around } = state.path;
  const avoidable = data.home && ![from, to].includes(data.home);
  const box = make('input', { type: 'checkbox', id: 'path-around', on: { change: () => {
    state.path = { from, to, around: box.checked };
    changed('path');
    $('path-around').focus();
  } } });
  box.checked = around;
  return [
    make('p', {}, words(nameOf(from)), ' → ', words(nameOf(to))),
    avoidable ? make('p', {}, make('label', { class: 'check' }, box, make('span', {}, say('path.around'), ' ', words(nameOf(data.home))))) : null,
    make('p', { class: 'actions' },
      make('button', { type: 'button', class: 'button', on: { click: () => { state.path = { from: to, to: from, around }; changed('path'); } } }, say('path.turn')),
      make('button', { type: 'button', class: 'button', on: { click: dropPath } }, say('path.drop'))),
    path ? make('h3', {}, count('path.steps', path.length - 1)) : make('p', { class: 'notice' }, say('path.none')),
    path ? make('ol', { class: 'path' }, path.map(pathStep)) : null,
  ];
}

function pathStep({ key, relations }, i, path) {
  const before = i ? path[i - 1].key : null;
  return make('li', {},
    before === null ? null : make('div', { class: 'step' }, relations.length
      ? relations.map((relation) => relationItem(data.relations[relation], before, false))
      : make('p', { class: 'hint' }, say('path.part'))),
    make('p', { class: 'stop' }, goTo(key)));
}
