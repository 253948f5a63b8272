/** The element of the page with that id. */
export const byId = (id) => document.getElementById(id);

/** A new element. Children are elements or text; text never becomes markup. */
export function element(tag, { dataset = {}, ...properties } = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    // What assistive technology reads has attributes only.
    name.includes('-') || name === 'role' ? created.setAttribute(name, value) : (created[name] = value);
  }
  Object.assign(created.dataset, dataset);
  created.append(...children.filter((child) => child !== null && child !== undefined));
  return created;
}

const versions = new WeakMap();

/**
 * Makes the children of `parent` those of `items`: `{key, version, create}`. An item whose version is the same keeps
 * its element, so that focus, selection and what a screen reader has said stay as they are.
 */
export function reconcile(parent, items) {
  const stale = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach(({ key }) => stale.delete(key));
  stale.forEach((child) => child.remove());

  const existing = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const { key, version, create } of items) {
    let child = existing.get(key);
    if (!child || versions.get(child) !== version) {
      const created = create();
      created.dataset.key = key;
      versions.set(created, version);
      const hadFocus = child?.contains(document.activeElement);
      if (child) {
        place = place === child ? created : place;
        child.replaceWith(created);
      }
      if (hadFocus) {
        created.querySelector('button')?.focus();
      }
      child = created;
    }
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  }
}

/** One of twelve colours, the same one for a name everywhere. */
export function colourOf(name) {
  let sum = 0;
  for (const character of name) {
    sum = (sum * 31 + character.codePointAt(0)) % 9973;
  }
  return String(sum % 12);
}

export function avatar(name) {
  const initial = [...name.trim()][0] ?? '?';
  const properties = { className: 'avatar', 'aria-hidden': 'true', dataset: { colour: colourOf(name) } };
  return element('span', properties, initial.toUpperCase());
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** "14:05" today, "3 May 2026, 14:05" otherwise. */
export function timeText(iso) {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

const NOTICE_MS = 8000;

/** Tells the person something that went wrong. */
export function notice(text) {
  const box = element('p', {}, text);
  byId('notices').append(box);
  setTimeout(() => box.remove(), NOTICE_MS);
}

/** A button that shows and hides an element. Returns the function that does it. */
export function toggles(button, target, onChange = () => {}) {
  const set = (isShown) => {
    target.hidden = !isShown;
    button.setAttribute('aria-expanded', String(isShown));
    onChange(isShown);
  };
  button.addEventListener('click', () => set(target.hidden));
  return set;
}
