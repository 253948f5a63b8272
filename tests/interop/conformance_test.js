import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { Socket as EngineClient } from 'engine.io-client';

import { Client } from './support/client.js';
import { CONFORMANCE, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

const PATH = '/socket.io';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HANDSHAKE_KEYS = ['headers', 'time', 'address', 'xdomain', 'secure', 'issued', 'url', 'query', 'auth'];
const TRANSPORTS = {
  websocket: { transports: ['websocket'] },
  polling: { transports: ['polling'] },
  upgrade: { transports: ['polling', 'websocket'] },
};
const BYTES = Buffer.from([0, 1, 2, 253, 254, 255]);
const MESSAGES = [
  [],
  ['text'],
  [1, '2', { 3: [true] }],
  [null, false, 0, -1.5, 'ünï¢ödé 🔥', [], {}],
  [BYTES],
  [{ deep: [{ bytes: BYTES }] }, 'between', Buffer.alloc(0)],
  [Buffer.alloc(100_000, 7)],
];

function start(profile, threads) {
  return ServerProcess.start(CONFORMANCE, {}, ['--profile', profile, '--threads', threads]);
}

for (const threads of ['1', '3']) {
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    suite(`protocol profile, ${threads} loops, ${transport}`, () => protocolProfile(threads, transports));
    suite(`client profile, ${threads} loops, ${transport}`, () => clientProfile(threads, transports));
  }
}

function protocolProfile(threads, transports) {
  let server;
  before(async () => {
    server = await start('protocol', threads);
  });
  after(() => server.stop());

  const connect = (namespace, options) =>
    Client.connect(`${server.url}${namespace}`, { path: PATH, ...transports, ...options });

  for (const namespace of ['/', '/custom']) {
    test(`${namespace} sends the handshake's auth back`, async () => {
      for (const [auth, expected] of [
        [undefined, {}],
        [{ token: '123' }, { token: '123' }],
      ]) {
        const client = await connect(namespace, { auth });
        assert.deepEqual(await client.nextValues('auth'), [expected]);
        client.close();
      }
    });

    test(`${namespace} sends messages back with the same arguments`, async () => {
      const client = await connect(namespace);

      for (const message of MESSAGES) {
        client.socket.emit('message', ...message);
      }

      for (const message of MESSAGES) {
        assert.deepEqual(await client.nextValues('message-back'), message);
      }
      client.close();
    });

    test(`${namespace} acknowledges messages with the same arguments`, async () => {
      const client = await connect(namespace);

      for (const message of MESSAGES) {
        assert.deepEqual(await client.askForValues('message-with-ack', ...message), message);
      }
      client.close();
    });
  }

  test('messages come back on the transport that the client ends up with', async () => {
    const client = await connect('/');
    if (transports.transports.length > 1) {
      await client.upgraded();
    }

    assert.deepEqual(await client.askForValues('message-with-ack', BYTES, 'after'), [BYTES, 'after']);
    assert.equal(client.transport, transports.transports.at(-1));
    client.close();
  });

  test('any other namespace is refused', async () => {
    for (const namespace of ['/random', '/customs', '/custom/']) {
      const client = new Client(`${server.url}${namespace}`, { path: PATH, ...transports });
      const error = await client.next('connect_error');
      assert.equal(error.message, 'Invalid namespace');
      assert.equal(error.data, undefined);
      client.close();
    }
  });

  for (const [name, options] of Object.entries({
    forceBase64: { forceBase64: true },
    'perMessageDeflate for everything': { perMessageDeflate: { threshold: 0 } },
    'no perMessageDeflate': { perMessageDeflate: false },
    'extraHeaders and withCredentials': { extraHeaders: { 'x-extra': 'yes' }, withCredentials: true },
  })) {
    test(`a client with ${name} gets its messages back`, async () => {
      const client = await connect('/', options);

      for (const message of MESSAGES) {
        assert.deepEqual(await client.askForValues('message-with-ack', ...message), message);
      }
      client.close();
    });
  }

  test('a session outlives several heartbeats', async () => {
    const client = await connect('/');
    const pings = new Promise((resolve) => {
      let count = 0;
      client.socket.io.on('ping', () => ++count === 4 && resolve());
    });

    await within(pings, 'four pings');

    assert.deepEqual(await client.askForValues('message-with-ack', 1), [1]);
    assert.ok(!client.untaken.includes('disconnect'));
    client.close();
  });

  test('bare Engine.IO sends every message back, in order, through an upgrade', async () => {
    const client = new EngineClient(server.url, { path: '/engine.io', ...transports });
    const sent = Array.from({ length: 500 }, (_, index) => (index % 3 === 0 ? Buffer.from([index % 256, 1]) : `${index} ü`));
    const received = [];
    const all = new Promise((resolve, reject) => {
      client.on('message', (data) => received.push(data) === sent.length && resolve());
      client.on('close', reject);
      client.on('error', reject);
    });

    client.on('open', async () => {
      for (const [index, message] of sent.entries()) {
        client.send(message);
        if (index % 50 === 49) {
          await new Promise(setImmediate);
        }
      }
    });
    await within(all, 'all messages');

    assert.deepEqual(received, sent);
    client.off('close');
    client.close();
  });
}

