import { io } from 'socket.io-client';

import { within } from './wait.js';

/** The official client, over WebSocket, that fails instead of waiting for ever or reconnecting. */
export class Client {
  #events = [];
  #waiting = [];

  constructor(url, options = {}) {
    this.socket = io(url, {
      path: '/io',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...options,
    });
    // Everything is kept from the start: an event that comes early is not missed.
    this.socket.onAny((name, ...values) => this.#arrived({ name, values }));
    this.socket.on('connect', () => this.#arrived({ name: 'connect', values: [] }));
    this.socket.on('disconnect', (reason) => this.#arrived({ name: 'disconnect', values: [reason] }));
    this.socket.on('connect_error', (error) => this.#arrived({ name: 'connect_error', values: [error] }));
  }

  static async connect(url, options) {
    const client = new Client(url, options);
    await client.next('connect');
    return client;
  }

  static async authenticate(url, options) {
    const client = await Client.connect(url, options);
    client.socket.emit('authenticate');
    await client.next('authenticated');
    return client;
  }

  get id() {
    return this.socket.id;
  }

  #arrived(event) {
    const index = this.#waiting.findIndex((waiting) => waiting.name === event.name);
    if (index < 0) {
      this.#events.push(event);
    } else {
      this.#waiting.splice(index, 1)[0].resolve(event.values);
    }
  }

  /** The first value of the next event of that name, taken out of what has arrived. */
  async next(name) {
    const [value] = await this.nextValues(name);
    return value;
  }

  /** All its values. */
  nextValues(name) {
    const index = this.#events.findIndex((event) => event.name === name);
    if (index >= 0) {
      return Promise.resolve(this.#events.splice(index, 1)[0].values);
    }
    const arrival = new Promise((resolve) => this.#waiting.push({ name, resolve }));
    return within(arrival, `the event ${name}`);
  }

  /** The names of the events that have arrived and were not taken. */
  get untaken() {
    return this.#events.map((event) => event.name);
  }

  /** The values of the events of that name that have arrived and were not taken. */
  untakenValues(name) {
    return this.#events.filter((event) => event.name === name).map((event) => event.values);
  }

  ask(name, ...values) {
    return within(this.socket.emitWithAck(name, ...values), `the answer to ${name}`);
  }

  /** All values of the answer. */
  askForValues(name, ...values) {
    const answer = new Promise((resolve) => {
      this.socket.emit(name, ...values, (...answered) => resolve(answered));
    });
    return within(answer, `the answer to ${name}`);
  }

  get transport() {
    return this.socket.io.engine.transport.name;
  }

  /** Resolves once the connection is on WebSocket. */
  upgraded() {
    const { engine } = this.socket.io;
    const upgrade = new Promise((resolve) => {
      if (this.transport === 'websocket') {
        resolve();
      } else {
        engine.once('upgrade', resolve);
      }
    });
    return within(upgrade, 'the upgrade');
  }

  /** An event that the server answers after all that it has sent before: nothing is on its way. */
  async settle() {
    await this.ask('echo', 'settle');
  }

  close() {
    this.socket.disconnect();
  }
}
