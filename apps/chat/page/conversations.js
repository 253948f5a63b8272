/**
 * A room or a talk with one person: what was said in it, and what is still on its way.
 * A message is `{id, author, content, createdAt, editedAt?, deletedAt?, picture?}`.
 */
export class Conversation {
  /** `room` or `direct`. */
  kind;
  id;
  title;
  isPrivate = false;
  isJoined = false;
  isLoaded = false;
  hasEarlier = false;
  unread = 0;
  /** What the person has written and not sent. */
  draft = '';
  /** Messages without the server's word: `{key, content, createdAt, inFlight, failure?}`. */
  pending = [];
  #messages = [];
  #typing = new Map();

  constructor(kind, id, title = id) {
    this.kind = kind;
    this.id = id;
    this.title = title;
  }

  get key() {
    return `${this.kind}:${this.id}`;
  }

  get messages() {
    return this.#messages;
  }

  find(id) {
    return this.#messages.find((message) => message.id === id);
  }

  /** Takes in what was said, once. Returns whether it was new. */
  add(message) {
    if (this.find(message.id)) {
      return false;
    }
    this.#messages.push(message);
    return true;
  }

  change(id, changes) {
    const message = this.find(id);
    if (message) {
      Object.assign(message, changes);
    }
  }

  /** Takes in a piece of history: what is known already is brought up to date. */
  merge(history) {
    const ids = new Set(history.map(({ id }) => id));
    const shared = Math.max(0, this.#messages.findIndex(({ id }) => ids.has(id)));
    const before = this.#messages.slice(0, shared);
    const after = this.#messages.slice(shared).filter(({ id }) => !ids.has(id));
    const updated = history.map((message) => ({ ...this.find(message.id), ...message }));
    // Many have the same millisecond; those stay in the order that the server gave them.
    const byTime = (one, other) => compare(one.createdAt, other.createdAt);
    this.#messages = [...before, ...updated, ...after].sort(byTime);
  }

  /** The server's word on a message of ours came: with the answer, or by its event alone when the answer was lost. */
  settle(content) {
    const index = this.pending.findIndex((entry) => entry.content === content);
    if (index >= 0) {
      this.pending.splice(index, 1);
    }
  }

  setTyping(userId, until) {
    this.#typing.set(userId, until);
  }

  stopTyping(userId) {
    this.#typing.delete(userId);
  }

  /** Who is typing at that time. */
  typists(now) {
    return [...this.#typing].filter(([, until]) => until > now).map(([userId]) => userId);
  }
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
