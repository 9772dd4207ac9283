/* Suggestions below a field while somebody types (ARIA 1.2, combobox with a list).

   A field with `data-suggest`, an address that answers with JSON, gets them. With `data-choose` the
   id of what is chosen goes into the field; without, its page is opened. Without scripts the field
   is an ordinary one. */

'use strict';

const WAIT = 120; // milliseconds after a key

function make(tag, options, ...content) {
  const made = Object.assign(document.createElement(tag), options);
  made.append(...content);
  return made;
}

function suggesting(field, number) {
  const list = make('ul', { id: `suggested-${number}`, className: 'suggested', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.getAttribute('aria-label') || field.labels?.[0]?.textContent || '');
  for (const [name, value] of Object.entries({
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
  })) field.setAttribute(name, value);
  field.after(list);

  let chosen = -1;
  let asked = '';
  let timer = 0;
  let found = [];

  const close = () => {
    chosen = -1;
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };

  const point = (place) => {
    chosen = place;
    [...list.children].forEach((each, at) => each.setAttribute('aria-selected', String(at === place)));
    if (place < 0) field.removeAttribute('aria-activedescendant');
    else {
      field.setAttribute('aria-activedescendant', list.children[place].id);
      list.children[place].scrollIntoView({ block: 'nearest' });
    }
  };

  const choose = (each) => {
    if (!field.hasAttribute('data-choose')) {
      if (/^https?:/.test(each.to)) location.assign(each.to);
      return;
    }
    field.value = each.id;
    const said = document.getElementById(`${field.id}-said`);
    if (said) said.replaceChildren(make('span', { lang: each.lang || '' }, each.label));
    close();
  };

  const option = (each, place) => {
    const about = [each.kind, each.matched].filter(Boolean).join(' · ');
    const made = make('li', { id: `${list.id}-${place}` }, each.label, make('small', {}, about));
    if (each.lang) made.lang = each.lang;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', 'false');
    made.addEventListener('pointerdown', (event) => event.preventDefault());
    made.addEventListener('click', () => choose(each));
    return made;
  };

  const show = (results, address) => {
    found = results.map((each) => ({ ...each, to: new URL(each.href, address).href }));
    list.replaceChildren(...found.map(option));
    chosen = -1;
    list.hidden = !found.length;
    field.setAttribute('aria-expanded', String(found.length > 0));
    field.removeAttribute('aria-activedescendant');
  };

  const ask = async () => {
    const text = field.value.trim();
    asked = text;
    if (!text) {
      close();
      return;
    }
    const address = new URL(field.dataset.suggest, document.baseURI);
    address.searchParams.set('q', text);
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      const { results } = await answer.json();
      if (asked === text && document.activeElement === field) show(results, address);
    } catch { /* no suggestions then */ }
  };

  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener('blur', () => { asked = ''; close(); });
  field.addEventListener('keydown', (event) => {
    const last = list.children.length - 1;
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === 'ArrowDown' && list.hidden) ask();
    else if (list.hidden) return;
    else if (event.key === 'ArrowDown') point(chosen >= last ? -1 : chosen + 1);
    else if (event.key === 'ArrowUp') point(chosen < 0 ? last : chosen - 1);
    else if (event.key === 'Enter' && chosen >= 0) choose(found[chosen]);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll('[data-suggest]').forEach(suggesting);
