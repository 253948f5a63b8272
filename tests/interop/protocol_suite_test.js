// The check-lists of both protocols, on the wire: what the official test suites ask of a server.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import WebSocket from 'ws';

import { CONFORMANCE, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

const PING_INTERVAL = 300;
const PING_TIMEOUT = 200;
const SEPARATOR = '\x1e';

/** A WebSocket whose messages and end are awaited one after the other; pings only when asked for. */
class Wire {
  #arrived = [];
  #waiting = [];
  closed = false;

  constructor(url) {
    this.socket = new WebSocket(url.replace('http', 'ws'));
    this.socket.on('message', (data, isBinary) => this.#take(isBinary ? data : data.toString()));
    this.socket.on('error', () => {});
    this.opened = new Promise((resolve) => this.socket.once('open', resolve));
    this.ended = new Promise((resolve) => this.socket.once('close', resolve)).then(() => (this.closed = true));
  }

  #take(message) {
    if (this.#waiting.length > 0) {
      this.#waiting.shift()(message);
    } else {
      this.#arrived.push(message);
    }
  }

  nextOfAll() {
    const message = this.#arrived.length
      ? Promise.resolve(this.#arrived.shift())
      : new Promise((resolve) => this.#waiting.push(resolve));
    return within(message, 'a message');
  }

  async next() {
    for (;;) {
      const message = await this.nextOfAll();
      if (message !== '2') {
        return message;
      }
      this.send('3');
    }
  }

  async handshake() {
    const message = await this.next();
    assert.equal(message[0], '0');
    return JSON.parse(message.slice(1));
  }

  async isOpen() {
    await within(this.opened, 'the WebSocket to open');
  }

  async isClosed() {
    await within(this.ended, 'the WebSocket to close');
  }

  send(...messages) {
    messages.forEach((message) => this.socket.send(message));
  }

  close() {
    this.socket.terminate();
  }
}

function assertHandshake(value, upgrades) {
  assert.deepEqual(Object.keys(value), ['sid', 'upgrades', 'pingInterval', 'pingTimeout', 'maxPayload']);
  assert.equal(typeof value.sid, 'string');
  assert.deepEqual(value, {
    sid: value.sid,
    upgrades,
    pingInterval: PING_INTERVAL,
    pingTimeout: PING_TIMEOUT,
    maxPayload: 1_000_000,
  });
}

for (const threads of ['1', '3']) {
  for (const path of ['/engine.io/', '/socket.io/']) {
    suite(`Engine.IO at ${path}, ${threads} loops`, () => engineIo(path, threads));
  }
  suite(`Engine.IO messages, ${threads} loops`, () => engineIoMessages(threads));
  suite(`Socket.IO, ${threads} loops`, () => socketIo(threads));
}

function withServer(threads) {
  const holder = {};
  before(async () => {
    holder.server = await ServerProcess.start(CONFORMANCE, {}, ['--threads', threads]);
  });
  after(() => holder.server.stop());
  return holder;
}

/** What both Engine.IO parts need, below one path. */
function endpoint(holder, path) {
  const request = (query, init) => fetch(`${holder.server.url}${path}${query}`, init);
  return {
    request,
    get: (sid) => request(`?EIO=4&transport=polling&sid=${sid}`),
    post: (sid, body) => request(`?EIO=4&transport=polling&sid=${sid}`, { method: 'POST', body }),
    wire: (query = '?EIO=4&transport=websocket') => new Wire(`${holder.server.url}${path}${query}`),
    async poll() {
      const response = await request('?EIO=4&transport=polling');
      assert.equal(response.status, 200);
      return JSON.parse((await response.text()).slice(1)).sid;
    },
    /** A session on WebSocket that began with polling. */
    async upgrade() {
      const sid = await this.poll();
      const wire = this.wire(`?EIO=4&transport=websocket&sid=${sid}`);
      await wire.isOpen();
      wire.send('2probe');
      assert.equal(await wire.next(), '3probe');
      const released = await this.get(sid);
      assert.equal(released.status, 200);
      assert.equal(await released.text(), '6');
      // The answer shows that the upgrade has arrived: other connections may be faster.
      wire.send('5', '40');
      assert.match(await wire.next(), /^40/);
      return { sid, wire };
    },
  };
}

function engineIo(path, threads) {
  const holder = withServer(threads);
  const engine = endpoint(holder, path);

  test('a polling handshake', async () => {
    const response = await engine.request('?EIO=4&transport=polling');
    const text = await response.text();

    assert.equal(response.status, 200);
    assert.equal(text[0], '0');
    assertHandshake(JSON.parse(text.slice(1)), ['websocket']);
  });

  test('a WebSocket handshake', async () => {
    const wire = engine.wire();

    assertHandshake(await wire.handshake(), []);
    wire.close();
  });

  for (const [query, code] of [
    ['?transport=polling', 5],
    ['?EIO=abc&transport=polling', 5],
    ['?EIO=3&transport=polling', 5],
    ['?EIO=4', 0],
    ['?EIO=4&transport=abc', 0],
    ['?EIO=4&transport=polling&sid=abc', 1],
  ]) {
    test(`the handshake ${query} is refused with code ${code}`, async () => {
      const response = await engine.request(query);

      assert.equal(response.status, 400);
      assert.equal((await response.json()).code, code);
    });
  }

  for (const method of ['POST', 'PUT', 'DELETE']) {
    test(`a handshake by ${method} is refused`, async () => {
      const response = await engine.request('?EIO=4&transport=polling', { method });

      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), { code: 2, message: 'Bad handshake method' });
    });
  }

  for (const query of [
    '?transport=websocket',
    '?EIO=abc&transport=websocket',
    '?EIO=4',
    '?EIO=4&transport=abc',
    '?EIO=4&transport=websocket&sid=abc',
  ]) {
    test(`the WebSocket ${query} is closed`, async () => {
      await engine.wire(query).isClosed();
    });
  }

  test('invalid packets close the session', async () => {
    const sid = await engine.poll();
    await engine.post(sid, 'abc');
    assert.equal((await engine.get(sid)).status, 400);

    const wire = engine.wire();
    await wire.handshake();
    wire.send('abc');
    await wire.isClosed();
  });

  test('of two polls at a time one is told the end and the other is refused', async () => {
    const sid = await engine.poll();

    const answers = await Promise.all([engine.get(sid), engine.get(sid)]);
    const [ended, refused] = answers.sort((left, right) => left.status - right.status);

    assert.equal(ended.status, 200);
    assert.equal(await ended.text(), '1');
    assert.equal(refused.status, 400);
    assert.equal((await engine.get(sid)).status, 400);
  });

  test('a message over maxPayload closes the WebSocket with a code and no reason', async () => {
    const wire = engine.wire();
    await wire.handshake();
    const closed = new Promise((resolve) => wire.socket.on('close', (...arguments_) => resolve(arguments_)));

    wire.send(`4${'x'.repeat(1_000_000)}`);

    const [code, reason] = await within(closed, 'the WebSocket to close');
    assert.deepEqual([code, reason.toString()], [1009, '']);
  });

  test('a POST over maxPayload is refused, and the session goes on', async () => {
    const sid = await engine.poll();

    const refused = await engine.post(sid, `4${'x'.repeat(1_000_000)}`);

    assert.equal(refused.status, 413);
    assert.equal(await refused.text(), '');
    assert.equal((await engine.post(sid, '3')).status, 200);
  });

  test('three pings are answered over polling', async () => {
    const sid = await engine.poll();

    for (let round = 0; round < 3; ++round) {
      const ping = await engine.get(sid);
      assert.equal(ping.status, 200);
      assert.equal(await ping.text(), '2');
      assert.equal((await engine.post(sid, '3')).status, 200);
    }
  });

  test('three pings are answered over WebSocket', async () => {
    const wire = engine.wire();
    await wire.handshake();

    wire.send('40'); // Socket.IO wants a namespace; Engine.IO sends it back

    for (let pings = 0; pings < 3; ) {
      if ((await wire.nextOfAll()) === '2') {
        ++pings;
        wire.send('3');
      }
    }
    wire.close();
  });

  test('silence closes a polling session no later than both times together', async () => {
    const sid = await engine.poll();

    await sleep(PING_INTERVAL + PING_TIMEOUT);

    assert.equal((await engine.get(sid)).status, 400);
  });

  test('silence closes a WebSocket session', async () => {
    const wire = engine.wire();
    await wire.handshake();

    assert.equal(await wire.nextOfAll(), '2');
    await wire.isClosed();
  });

  test('a close packet releases the poll and ends the session', async () => {
    // The two requests may overtake each other on their way; then the poll finds no session.
    for (let attempt = 0; attempt < 20; ++attempt) {
      const sid = await engine.poll();

      const [polled, posted] = await Promise.all([engine.get(sid), engine.post(sid, '1')]);

      assert.equal(posted.status, 200);
      assert.equal((await engine.get(sid)).status, 400);
      if (polled.status === 200) {
        assert.equal(await polled.text(), '6');
        return;
      }
    }
    assert.fail('the close packet has always come first');
  });

  test('a close packet over WebSocket ends the session before the heartbeat does', async () => {
    const wire = engine.wire();
    await wire.handshake();

    wire.send('1');

    await wire.isClosed();
    await assert.rejects(within(wire.nextOfAll(), 'nothing', 1));
  });

  test('after an upgrade polling is refused', async () => {
    const { sid, wire } = await engine.upgrade();

    assert.equal((await engine.get(sid)).status, 400);
    assert.equal((await engine.post(sid, '4x')).status, 400);
    assert.ok(!wire.closed);
    wire.close();
  });

  test('after an upgrade a second WebSocket is closed, the first is not', async () => {
    const { sid, wire } = await engine.upgrade();

    await engine.wire(`?EIO=4&transport=websocket&sid=${sid}`).isClosed();

    assert.ok(!wire.closed);
    wire.close();
  });
}

function engineIoMessages(threads) {
  const holder = withServer(threads);
  const engine = endpoint(holder, '/engine.io/');

  for (const payload of [
    '4hello',
    ['4test1', '4test2', '4test3'].join(SEPARATOR),
    ['4hello', 'bAQIDBA=='].join(SEPARATOR),
    ['b', '4', '4ünï¢ödé 🔥', 'bAA=='].join(SEPARATOR),
    Array.from({ length: 1000 }, (_, index) => `4${index}`).join(SEPARATOR),
  ]) {
    test(`the payload ${JSON.stringify(payload.slice(0, 40))} comes back as it went, before and during a poll`, async () => {
      const sid = await engine.poll();

      const posted = await engine.post(sid, payload);
      assert.equal(posted.status, 200);
      assert.equal(await posted.text(), 'ok');
      const polled = await engine.get(sid);
      assert.equal(polled.status, 200);
      assert.equal(await polled.text(), payload);

      const [under] = await Promise.all([engine.get(sid), engine.post(sid, payload)]);
      assert.equal(await under.text(), payload);
    });
  }

  test('text and binary come back over WebSocket, in order', async () => {
    const wire = engine.wire();
    await wire.handshake();

    wire.send('4hello', Buffer.from([1, 2, 3, 4]), '4', Buffer.alloc(0), '4ü');

    assert.equal(await wire.next(), '4hello');
    assert.deepEqual(await wire.next(), Buffer.from([1, 2, 3, 4]));
    assert.equal(await wire.next(), '4');
    assert.deepEqual(await wire.next(), Buffer.alloc(0));
    assert.equal(await wire.next(), '4ü');
    wire.close();
  });

  test('messages of polling that nobody has fetched arrive after the upgrade, before later ones', async () => {
    const sid = await engine.poll();
    const wire = engine.wire(`?EIO=4&transport=websocket&sid=${sid}`);
    await wire.isOpen();
    wire.send('2probe');
    assert.equal(await wire.next(), '3probe');

    await engine.post(sid, '4before');
    wire.send('5', '4after');

    assert.equal(await wire.next(), '4before');
    assert.equal(await wire.next(), '4after');
    wire.close();
  });

  test('an upgraded session sends messages back', async () => {
    const { wire } = await engine.upgrade();

    wire.send('4hello', Buffer.from([1]));

    assert.equal(await wire.next(), '4hello');
    assert.deepEqual(await wire.next(), Buffer.from([1]));
    wire.close();
  });
}

function socketIo(threads) {
  const holder = withServer(threads);
  const engine = endpoint(holder, '/socket.io/');

  async function open() {
    const wire = engine.wire();
    await wire.handshake();
    return wire;
  }

  async function join(connect = '40', prefix = '40', auth = '42["auth",{}]') {
    const wire = await open();
    wire.send(connect);
    const reply = await wire.next();
    assert.ok(reply.startsWith(`${prefix}{`), reply);
    assert.deepEqual(Object.keys(JSON.parse(reply.slice(prefix.length))), ['sid']);
    assert.equal(await wire.next(), auth);
    return wire;
  }

  for (const row of [
    ['40', '40', '42["auth",{}]'],
    ['40{"token":"123"}', '40', '42["auth",{"token":"123"}]'],
    ['40/custom,', '40/custom,', '42/custom,["auth",{}]'],
    ['40/custom', '40/custom,', '42/custom,["auth",{}]'],
    ['40/custom,{"token":"abc"}', '40/custom,', '42/custom,["auth",{"token":"abc"}]'],
  ]) {
    test(`${row[0]} is answered with an id, then with ${row[2]}`, async () => {
      (await join(...row)).close();
    });
  }

  test('the reply and auth come apart, for clients that await one message after the other', async () => {
    const wire = await open();
    let chunks = 0;
    wire.socket._socket.on('data', () => ++chunks);

    wire.send('40');
    await wire.next();
    assert.equal(chunks, 1);
    assert.equal(await wire.next(), '42["auth",{}]');
    assert.ok(chunks > 1);
    wire.close();
  });

  test('auth is the first event, however early the client sends', async () => {
    const wire = await open();

    wire.send('40', '42["message",1]');

    assert.match(await wire.next(), /^40\{/);
    assert.equal(await wire.next(), '42["auth",{}]');
    assert.equal(await wire.next(), '42["message-back",1]');
    wire.close();
  });

  test('another namespace is refused, and the connection goes on', async () => {
    const wire = await open();

    wire.send('40/random');
    assert.equal(await wire.next(), '44/random,{"message":"Invalid namespace"}');
    wire.send('40');
    assert.match(await wire.next(), /^40\{"sid":"[^"]+"\}$/);
    wire.close();
  });

  test('whoever begins with nonsense, or with nothing, is closed', async () => {
    const nonsense = await open();
    nonsense.send('4abc');
    await nonsense.isClosed();

    const silent = await open();
    const pongs = setInterval(() => silent.socket.readyState === WebSocket.OPEN && silent.send('3'), 100);
    try {
      await silent.isClosed();
    } finally {
      clearInterval(pongs);
    }
  });

  test('who leaves the main namespace hears nothing but pings', async () => {
    const wire = await join();

    wire.send('41');

    assert.equal(await wire.nextOfAll(), '2');
    wire.close();
  });

  test('who leaves a namespace stays in the others', async () => {
    const wire = await join();
    wire.send('40/custom');
    assert.match(await wire.next(), /^40\/custom,\{"sid":"[^"]+"\}$/);
    assert.equal(await wire.next(), '42/custom,["auth",{}]');

    wire.send('41/custom', '42["message","message to main namespace"]');

    assert.equal(await wire.next(), '42["message-back","message to main namespace"]');
    wire.close();
  });

  const FIRST = Buffer.from([1, 2, 3]);
  const SECOND = Buffer.from([4, 5, 6]);
  const TWO = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';
  for (const [sent, received] of [
    [['42["message",1,"2",{"3":[true]}]'], ['42["message-back",1,"2",{"3":[true]}]']],
    [['42["message"]'], ['42["message-back"]']],
    [
      [`452-["message",${TWO}]`, FIRST, SECOND],
      [`452-["message-back",${TWO}]`, FIRST, SECOND],
    ],
    [['42456["message-with-ack",1,"2",{"3":[false]}]'], ['43456[1,"2",{"3":[false]}]']],
    [['420["message-with-ack"]'], ['430[]']],
    [
      [`452-789["message-with-ack",${TWO}]`, FIRST, SECOND],
      [`462-789[${TWO}]`, FIRST, SECOND],
    ],
  ]) {
    test(`${sent[0]} is answered with ${received[0]}`, async () => {
      const wire = await join();

      wire.send(...sent);

      for (const message of received) {
        assert.deepEqual(await wire.next(), message);
      }
      wire.close();
    });
  }

  test('a message with an attachment comes back over polling in one payload', async () => {
    const sid = await engine.poll();
    await engine.post(sid, '40');
    const head = '451-["message",{"_placeholder":true,"num":0}]';
    await engine.post(sid, [head, 'bAQID'].join(SEPARATOR));

    let payload = '';
    while (!payload.includes('message-back')) {
      payload = await (await engine.get(sid)).text();
    }
    assert.ok(payload.endsWith(`${head.replace('message', 'message-back')}${SEPARATOR}bAQID`), payload);
  });

  for (const [name, ...packets] of [
    ['an unknown packet type', '4abc'],
    ['a payload that is no array', '42{}'],
    ['an invalid acknowledgement id', '42abc["message-with-ack",1,"2",{"3":[false]}]'],
    ['a reserved event', '42["disconnect"]'],
    ['no attachments where some belong', '450-["message",1]'],
    ['text in place of an attachment', `451-["message",{"_placeholder":true,"num":0}]`, '42["message"]'],
    ['bytes that nobody announced', FIRST],
    ['a placeholder without attachment', `451-["message",{"_placeholder":true,"num":5}]`, FIRST],
    ['a second CONNECT', '40'],
    ['an event for a namespace that was not joined', '42/custom,["message"]'],
  ]) {
    test(`${name} closes the connection`, async () => {
      const wire = await join();

      wire.send(...packets);

      await wire.isClosed();
    });
  }
}
