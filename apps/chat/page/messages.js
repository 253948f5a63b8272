import { avatar, byId, colourOf, element, reconcile, timeText } from './dom.js';
import { pictureElement } from './pictures.js';

const NEAR_THE_END_PX = 80;
/** Messages of one person within this time stand below one name. */
const SAME_BREATH_MS = 5 * 60 * 1000;

/**
 * The log of the conversation that is open.
 * `actions` are `edit(message, content)`, `remove(message)`, `retry(entry)`, `discard(entry)` and `done()`, after which
 * the person goes on writing.
 */
export class MessageLog {
  #log = byId('log');
  #list = byId('messages');
  #newest = byId('newest');
  #ownName;
  #actions;
  #conversation = null;
  #editing = null;
  /** Whether the end of the log stays in sight as it grows. */
  #followsEnd = true;

  constructor(ownName, actions) {
    this.#ownName = ownName;
    this.#actions = actions;
    this.#newest.onclick = () => this.#scrollToEnd();
    this.#log.onscroll = () => {
      this.#followsEnd = this.#isAtEnd();
      this.#newest.hidden ||= this.#followsEnd;
    };
    // Pictures get their height late, and windows change theirs.
    const observer = new ResizeObserver(() => this.#followsEnd && this.#scrollToEnd());
    observer.observe(this.#list);
    observer.observe(this.#log);
  }

  /** Shows the conversation as it is. */
  show(conversation) {
    const isAnother = conversation !== this.#conversation;
    const fromEnd = this.#log.scrollHeight - this.#log.scrollTop;
    const last = conversation.messages.at(-1);
    const hasNews = last !== undefined && this.#list.lastElementChild?.dataset.key !== last.id;

    this.#conversation = conversation;
    // A screen reader is to say what is new, not everything that a change of rooms brings.
    this.#log.setAttribute('aria-live', isAnother || !conversation.isLoaded ? 'off' : 'polite');
    reconcile(this.#list, this.#items());
    byId('earlier').hidden = !conversation.hasEarlier;
    byId('empty').hidden = this.#list.childElementCount > 0 || !conversation.isLoaded;

    if (isAnother || this.#followsEnd || (hasNews && last.author === this.#ownName)) {
      this.#scrollToEnd();
    } else if (hasNews) {
      this.#newest.hidden = false;
    }
    return { keepPlace: () => (this.#log.scrollTop = this.#log.scrollHeight - fromEnd) };
  }

  /** Lets the person change the last message of their own. */
  editLast() {
    const isOwn = ({ author, picture, deletedAt }) => author === this.#ownName && !picture && !deletedAt;
    const message = this.#conversation.messages.findLast(isOwn);
    if (message && this.#conversation.kind === 'room') {
      this.#edit(message);
    }
  }

  #items() {
    let previous = null;
    const items = this.#conversation.messages.map((message) => {
      const isContinued =
        previous?.author === message.author &&
        !previous.deletedAt &&
        new Date(message.createdAt) - new Date(previous.createdAt) < SAME_BREATH_MS;
      previous = message;
      const isEdited = this.#editing === message.id;
      return {
        key: message.id,
        version: [message.content, message.editedAt, message.deletedAt, isContinued, isEdited].join('\n'),
        create: () => this.#messageElement(message, { isContinued, isEdited }),
      };
    });
    const pending = this.#conversation.pending.map((entry) => ({
      key: entry.key,
      version: entry.failure ?? '',
      create: () => this.#pendingElement(entry),
    }));
    return [...items, ...pending];
  }

  #messageElement(message, { isContinued, isEdited }) {
    const isOwn = message.author === this.#ownName;
    const classes = ['message', isOwn && 'own', isContinued && 'continued', message.deletedAt && 'deleted'];
    return element(
      'article',
      { className: classes.filter(Boolean).join(' '), 'aria-label': `${message.author}, ${timeText(message.createdAt)}` },
      avatar(message.author),
      element(
        'header',
        {},
        element('b', { dataset: { colour: colourOf(message.author) } }, message.author),
        element(
          'time',
          { dateTime: message.createdAt, title: new Date(message.createdAt).toLocaleString() },
          timeText(message.createdAt),
        ),
      ),
      isEdited ? this.#editForm(message) : this.#body(message),
      isOwn && !isEdited && this.#mayChange(message) ? this.#buttons(message) : null,
    );
  }

  #body(message) {
    if (message.deletedAt) {
      return element('p', { className: 'content' }, 'This message was deleted.');
    }
    if (message.picture) {
      return pictureElement(message.picture);
    }
    const mark = message.editedAt ? element('small', { title: timeText(message.editedAt) }, ' (edited)') : null;
    return element('p', { className: 'content' }, message.content, mark);
  }

  #mayChange({ deletedAt, picture }) {
    return this.#conversation.kind === 'room' && !deletedAt && !picture;
  }

  #buttons(message) {
    const remove = element('button', { type: 'button', className: 'quiet' }, 'Delete');
    // The first press asks, the second one deletes.
    remove.onclick = () => {
      if (remove.textContent === 'Delete') {
        remove.textContent = 'Really delete?';
      } else {
        this.#actions.remove(message);
        this.#actions.done();
      }
    };
    remove.onblur = () => (remove.textContent = 'Delete');
    const edit = element('button', { type: 'button', className: 'quiet', onclick: () => this.#edit(message) }, 'Edit');
    return element('div', { className: 'buttons' }, edit, remove);
  }

  #edit(message) {
    this.#editing = message.id;
    this.show(this.#conversation);
    this.#list.querySelector('.edit textarea').select();
  }

  #editForm(message) {
    const text = element('textarea', { value: message.content, maxLength: 4000, rows: 2, 'aria-label': 'Edit the message' });
    const close = () => {
      this.#editing = null;
      this.show(this.#conversation);
      this.#actions.done();
    };
    const save = (event) => {
      event.preventDefault();
      const content = text.value.trim();
      if (content && content !== message.content) {
        this.#actions.edit(message, content);
      }
      close();
    };
    text.onkeydown = (event) => {
      if (event.key === 'Escape') {
        close();
      } else if (isPlainEnter(event)) {
        save(event);
      }
    };
    return element(
      'form',
      { className: 'edit', onsubmit: save },
      text,
      element('button', { type: 'submit', className: 'primary' }, 'Save'),
      element('button', { type: 'button', className: 'quiet', onclick: close }, 'Cancel'),
    );
  }

  #pendingElement(entry) {
    const state = entry.failure
      ? element(
          'p',
          { className: 'problem' },
          `Not sent: ${entry.failure} `,
          element('button', { type: 'button', className: 'quiet', onclick: () => this.#actions.retry(entry) }, 'Try again'),
          element('button', { type: 'button', className: 'quiet', onclick: () => this.#actions.discard(entry) }, 'Discard'),
        )
      : element('p', { className: 'state' }, 'sending …');
    return element(
      'article',
      { className: 'message own pending' },
      avatar(this.#ownName),
      element('header', {}, element('b', { dataset: { colour: colourOf(this.#ownName) } }, this.#ownName)),
      element('p', { className: 'content' }, entry.content),
      state,
    );
  }

  #isAtEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_THE_END_PX;
  }

  #scrollToEnd() {
    this.#followsEnd = true;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#newest.hidden = true;
  }
}

/** Enter alone: with Shift it begins a line, and while text is being composed it belongs to the input method. */
export function isPlainEnter(event) {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing;
}
