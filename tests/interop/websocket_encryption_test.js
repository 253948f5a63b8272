import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import WebSocket from 'ws';

import { ENCRYPTED_SERVER, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';
import { WebCryptoPeer } from './support/webcrypto_peer.js';

const GUIDE = readFileSync(new URL('../../docs/guide/websocket-encryption.md', import.meta.url), 'utf8');

let server;
before(async () => (server = await ServerProcess.start(ENCRYPTED_SERVER)));
after(() => server.stop());

/** A browser: its events, and the frames as they were on the wire. */
class Browser {
  #frames = [];
  #wake = () => {};
  peer;

  static async connect(hello) {
    const browser = new Browser();
    browser.socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    browser.closed = once(browser.socket, 'close').then(([code, reason]) => ({ code, reason: reason.toString() }));
    browser.socket.on('message', (data, isBinary) => {
      assert.equal(isBinary, false);
      browser.#frames.push(JSON.parse(data));
      browser.#wake();
    });
    await within(once(browser.socket, 'open'), 'the connection');
    browser.peer = await WebCryptoPeer.create();
    browser.emit('authenticate', hello ?? { publicKey: browser.peer.publicKey });
    return browser;
  }

  /** With a key that both sides have derived. */
  static async authenticate() {
    const browser = await Browser.connect();
    const { event, data } = await browser.nextFrame();
    assert.equal(event, 'connected');
    assert.deepEqual(Object.keys(data), ['id', 'time', 'serverPublicKey', 'salt']);
    await browser.peer.derive({ publicKey: data.serverPublicKey, salt: data.salt });
    browser.id = data.id;
    return browser;
  }

  emit(event, data) {
    this.socket.send(JSON.stringify({ event, data }));
  }

  async emitEncrypted(event, data) {
    this.emit('encrypted', await this.peer.encrypt(JSON.stringify({ event, data })));
  }

  async nextFrame() {
    while (this.#frames.length === 0) {
      await within(new Promise((resolve) => (this.#wake = resolve)), 'a frame');
    }
    return this.#frames.shift();
  }

  async next() {
    const { event, data } = await this.nextFrame();
    assert.equal(event, 'encrypted');
    return JSON.parse(await this.peer.decrypt(data));
  }
}

test('clients talk to each other, each with a key of its own', async (context) => {
  const alice = await Browser.authenticate();
  const bob = await Browser.authenticate();
  context.after(() => [alice, bob].forEach(({ socket }) => socket.terminate()));

  for (const [sender, data] of [
    [alice, { text: 'Grüße 🌍' }],
    [bob, null],
    [alice, 'x'.repeat(60_000)],
  ]) {
    await sender.emitEncrypted('chat', data);
    assert.deepEqual(await alice.next(), { event: 'chat', data });
    assert.deepEqual(await bob.next(), { event: 'chat', data });
  }

  await alice.emitEncrypted('chat', 1);
  const forBob = await bob.nextFrame();
  await assert.rejects(alice.peer.decrypt(forBob.data), { name: 'OperationError' });
});

test('messages keep their order', async (context) => {
  const alice = await Browser.authenticate();
  context.after(() => alice.socket.terminate());
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const payloads = await Promise.all(
    numbers.map((data) => alice.peer.encrypt(JSON.stringify({ event: 'chat', data }))),
  );

  payloads.forEach((payload) => alice.emit('encrypted', payload));

  for (const data of numbers) {
    assert.deepEqual(await alice.next(), { event: 'chat', data });
  }
});

test('what is not encrypted, or has been changed, goes no further', async (context) => {
  const alice = await Browser.authenticate();
  const mallory = await Browser.authenticate();
  context.after(() => [alice, mallory].forEach(({ socket }) => socket.terminate()));
  const payload = await alice.peer.encrypt('{"event":"chat","data":"changed"}');

  alice.emit('chat', 'in the clear');
  const first = payload.ct.startsWith('A') ? 'B' : 'A';
  alice.emit('encrypted', { ...payload, ct: first + payload.ct.slice(1) });
  mallory.emit('encrypted', payload);
  alice.emit('encrypted', { iv: 1 });
  await alice.emitEncrypted('chat', 'genuine');

  assert.deepEqual(await alice.next(), { event: 'chat', data: 'genuine' });
  assert.deepEqual(await mallory.next(), { event: 'chat', data: 'genuine' });
});

test('a client without a key is refused', async () => {
  const browser = await Browser.connect({});

  assert.deepEqual(await browser.nextFrame(), { event: 'error', data: { message: 'Encryption handshake failed' } });
  assert.deepEqual(await browser.closed, { code: 4004, reason: 'Encryption required' });
});

test('a client with an invalid key is refused', async () => {
  for (const publicKey of ['not base64!', 'AAAA', '']) {
    const browser = await Browser.connect({ publicKey });

    assert.deepEqual(await browser.nextFrame(), { event: 'error', data: { message: 'Authentication error' } });
    assert.deepEqual(await browser.closed, { code: 4003, reason: 'Authentication failed' });
  }
});

test('the code of the guide is that of this server', () => {
  const source = (name) => readFileSync(new URL(`encrypted_server/${name}`, import.meta.url), 'utf8');
  const [secrets] = /\/\/\/ What the data[^]*/.exec(source('client_secrets.hpp'));
  const [application] = / {2}Task<void> preConfigure[^]*?\n {2}}\n/.exec(source('main.cpp'));

  for (const code of [secrets, application.replace(/^ {2}/gm, '')]) {
    assert.ok(GUIDE.includes(`\`\`\`cpp\n${code}\`\`\``), code);
  }
});

test("the guide's browser talks to it", async (context) => {
  const [, code] = /```js\n([^]*?)```/.exec(GUIDE);
  const AsyncFunction = (async () => {}).constructor;
  const other = await Browser.authenticate();
  const seen = [];
  let wake;
  const onEvent = (event) => {
    seen.push(event);
    wake?.();
  };
  const run = new AsyncFunction('WebSocket', 'onEvent', 'onError', `${code}; return { emit, socket };`);
  class Local extends WebSocket {
    constructor() {
      super(`${server.url.replace('http', 'ws')}/ws`);
    }
  }
  const errors = [];
  const { emit, socket } = await run(Local, onEvent, (error) => errors.push(error));
  context.after(() => [other.socket, socket].forEach((one) => one.terminate()));
  while (seen.length === 0) {
    // It has a key once it reads what another one says.
    await other.emitEncrypted('chat', 'are you there?');
    assert.deepEqual(await other.next(), { event: 'chat', data: 'are you there?' });
  }
  await emit('chat', { text: 'Grüße 🌍' });
  const received = new Promise((resolve) => (wake = () => seen.at(-1).data.text && resolve()));
  await within(received, 'its own message');

  assert.deepEqual(seen.at(-1), { event: 'chat', data: { text: 'Grüße 🌍' } });
  assert.deepEqual(errors, []);
});
