/* What one can do with a thing; the letters work in the picture */

const ACTIONS = {
  e: { name: 'expand', act: expand, can: canExpand },
  c: { name: 'collapse', act: collapse, can: (key) => leavesOf(key).length > 0 },
  n: { name: 'near', act: (key) => keepOnly(key, 1), can: (key) => Boolean(data.things[key]) },
  i: { name: 'part', act: (key) => keepOnly(key, Infinity), can: (key) => Boolean(data.things[key]) },
  h: { name: 'hide', act: hide, can: (key) => key !== data.home },
  p: { name: 'path', act: startPath, can: (key) => Boolean(data.things[key]) },
};

function actionsFor(key) {
  return make('p', { class: 'actions', role: 'group', 'aria-label': say('do') }, Object.values(ACTIONS)
    .filter(({ can }) => can(key)).map(({ name, act }) => make('button', {
      type: 'button', class: 'button', 'data-do': name, on: { click: () => { act(key); keepFocus(name); } },
    }, say(`do.${name}`))));
}

/** After an action the button may be gone or new; the focus stays where it was, or goes to the panel. */
function keepFocus(name) {
  if (name === 'path' && state.view === 'network') return;
  const button = $('panel').querySelector(`[data-do=${name}]`);
  const home = state.view === 'table' ? document.querySelector('[data-view=table]') : $('canvas');
  (button || ($('panel').hidden ? home : $('panel'))).focus();
}
