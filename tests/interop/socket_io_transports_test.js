import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { Client } from './support/client.js';
import { INTEROP_SOCKET_IO, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

const WAYS = {
  'websocket only': { transports: ['websocket'] },
  'polling only': { transports: ['polling'] },
  upgrade: { transports: ['polling', 'websocket'] },
};

let server;
const clients = [];

before(async () => {
  server = await ServerProcess.start(INTEROP_SOCKET_IO);
});
after(async () => {
  clients.forEach((client) => client.close());
  await server.stop();
});

async function connect(options) {
  const client = await Client.connect(server.url, { path: '/socket.io', ...options });
  clients.push(client);
  return client;
}

for (const [name, options] of Object.entries(WAYS)) {
  test(`${name}: values and bytes come back as they were`, async () => {
    const client = await connect(options);
    const values = [
      ['text', 'ünï¢ödé 🔥 \u0000 \u2028', '', 0, -1.5, 1e21, true, null, [[], {}], { a: { b: [1] } }],
      [Buffer.from([0, 1, 255])],
      ['mixed', { image: Buffer.from('abc'), list: [Buffer.alloc(0), 1] }, Buffer.alloc(100_000, 7)],
    ];
    for (const list of values) {
      const answer = new Promise((resolve) => client.socket.emit('echo', ...list, (...all) => resolve(all)));
      assert.deepEqual(await within(answer, 'the answer'), list);

      const event = new Promise((resolve) => client.socket.once('back', (...all) => resolve(all)));
      client.socket.emit('back', ...list);
      assert.deepEqual(await within(event, 'the event'), list);
    }
  });

  test(`${name}: the server asks one client and all of them`, async () => {
    const one = await connect(options);
    const other = await connect(options);
    one.socket.on('question', (value, answer) => answer({ from: 'one', value }));
    other.socket.on('question', (value, answer) => answer({ from: 'other', value }));

    one.socket.emit('ask', Buffer.from('x'));
    assert.deepEqual(await one.next('answered'), { from: 'one', value: Buffer.from('x') });

    await Promise.all([one.ask('join', 'asked'), other.ask('join', 'asked')]);
    one.socket.emit('ask room', 'asked', 5);
    const answers = await one.next('all answered');
    assert.deepEqual(answers.map(({ from }) => from).sort(), ['one', 'other']);
    one.close();
    other.close();
  });

  test(`${name}: broadcasts reach everybody in the room`, async () => {
    const [one, other] = [await connect(options), await connect(options)];
    await other.ask('join', 'r');

    one.socket.emit('to', 'r', { bytes: Buffer.from('for r') });
    assert.deepEqual(await other.next('told'), { bytes: Buffer.from('for r') });
    await one.ask('echo');
    assert.ok(!one.untaken.includes('told'));
  });

  test(`${name}: the server ends the socket, or the whole connection`, async () => {
    for (const close of [false, true]) {
      const client = await connect(options);
      client.socket.emit('leave me', close);
      assert.equal(await client.next('disconnect'), 'io server disconnect');
    }
  });
}

test('the transport is the one that was asked for', async () => {
  assert.equal(await (await connect(WAYS['websocket only'])).ask('transport'), 'websocket');
  assert.equal(await (await connect(WAYS['polling only'])).ask('transport'), 'polling');
  const client = await connect(WAYS.upgrade);
  if (client.socket.io.engine.transport.name !== 'websocket') {
    await within(once(client.socket.io.engine, 'upgrade'), 'the upgrade');
  }
  assert.equal(await client.ask('transport'), 'websocket');
});

test('messages across the upgrade come in order, none is lost or doubled', async () => {
  const COUNT = 200;
  const client = new Client(server.url, { path: '/socket.io', ...WAYS.upgrade });
  clients.push(client);
  const received = [];
  const all = new Promise((resolve) => {
    client.socket.on('back', (index) => received.push(index) === COUNT && resolve());
  });
  let upgradedAt;
  client.socket.io.engine.on('upgrade', () => (upgradedAt ??= received.length));

  await client.next('connect');
  for (let index = 0; index < COUNT; ++index) {
    client.socket.emit('back', index, index % 10 === 0 ? Buffer.alloc(1000, index) : null);
    if (index % 4 === 0) {
      await setTimeout(1);
    }
  }
  await within(all, 'all messages');

  assert.deepEqual(received, Array.from({ length: COUNT }, (_, index) => index));
  assert.ok(upgradedAt < COUNT, 'the upgrade came in between');
});
