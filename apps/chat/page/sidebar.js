import { avatar, byId, element, reconcile, timeText } from './dom.js';

/** The lists of rooms and of people. `open(kind, id)` is what a press on one of them does. */
export class Sidebar {
  #ownName;
  #open;

  constructor(ownName, open) {
    this.#ownName = ownName;
    this.#open = open;
    byId('own-name').textContent = ownName;
  }

  showRooms(rooms, current) {
    reconcile(
      byId('rooms'),
      rooms.map((room) => ({
        key: room.key,
        version: [room.title, room.unread, room.isPrivate, room === current].join('\n'),
        create: () => {
          const mark = element('span', { className: 'mark', 'aria-hidden': 'true' }, room.isPrivate ? '🔒' : '#');
          return this.#entry(room, room === current, mark, room.title, room.isPrivate ? ', private' : '');
        },
      })),
    );
  }

  /** `users` are `{userId, status, lastSeenAt, conversation}`. */
  showPeople(users, current) {
    reconcile(
      byId('people'),
      users.map((user) => {
        const { userId, status, lastSeenAt, conversation } = user;
        const isCurrent = conversation === current;
        return {
          key: userId,
          version: [status, status === 'offline' && lastSeenAt, conversation.unread, isCurrent].join('\n'),
          create: () => this.#person(user, isCurrent),
        };
      }),
    );
  }

  #person({ userId, status, lastSeenAt, conversation }, isCurrent) {
    const face = element('span', { className: 'face', dataset: { status } }, avatar(userId));
    if (userId === this.#ownName) {
      return element('li', { dataset: { status } }, element('span', { className: 'entry' }, face, `${userId} (you)`));
    }
    const seen = status === 'online' ? 'online' : `last seen ${timeText(lastSeenAt)}`;
    const entry = this.#entry(conversation, isCurrent, face, userId, `, ${seen}`);
    entry.dataset.status = status;
    entry.firstElementChild.title = seen;
    return entry;
  }

  #entry({ kind, id, unread }, isCurrent, mark, title, about) {
    const button = element(
      'button',
      { type: 'button', className: 'entry', onclick: () => this.#open(kind, id) },
      mark,
      element('span', { className: 'name' }, title),
      element('span', { className: 'unseen' }, about),
      unread > 0 ? element('span', { className: 'unread' }, String(unread), element('span', { className: 'unseen' }, ' unread')) : null,
    );
    if (isCurrent) {
      button.setAttribute('aria-current', 'true');
    }
    return element('li', {}, button);
  }
}

/** Asks for a new room. `make({name, isPrivate, members})` resolves once the room is there. */
export function askForRoom(form, showForm, make) {
  const isPrivate = byId('room-private');
  isPrivate.onchange = () => (byId('room-members-field').hidden = !isPrivate.checked);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const names = byId('room-members').value.split(',').map((name) => name.trim());
    const members = isPrivate.checked ? names.filter(Boolean) : [];
    if (await make({ name: byId('room-name').value.trim(), isPrivate: isPrivate.checked, members })) {
      form.reset();
      isPrivate.onchange();
      showForm(false);
    }
  };
}
