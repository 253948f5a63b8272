import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Cluster, settled } from './support/cluster.js';
import { RedisServer } from './support/redis.js';
import { eventually } from './support/wait.js';

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

const emit = (client, ...values) => client.socket.emit('emit', {}, ...values);

/** Whether what one sends reaches the other one again; what is lost meanwhile may be lost. */
async function reaches(from, to) {
  const mark = `probe ${Math.random()}`;
  emit(from, mark);
  await settledHere(from);
  await to.ask('echo');
  return to.untakenValues('news').some(([value]) => value === mark);
}

/** The node of the client has delivered to its own clients what it was asked for before. */
const settledHere = (client) => client.ask('echo');

test('while Redis is away local clients get everything, and requests fail at once by name', async () => {
  const { cpp, 'other cpp': other } = await cluster.connectEach();
  const neighbour = await cluster.connect('cpp');
  const [, peers] = await cpp.askForValues('fetch', {});
  assert.equal(peers.length, 4);

  await redis.kill();
  for (let index = 0; index < 100; ++index) {
    emit(cpp, index);
  }
  for (let index = 0; index < 100; ++index) {
    assert.equal(await neighbour.next('news'), index);
  }
  await eventually(async () => {
    const [failure] = await cpp.askForValues('fetch', {});
    return failure !== null && /missing/.test(failure);
  });
  const [failure] = await cpp.askForValues('ask servers');
  assert.match(failure, /missing/);
  assert.ok(!other.untaken.includes('disconnect'));
});

test('when Redis is back messages arrive again, once', async () => {
  await redis.restart();
  const clients = await cluster.connectEach();
  const { cpp, 'other cpp': other } = clients;
  await eventually(() => reaches(cpp, other));
  await eventually(() => reaches(other, cpp));

  await settled(cpp, [other, cpp]);
  for (let index = 0; index < 100; ++index) {
    emit(cpp, index);
  }
  await settled(cpp, [other, cpp]);
  for (const client of [other, cpp]) {
    assert.deepEqual(client.received, Array.from({ length: 100 }, (_, index) => [index]));
  }
  const [failure, sockets] = await cpp.askForValues('fetch', {});
  assert.equal(failure, null);
  assert.ok(sockets.length >= 2);
});

test('subscriptions that Redis ends are made again', async () => {
  const { cpp, 'other cpp': other } = await cluster.connectEach();
  const admin = redis.client();
  await admin.client('KILL', 'TYPE', 'pubsub');
  admin.disconnect();

  await eventually(() => reaches(cpp, other));
  await eventually(() => reaches(other, cpp));
});
