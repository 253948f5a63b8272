/* global io */

const PING_EVERY_MS = 3000;
const ANSWER_WITHIN_MS = 8000;

/**
 * The line of one person to the server. It signs in whenever it is connected, and connects again whenever it is not.
 *
 * `listener` is told `changed()` when what the badge shows changes, `welcomed(hello)` after each sign-in,
 * `refused(message)` when the name is not given, and `presence(users)` with each measured ping.
 */
export class Connection {
  #socket;
  #listener;
  #heartbeat;
  #transports = [];

  /** `connecting`, `online` or `offline`. */
  state = 'connecting';
  ping = null;
  node = null;
  /** Whether the last sign-in took up the session before it; null at the first. */
  recovered = null;

  constructor(identity, listener) {
    this.#listener = listener;
    this.#socket = io({
      path: '/io',
      auth: identity,
      forceNew: true,
      timeout: 5000,
      reconnectionDelay: 300,
      reconnectionDelayMax: 2000,
    });
    this.#socket.io.on('open', () => this.#followTransport(this.#socket.io.engine));
    this.#socket.on('connect', () => this.#socket.emit('authenticate'));
    this.#socket.on('hello', (hello) => this.#welcomed(hello));
    this.#socket.on('unauthenticated', ({ message }) => this.#refused(message));
    this.#socket.on('connect_error', (error) => this.#failed(error));
    this.#socket.on('disconnect', (reason) => this.#lost(reason));
  }

  /** The transports of this line in the order of their use: `polling`, then as a rule `websocket`. */
  get transports() {
    return this.#transports;
  }

  get id() {
    return this.#socket.id ?? null;
  }

  get isReady() {
    return this.state === 'online';
  }

  on(event, handler) {
    this.#socket.on(event, handler);
  }

  /** What the server answers; an error when it refuses, or when nothing comes. */
  async ask(event, ...values) {
    const answer = await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, ...values);
    if (!answer.ok) {
      throw new RefusedError(answer.message);
    }
    return answer;
  }

  /** Says something that may get lost without harm. */
  tell(event, value) {
    if (this.isReady) {
      this.#socket.volatile.emit(event, value);
    }
  }

  /** Cuts the line as a bad network would. */
  drop() {
    this.#socket.io.engine.close();
  }

  close() {
    clearInterval(this.#heartbeat);
    this.#socket.off();
    this.#socket.disconnect();
  }

  #followTransport(engine) {
    this.#transports = [engine.transport.name];
    engine.on('upgrade', ({ name }) => {
      this.#transports = [...this.#transports, name];
      this.#listener.changed();
    });
    this.#listener.changed();
  }

  #welcomed(hello) {
    this.recovered = this.node === null ? null : this.#socket.recovered;
    this.node = hello.node;
    this.state = 'online';
    this.#listener.welcomed({ ...hello, recovered: this.#socket.recovered });
    this.#listener.changed();
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.#measurePing(), PING_EVERY_MS);
    this.#measurePing();
  }

  #refused(message) {
    this.close();
    this.#listener.refused(message);
  }

  #failed(error) {
    // An inactive socket was turned away by the server; an active one tries again by itself.
    if (!this.#socket.active) {
      this.#refused(error.message);
    }
  }

  #lost(reason) {
    clearInterval(this.#heartbeat);
    this.state = 'offline';
    this.ping = null;
    this.#listener.changed();
    // The client takes this word of a server that is about to stop as final; the chat does not.
    if (reason === 'io server disconnect') {
      this.#socket.connect();
    }
  }

  async #measurePing() {
    const before = performance.now();
    try {
      const { users } = await this.ask('presence:list');
      this.ping = performance.now() - before;
      this.#listener.presence(users);
      this.#listener.changed();
    } catch {
      // The line is gone, or will be: that is noticed elsewhere.
    }
  }
}

/** The server's "no", in its words. */
export class RefusedError extends Error {}