function clientProfile(threads, transports) {
  let server;
  before(async () => {
    server = await start('client', threads);
  });
  after(() => server.stop());

  const optionsWith = (options) => ({ path: PATH, ...transports, ...options });
  const connect = (namespace = '/', options = {}) =>
    Client.connect(`${server.url}${namespace}`, optionsWith(options));

  test('a handshake is admitted after 10 ms and tells the ping interval', async () => {
    const begin = performance.now();
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);

    assert.ok(performance.now() - begin >= 10);
    assert.equal(JSON.parse((await response.text()).slice(1)).pingInterval, 2000);
  });

  for (const [event, answer, values] of [
    ['hi', 'hi', []],
    ['false', 'false', [false]],
    ['doge', 'doge', [Buffer.from('asdfasdf')]],
    ['getbin', 'takebin', [Buffer.from('asdfasdf')]],
  ]) {
    test(`${event} is answered with ${answer}`, async () => {
      const client = await connect();

      client.socket.emit(event);

      // What connection state recovery adds comes last.
      const arrived = await client.nextValues(answer);
      assert.equal(typeof arrived.pop(), 'string');
      assert.deepEqual(arrived, values);
      client.close();
    });
  }

  test('echo acknowledges any value', async () => {
    const client = await connect();

    for (const value of [1, 'ü', null, { a: [1, 'ü'] }, BYTES, { bytes: BYTES }]) {
      assert.deepEqual(await client.askForValues('echo', value), [value]);
    }
    client.close();
  });

  test('ack asks for an acknowledgement, and only the right one is accepted', async () => {
    for (const [answer, isRight] of [
      [[5, { test: true }], true],
      [[5, { test: false }], false],
      [[6, { test: true }], false],
      [['5', {}], false],
      [[], false],
    ]) {
      const client = await connect();
      client.socket.on('ack', (acknowledge) => acknowledge(...answer));
      client.socket.emit('ack');
      if (isRight) {
        await client.next('got it');
      } else {
        await client.next('ack');
        await client.settle();
        assert.deepEqual(client.untaken, []);
      }
      client.close();
    }
  });

  test('dates are ISO strings', async () => {
    const client = await connect();

    client.socket.emit('getDate');
    client.socket.emit('getDateObj');

    assert.match(await client.ask('getAckDate', { test: true }), ISO);
    assert.match(await client.next('takeDate'), ISO);
    const object = await client.next('takeDateObj');
    assert.deepEqual(Object.keys(object), ['date']);
    assert.match(object.date, ISO);
    client.close();
  });

  test('getUtf8 is answered five times, in order', async () => {
    const client = await connect();

    client.socket.emit('getUtf8');

    for (const text of ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string']) {
      assert.equal(await client.next('takeUtf8'), text);
    }
    client.close();
  });

  const GREETING = { hello: 'lol', message: BYTES, goodbye: 'gotcha' };
  for (const [name, events, answer] of [
    ['buffa', [['buffa', BYTES]], 'buffack'],
    ['jsonbuff', [['jsonbuff', GREETING]], 'jsonbuff-ack'],
    ['jsonblob', [['jsonblob', GREETING]], 'jsonblob-ack'],
    ['blob', [['blob', BYTES]], 'back'],
    ['abuff1, abuff2', [['abuff1', BYTES], ['abuff2', 'please']], 'abuff2-ack'],
    ['abuff1, abuff2 without a value', [['abuff1', BYTES], ['abuff2']], 'abuff2-ack'],
    ['blob1, blob2, blob3', [['blob1', BYTES], ['blob2', 'second'], ['blob3', BYTES]], 'blob3-ack'],
  ]) {
    test(`${name} is answered with ${answer}`, async () => {
      const client = await connect();

      events.forEach((event) => client.socket.emit(...event));

      await client.next(answer);
      client.close();
    });
  }

  for (const [name, ...events] of [
    ['buffa without binary', ['buffa', 'text']],
    ['blob without binary', ['blob', 1]],
    ['a wrong hello', ['jsonbuff', { ...GREETING, hello: 'x' }]],
    ['a message without binary', ['jsonbuff', { ...GREETING, message: 'x' }]],
    ['a wrong goodbye', ['jsonblob', { ...GREETING, goodbye: '' }]],
    ['abuff2 before abuff1', ['abuff2'], ['abuff1', BYTES]],
    ['blob2 before blob1', ['blob2', 'second'], ['blob1', BYTES], ['blob3', BYTES]],
    ['another second', ['blob1', BYTES], ['blob2', 'third'], ['blob3', BYTES]],
    ['no second', ['blob1', BYTES], ['blob3', BYTES]],
  ]) {
    test(`${name} is not answered`, async () => {
      const client = await connect();

      events.forEach((event) => client.socket.emit(...event));
      await client.settle();

      assert.deepEqual(client.untaken, []);
      client.close();
    });
  }

  test('the order of binary events is that of one socket', async () => {
    const [one, other] = [await connect(), await connect()];

    one.socket.emit('abuff1', BYTES);
    await one.settle();
    other.socket.emit('abuff2');
    await other.settle();

    assert.ok(!other.untaken.includes('abuff2-ack'));
    one.close();
    other.close();
  });

  test('getId and getHandshake acknowledge with the id and the handshake', async () => {
    const client = await connect('/', { query: { key: 'välue' }, extraHeaders: { 'X-Extra': 'yes' }, auth: { a: 1 } });

    assert.equal(await client.ask('getId'), client.id);
    const handshake = await client.ask('getHandshake');
    assert.deepEqual(Object.keys(handshake), HANDSHAKE_KEYS);
    assert.match(handshake.url, /^\/socket\.io\/\?/);
    assert.equal(handshake.query.key, 'välue');
    assert.equal(handshake.query.EIO, '4');
    assert.equal(handshake.headers['x-extra'], 'yes');
    assert.deepEqual(handshake.auth, { a: 1 });
    assert.deepEqual([handshake.xdomain, handshake.secure], [false, false]);
    assert.equal(Math.floor(Date.parse(handshake.time) / 1000), Math.floor(handshake.issued / 1000));
    assert.ok(handshake.address.length > 0);
    client.close();
  });

  test('/foo tells the id of its socket', async () => {
    const client = await connect('/foo');

    assert.equal(await client.ask('getId'), client.id);
    client.close();
  });

  test('/abc sends the handshake on connection', async () => {
    const client = await connect('/abc', { query: { b: 'c' }, auth: { token: 'abcd' } });

    const handshake = await client.next('handshake');
    assert.deepEqual(Object.keys(handshake), HANDSHAKE_KEYS);
    assert.equal(handshake.query.b, 'c');
    assert.deepEqual(handshake.auth, { token: 'abcd' });
    client.close();
  });

  test('/timeout_socket, /valid and /asd exist, others do not', async () => {
    for (const namespace of ['/timeout_socket', '/valid', '/asd']) {
      (await connect(namespace)).close();
    }
    const client = new Client(`${server.url}/other`, optionsWith());
    assert.equal((await client.next('connect_error')).message, 'Invalid namespace');
    client.close();
  });

  for (const [namespace, query, message] of [
    ['/', { fail: 'true' }, 'Auth failed (main namespace)'],
    ['/no', {}, 'Auth failed (custom namespace)'],
    ['/no', { fail: 'true' }, 'Auth failed (custom namespace)'],
  ]) {
    test(`${namespace} with ${JSON.stringify(query)} is refused`, async () => {
      const client = new Client(`${server.url}${namespace}`, optionsWith({ query }));

      assert.equal((await client.next('connect_error')).message, message);
      client.close();
    });
  }

  test('an empty fail is none, and other namespaces do not ask', async () => {
    (await connect('/', { query: { fail: '' } })).close();
    (await connect('/foo', { query: { fail: 'true' } })).close();
  });

  test('a lost client comes back as the same socket', async () => {
    const client = await connect('/', { reconnection: true, reconnectionDelay: 10 });
    const { id } = client;
    client.socket.emit('hi');
    await client.next('hi');

    client.socket.io.engine.close();
    await client.next('disconnect');
    await client.next('connect');

    assert.equal(client.socket.recovered, true);
    assert.equal(client.id, id);
    client.close();
  });
}

