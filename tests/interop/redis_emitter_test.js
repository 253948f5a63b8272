import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Emitter } from '@socket.io/redis-emitter';

import { Cluster } from './support/cluster.js';
import { RedisServer } from './support/redis.js';
import { EMITTER, ServerProcess } from './support/server.js';

let redis;
let cluster;

before(async () => {
  redis = await RedisServer.start();
  cluster = await Cluster.start({ REDIS_URL: redis.url });
});
afterEach(() => cluster.disconnectClients());
after(async () => {
  await cluster?.stop();
  await redis.stop();
});

/** What the program `emitter/main.cpp` does. */
async function emitOfficially() {
  const client = redis.client();
  const emitter = new Emitter(client);
  emitter.volatile.emit('news', 'volatile');
  emitter.emit('news', 'to all', { a: 1 }, Buffer.from([1, 2, 255]));
  emitter.to('r').except('x').compress(true).emit('news', 'to a room');
  emitter.of('other').emit('news', 'to a namespace');
  emitter.in('r').socketsJoin(['joined']);
  emitter.in('joined').socketsLeave('r');
  emitter.serverSideEmit('told', 'by the emitter', 1);
  emitter.in('joined').emit('news', 'after the join');
  emitter.in('joined').disconnectSockets(true);
  await client.quit();
}

async function emitByOurs() {
  const emitter = new ServerProcess(EMITTER, { REDIS_URL: redis.url });
  assert.deepEqual(await emitter.ended(), { code: 0, signal: null }, emitter.output + emitter.errors);
}

for (const [name, emit] of [['the official emitter', emitOfficially], ['ours', emitByOurs]]) {
  test(`${name} reaches the clients of all nodes`, async () => {
    const clients = Object.values(await cluster.connectEach());
    const others = Object.values(await cluster.connectEach('/other'));
    const excepted = await cluster.connect('node');
    await Promise.all(clients.map((client) => client.ask('join', 'r')));
    await excepted.ask('join', 'r');
    await excepted.ask('join', 'x');

    await emit();

    for (const client of clients) {
      const [first, second, third, fourth] = [
        await client.nextValues('news'),
        await client.nextValues('news'),
        await client.nextValues('news'),
        await client.nextValues('news'),
      ];
      assert.deepEqual(first, ['volatile']);
      assert.deepEqual(second, ['to all', { a: 1 }, Buffer.from([1, 2, 255])]);
      assert.deepEqual(third, ['to a room']);
      assert.deepEqual(fourth, ['after the join']);
      assert.deepEqual(await client.nextValues('server was told'), ['by the emitter', 1]);
      assert.equal(await client.next('disconnect'), 'io server disconnect');
    }
    for (const client of others) {
      assert.deepEqual(await client.nextValues('news'), ['to a namespace']);
    }
    assert.equal(await excepted.next('news'), 'volatile');
    assert.equal(await excepted.next('news'), 'to all');
    assert.equal(await excepted.next('news'), 'after the join');
  });
}
