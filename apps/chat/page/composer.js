import { byId } from './dom.js';
import { isPlainEnter } from './messages.js';

/** The server takes a typist for silent after three seconds. */
const TYPING_AGAIN_MS = 2000;
const MAX_ROWS = 6;

/**
 * Where messages are written.
 * `actions` are `send(content)`, `sendPicture(file)`, `typing(isTyping)` and `editLast()`.
 */
export class Composer {
  #text = byId('message');
  #actions;
  #typingSince = null;

  constructor(actions) {
    this.#actions = actions;
    const file = byId('picture');
    byId('composer').onsubmit = (event) => this.#submit(event);
    byId('picture-button').onclick = () => file.click();
    file.onchange = () => {
      this.#sendPictures(file.files);
      file.value = '';
    };
    this.#text.oninput = () => this.#changed();
    this.#text.onblur = () => this.#stopTyping();
    this.#text.onkeydown = (event) => {
      if (isPlainEnter(event)) {
        this.#submit(event);
      } else if (event.key === 'ArrowUp' && this.#text.value === '') {
        event.preventDefault();
        this.#actions.editLast();
      }
    };
    this.#text.onpaste = (event) => {
      if (event.clipboardData.files.length > 0) {
        event.preventDefault();
        this.#sendPictures(event.clipboardData.files);
      }
    };
  }

  get draft() {
    return this.#text.value;
  }

  /** Begins to write to that conversation. */
  open(conversation) {
    this.#stopTyping();
    this.#text.value = conversation.draft;
    this.#text.placeholder = `Write to ${conversation.title}`;
    byId('picture-button').hidden = conversation.kind !== 'room';
    this.#fit();
  }

  focus() {
    this.#text.focus();
  }

  #submit(event) {
    event.preventDefault();
    if (this.#text.value.trim()) {
      this.#actions.send(this.#text.value.trim());
      this.#text.value = '';
    }
    this.#stopTyping();
    this.#fit();
    this.#text.focus();
  }

  #sendPictures(files) {
    for (const file of files) {
      this.#actions.sendPicture(file);
    }
    this.#text.focus();
  }

  #changed() {
    this.#fit();
    if (this.#text.value === '') {
      this.#stopTyping();
    } else if (this.#typingSince === null || Date.now() - this.#typingSince > TYPING_AGAIN_MS) {
      this.#typingSince = Date.now();
      this.#actions.typing(true);
    }
  }

  #stopTyping() {
    if (this.#typingSince !== null) {
      this.#typingSince = null;
      this.#actions.typing(false);
    }
  }

  #fit() {
    this.#text.rows = Math.min(MAX_ROWS, this.#text.value.split('\n').length);
  }
}