test('SIGTERM ends the process at once with exit code 0, whoever is connected', async () => {
  for (const threads of ['1', '3']) {
    const server = await start('protocol', threads);
    const clients = [];
    for (const transports of Object.values(TRANSPORTS)) {
      for (let count = 0; count < 5; ++count) {
        clients.push(await Client.connect(server.url, { path: PATH, ...transports }));
      }
    }

    server.signal('SIGTERM');

    assert.deepEqual(await within(server.ended(), 'the end', 1000), { code: 0, signal: null });
    clients.forEach((client) => client.close());
  }
});

for (const commandLine of [
  ['--profile', 'other'],
  ['--profile'],
  ['--port', 'x'],
  ['--port', '65536'],
  ['--threads', '0'],
  ['--threads', '1000'],
  ['--threads', 'x'],
  ['--colour'],
]) {
  test(`${commandLine.join(' ')} ends with exit code 2 and one line`, async () => {
    const server = new ServerProcess(CONFORMANCE, {}, commandLine);

    assert.equal((await server.ended()).code, 2);
    assert.match(server.errors, /^error: .*cure: .*\n$/);
  });
}

test('a port in use ends with one line that names it', async () => {
  const first = await start('protocol', '1');
  const second = new ServerProcess(CONFORMANCE, {}, ['--port', String(first.port)]);

  assert.notEqual((await second.ended()).code, 0);
  assert.match(second.errors, new RegExp(`^.*${first.port}.*\n$`));
  await first.stop();
});
