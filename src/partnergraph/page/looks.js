/* How nodes and lines look now: what is selected stands out, the rest steps back. */

const FILLS = { home: 'home', institution: 'node', unit: 'unit', mentioned: 'paper' };
const QUIET_NODE = 0.25;
const QUIET_LINE = 0.12;

function fillOf(group) {
  return theme(FILLS[group] || group);
}

function nodeLook(i) {
  const group = GROUPS[model.group[i]];
  const chosen = named && model.keys[i] === state.selected;
  const mentioned = group === 'mentioned';
  return {
    fill: fillOf(group),
    opacity: near && !near.nodes.has(i) ? QUIET_NODE : 1,
    border: chosen ? 4 : mentioned ? 1.5 : 1.2,
    rim: theme(chosen ? 'ink' : mentioned ? 'faint' : 'paper'),
    dashed: mentioned,
  };
}

function lineWidth(i) {
  return model.lines.kind[i] === STRUCTURE ? 1 : 1.3 + Math.min(Math.sqrt(Math.max(model.shown[i], 1)) - 1, 5) * 1.2;
}

function lineLook(i) {
  const structural = model.lines.kind[i] === STRUCTURE;
  const weight = lineWidth(i);
  const close = near && near.lines.has(i);
  return {
    width: close ? weight + 1.2 : weight,
    opacity: near && !close ? QUIET_LINE : near || structural ? 0.95 : 0.62,
  };
}
