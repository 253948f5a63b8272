import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from './support/client.js';
import { INTEROP_SOCKET_IO, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

const QUICKLY = {
  path: '/socket.io',
  reconnection: true,
  reconnectionDelay: 50,
  reconnectionDelayMax: 200,
};

/** Runs `use` with a server; everything is closed afterwards. */
async function withServer(environment, use) {
  const server = await ServerProcess.start(INTEROP_SOCKET_IO, environment);
  const clients = [];
  const connect = async (options) => {
    const client = new Client(server.url, { ...QUICKLY, ...options });
    clients.push(client);
    await client.next('connect');
    return client;
  };
  try {
    await use(server, connect);
  } finally {
    clients.forEach((client) => client.close());
    await server.stop();
  }
}

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
  test(`${transports}: clients come back to a server that was started again`, async () => {
    const first = await ServerProcess.start(INTEROP_SOCKET_IO);
    const client = new Client(first.url, { ...QUICKLY, transports });
    try {
      await client.next('connect');
      const id = client.id;
      await first.stop();
      // A polling client that is between two polls finds nobody any more.
      assert.match(await client.next('disconnect'), /^transport (close|error)$/);

      client.socket.emit('back', 'buffered');
      const second = await ServerProcess.start(INTEROP_SOCKET_IO, { PORT: String(first.port) });
      try {
        await client.next('connect');
        assert.notEqual(client.id, id);
        assert.ok(!client.socket.recovered);
        assert.equal(await client.next('back'), 'buffered');
      } finally {
        client.close();
        await second.stop();
      }
    } finally {
      client.close();
    }
  });

  test(`${transports}: a client whose transport is cut gets what it missed and is the same`, async () => {
    await withServer({ RECOVERY: '1' }, async (server, connect) => {
      const client = await connect({ transports, reconnectionDelay: 300, randomizationFactor: 0 });
      const other = await connect({ transports });
      await client.ask('join', 'r');
      other.socket.emit('to', 'r', 'seen');
      assert.equal(await client.next('told'), 'seen');
      const id = client.id;

      client.socket.io.engine.close();
      await client.next('disconnect');
      for (let index = 0; index < 10; ++index) {
        other.socket.emit('to', 'r', index % 2 ? index : { bytes: Buffer.from([index]) });
      }
      await other.ask('echo');
      await client.next('connect');

      assert.equal(client.socket.recovered, true);
      assert.equal(client.id, id);
      for (let index = 0; index < 10; ++index) {
        assert.deepEqual(await client.next('told'), index % 2 ? index : { bytes: Buffer.from([index]) });
      }
      other.socket.emit('to', 'r', 'still in the room');
      assert.equal(await client.next('told'), 'still in the room');
    });
  });
}

test('a client that leaves is not recovered', async () => {
  await withServer({ RECOVERY: '1' }, async (server, connect) => {
    const client = await connect();
    await client.next('welcome');
    const id = client.id;
    client.socket.disconnect();
    await client.next('disconnect');
    client.socket.connect();
    await within(client.next('connect'), 'the connection');
    assert.ok(!client.socket.recovered);
    assert.notEqual(client.id, id);
  });
});
