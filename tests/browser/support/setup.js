import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';

import { ServerProcess } from '../../interop/support/server.js';
import { Browser } from './browser.js';

const { CHAT } = process.env;

/** A server of the chat, which `start` starts again on the port that it had. */
export class ChatServer {
  #process;
  #port = 0;

  async start() {
    this.#process = await ServerProcess.start(CHAT, { PORT: String(this.#port) });
    this.#port = this.#process.port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Ends it with SIGTERM. Returns how it ended. */
  terminate() {
    this.#process.signal('SIGTERM');
    return this.#process.ended();
  }

  stop() {
    return this.#process.stop();
  }
}

/** One browser for the tests of a file, and a new server for each of them. No page may complain. */
export function chatAndBrowser() {
  const given = { server: null, browser: null };
  before(async () => (given.browser = await Browser.start()));
  beforeEach(async () => {
    given.server = new ChatServer();
    await given.server.start();
  });
  afterEach(async () => {
    const problems = await given.browser.closePages();
    await given.server.stop();
    assert.deepEqual(problems, []);
  });
  after(() => given.browser?.stop());
  return given;
}

/** Somebody in the chat, who has not been there before. */
export function enter({ browser, server }, name, options) {
  return browser.enter(server.url, name, options);
}
