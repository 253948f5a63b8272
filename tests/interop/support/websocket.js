import { WebSocket } from 'ws';

import { within } from './wait.js';

/** The `ws` package's client with the envelope `{event, data}`; it fails instead of waiting for ever. */
export class WebSocketClient {
  #messages = [];
  #waiting = [];
  #closed;

  constructor(url, path = '/ws') {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`);
    // Everything is kept from the start: an event that comes early is not missed.
    this.socket.on('message', (bytes) => this.#arrived(JSON.parse(bytes)));
    this.#closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async connect(url, path) {
    const client = new WebSocketClient(url, path);
    const opened = new Promise((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('error', reject);
    });
    await within(opened, 'the connection');
    client.socket.on('error', () => {});
    return client;
  }

  /** A client that is connected and let in; `id`, `userId` and `connected` are what it was told. */
  static async authenticate(url, data = {}) {
    const client = await WebSocketClient.connect(url);
    client.send('authenticate', data);
    client.connected = await client.next('connected');
    client.id = client.connected.id;
    client.userId = client.connected.userId;
    return client;
  }

  #arrived(message) {
    const index = this.#waiting.findIndex(({ event }) => event === undefined || event === message.event);
    if (index < 0) {
      this.#messages.push(message);
    } else {
      this.#waiting.splice(index, 1)[0].resolve(message);
    }
  }

  #take(event) {
    const index = this.#messages.findIndex((message) => event === undefined || event === message.event);
    if (index >= 0) {
      return Promise.resolve(this.#messages.splice(index, 1)[0]);
    }
    const arrival = new Promise((resolve) => this.#waiting.push({ event, resolve }));
    return within(arrival, event === undefined ? 'a message' : `the event ${event}`);
  }

  send(event, data) {
    this.sendText(JSON.stringify({ event, data }));
  }

  sendText(text) {
    this.socket.send(text);
  }

  /** The data of the next event of that name, taken out of what has arrived. */
  async next(event) {
    return (await this.#take(event)).data;
  }

  /** The next message of any name, whole. */
  nextMessage() {
    return this.#take();
  }

  /** The text of the next error that the server tells of. */
  async nextError() {
    return (await this.next('error')).message;
  }

  /** The names of the events that have arrived and were not taken. */
  get untaken() {
    return this.#messages.map(({ event }) => event);
  }

  get isOpen() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** How the connection ended: `{code, reason}`. */
  closed() {
    return within(this.#closed, 'the end of the connection');
  }

  /** Done once the server has handled all that was sent before; the client has to be let in. */
  async settle() {
    const mark = Math.random();
    this.send('echo', mark);
    while ((await this.next('echo:response')).original !== mark) {
      // an answer to somebody else's question
    }
  }

  close(code, reason) {
    this.socket.close(code, reason);
    return this.closed();
  }
}
