import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Client } from './support/client.js';
import { Cluster } from './support/cluster.js';
import { RedisServer } from './support/redis.js';
import { eventually } from './support/wait.js';

let redis;
let database;
let cluster;

before(async () => {
  redis = await RedisServer.start();
  database = redis.client();
  cluster = await Cluster.start({ REDIS_URL: redis.url, ADAPTER: 'streams', RECOVERY: '1' });
});
afterEach(() => cluster.disconnectClients());
after(async () => {
  await cluster?.stop();
  database.disconnect();
  await redis.stop();
});

/** Connects to a node as the client that was lost, with what it remembers. */
async function comeBack(name, memory) {
  const client = new Client(cluster.nodes[name].url, { path: '/socket.io' });
  client.socket._pid = memory.pid;
  client.socket._lastOffset = memory.offset;
  await client.next('connect');
  return client;
}

for (const [from, to] of [['cpp', 'cpp'], ['cpp', 'other cpp'], ['cpp', 'node'], ['node', 'cpp']]) {
  test(`a client lost by ${from} comes back to ${to} and gets what it has missed, once`, async () => {
    const origin = await cluster.connect('other cpp');
    const lost = await cluster.connect(from);
    const { id } = lost;
    await lost.ask('join', 'r');
    origin.socket.emit('emit', { rooms: ['r'] }, 'before');
    assert.equal(await lost.next('news'), 'before');

    const memory = { pid: lost.socket._pid, offset: lost.socket._lastOffset };
    lost.socket.io.engine.close();
    await lost.next('disconnect');
    // The server is told later than the client, and what it keeps then is found by the others.
    await eventually(() => database.exists(`sio:session:${memory.pid}`));
    for (let index = 0; index < 10; ++index) {
      origin.socket.emit('emit', { rooms: ['r'] }, index);
      origin.socket.emit('emit', { rooms: ['elsewhere'] }, 'not for it');
    }
    await origin.ask('echo');

    const client = await comeBack(to, memory);
    try {
      assert.equal(client.socket.recovered, true);
      assert.equal(client.id, id);
      for (let index = 0; index < 10; ++index) {
        assert.equal(await client.next('news'), index);
      }
      origin.socket.emit('emit', { rooms: ['r'] }, 'after');
      assert.equal(await client.next('news'), 'after');
      assert.deepEqual(client.untaken.filter((name) => name === 'news'), []);
    } finally {
      client.close();
    }
  });
}

test('a client with a session that nobody knows is new', async () => {
  const client = await comeBack('cpp', { pid: 'nobody', offset: '1-0' });
  assert.equal(client.socket.recovered, false);
  client.close();
});
