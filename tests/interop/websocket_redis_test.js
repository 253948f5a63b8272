// Servers that share a Redis, and what others see and say there.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { RedisServer } from './support/redis.js';
import { Rest } from './support/rest.js';
import { ServerProcess, WEBSOCKET_TEST } from './support/server.js';
import { eventually, within } from './support/wait.js';
import { WebSocketClient } from './support/websocket.js';

const SERVER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let redis;
let servers;
let spy;
let publisher;
const clients = [];
const seen = [];

const startServer = async () => {
  const environment = { APP_ENV_REDIS_WS_HOST: '127.0.0.1', APP_ENV_REDIS_WS_PORT: String(redis.port) };
  const server = await ServerProcess.start(WEBSOCKET_TEST, environment, ['--allow-all-rooms']);
  await server.logged(/WebSocket initialized/);
  return server;
};

before(async () => {
  redis = await RedisServer.start();
  servers = await Promise.all([startServer(), startServer()]);
  publisher = redis.client();
  spy = redis.client();
  await spy.psubscribe('*');
  spy.on('pmessage', (_, channel, text) => seen.push({ channel, text }));
  for (const client of [spy, publisher]) {
    client.on('error', () => {});
  }
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
after(async () => {
  spy.disconnect();
  publisher.disconnect();
  await Promise.all(servers?.map((server) => server.stop()) ?? []);
  await redis.stop();
});

const authenticate = async (server, data) => {
  const client = await WebSocketClient.authenticate(server.url, data);
  clients.push(client);
  return client;
};
const authenticateEach = () => Promise.all(servers.map((server) => authenticate(server)));
const rest = (server) => new Rest(`${server.url}/api`);
const post = (server, path, body) => rest(server).post(`/ws-api${path}`, body);
const publish = (channel, envelope) =>
  publisher.publish(channel, typeof envelope === 'string' ? envelope : JSON.stringify(envelope));

/** Messages of one publisher keep their order: once the mark is there, so is all that came before. */
async function settlePublished(...receivers) {
  const mark = Math.random();
  await publish('ws:broadcast', { serverId: 'emitter', type: 'broadcast', event: 'mark', data: mark });
  for (const client of receivers) {
    while ((await client.next('mark')) !== mark) {
      // a mark of somebody else
    }
  }
}

const untilSeen = async (mark) => {
  while (!seen.some(({ text }) => text.includes(mark))) {
    await new Promise((resolve) => spy.once('pmessage', resolve));
  }
};

/** What the first server published while `act` ran, and nothing else did. */
async function publishedBy(act) {
  const begin = `begin ${Math.random()}`;
  await publish('spied', begin);
  await within(untilSeen(begin), 'the begin');
  seen.length = 0;
  await act();
  const end = `end ${Math.random()}`;
  await post(servers[0], '/room/end/send', { topic: 'end', data: end });
  await within(untilSeen(end), 'the end');
  return seen.splice(0).filter(({ text }) => !text.includes(end));
}

test('a broadcast reaches the clients of all servers, once', async () => {
  const [one, other] = await authenticateEach();

  await post(servers[0], '/broadcast', { topic: 'news', data: { n: 1 } });
  for (const client of [one, other]) {
    assert.deepEqual(await client.next('news'), { n: 1 });
  }
  await settlePublished(one, other);
  assert.deepEqual([...one.untaken, ...other.untaken], []);
});

test('what is sent to a room reaches its members on all servers, once', async () => {
  const [one, other] = await authenticateEach();
  const outsider = await authenticate(servers[1]);
  for (const client of [one, other]) {
    client.send('join', { rooms: ['public-a'] });
    await client.settle();
  }

  one.send('chat:message', { room: 'public-a', message: 'hello' });
  for (const client of [one, other]) {
    assert.equal((await client.next('chat:message')).from, one.id);
  }
  await settlePublished(one, other, outsider);
  assert.deepEqual([...one.untaken, ...other.untaken, ...outsider.untaken], []);
});

test('a client of another server is reached by its id', async () => {
  const [one, other] = await authenticateEach();

  await post(servers[0], `/client/${other.id}/send`, { topic: 'private', data: 'psst' });
  assert.equal(await other.next('private'), 'psst');
  await settlePublished(one, other);
  assert.deepEqual([...one.untaken, ...other.untaken], []);
});

test('a user is reached on the server that is asked only', async () => {
  const [one, other] = await Promise.all(servers.map((server) => authenticate(server, { userId: 'ada' })));

  await post(servers[0], '/user/ada/send', { topic: 'private', data: 1 });
  assert.equal(await one.next('private'), 1);
  await settlePublished(one, other);
  assert.deepEqual(other.untaken, []);
});

test('what a server publishes is as documented, to the byte', async () => {
  const client = await authenticate(servers[0]);
  client.send('join', { rooms: ['public-a'] });
  await client.settle();
  const data = { text: 'ü"\\\n', n: [1, 2.5, null, true], nested: {} };

  const published = await publishedBy(async () => {
    await post(servers[0], '/broadcast', { topic: 'a', data });
    await post(servers[0], `/client/${client.id}/send`, { topic: 'b', data: null });
    await post(servers[0], '/room/public-a/send', { topic: 'c', data: 0 });
    await post(servers[0], '/room/elsewhere/send', { topic: 'd', data: '' });
    await post(servers[0], '/broadcast', { topic: 'nothing' });
    await post(servers[0], '/user/nobody/send', { topic: 'local', data: 1 });
  });

  const { serverId } = JSON.parse(published[0].text);
  assert.match(serverId, SERVER_ID);
  const text = (rest) => JSON.stringify({ serverId, ...rest });
  assert.deepEqual(published, [
    { channel: 'ws:broadcast', text: text({ type: 'broadcast', event: 'a', data }) },
    { channel: `ws:client:${client.id}`, text: text({ type: 'client', target: client.id, event: 'b', data: null }) },
    { channel: 'ws:room:public-a', text: text({ type: 'room', target: 'public-a', event: 'c', data: 0 }) },
    { channel: 'ws:room:elsewhere', text: text({ type: 'room', target: 'elsewhere', event: 'd', data: '' }) },
  ]);
});

test('an emitter reaches rooms, clients, users and everybody on all servers', async () => {
  const [one, other] = await Promise.all(servers.map((server) => authenticate(server, { userId: 'bob' })));
  const serverId = 'emitter';
  for (const client of [one, other]) {
    client.send('join', { rooms: ['dash'] });
    await client.settle();
  }

  await publish('ws:room:dash', { serverId, type: 'room', target: 'dash', event: 'data:update', data: { v: 1 } });
  await publish('ws:user:bob', { serverId, type: 'user', target: 'bob', event: 'for bob', data: 2 });
  await publish('ws:broadcast', { serverId, type: 'broadcast', event: 'all', data: null });
  await publish(`ws:client:${other.id}`, { serverId, type: 'client', target: other.id, event: 'one', data: 'x' });
  for (const client of [one, other]) {
    assert.deepEqual(await client.nextMessage(), { event: 'data:update', data: { v: 1 } });
    assert.deepEqual(await client.nextMessage(), { event: 'for bob', data: 2 });
    assert.deepEqual(await client.nextMessage(), { event: 'all', data: null });
  }
  assert.deepEqual(await other.nextMessage(), { event: 'one', data: 'x' });
  await settlePublished(one, other);
  assert.deepEqual([...one.untaken, ...other.untaken], []);
});

test('an emitter leaves out whom it excludes', async () => {
  const [one, other] = await authenticateEach();

  await publish('ws:room:ws-default', '{"serverId":"emitter","type":"room","target":"ws-default","event":"data:update",' +
    `"data":{"v":1},"exclude":["${one.id}"]}`);
  await publish('ws:broadcast', { serverId: 'x', type: 'broadcast', event: 'all', data: 2, exclude: [other.id] });
  assert.deepEqual(await other.next('data:update'), { v: 1 });
  assert.equal(await one.next('all'), 2);
  await settlePublished(one, other);
  assert.deepEqual([...one.untaken, ...other.untaken], []);
});

test('a server passes over what has its own id, the other does not', async () => {
  const [one, other] = await authenticateEach();
  const [{ text }] = await publishedBy(() => post(servers[0], '/broadcast', { topic: 'first', data: 1 }));
  await one.next('first');
  await other.next('first');
  const { serverId } = JSON.parse(text);

  await publish('ws:broadcast', { serverId, type: 'broadcast', event: 'again', data: 2 });
  assert.equal(await other.next('again'), 2);
  await settlePublished(one, other);
  assert.deepEqual(one.untaken, []);
});

test('what is published without sense is dropped, with a line in the log', async () => {
  const [one, other] = await authenticateEach();

  await publish('ws:broadcast', 'no json');
  await publish('ws:room:a', '{"serverId":5,"type":"broadcast","event":"x","data":1}');
  for (const text of ['', 'null', '[]', '5', '{}', '{"serverId":"x"}', '{"serverId":"x","type":"broadcast","event":5}',
                      '{"serverId":"x","event":"x","data":1}', '{"serverId":"x","type":"all","event":"x","data":1}',
                      '{"serverId":"x","type":"room","event":"x","data":1}',
                      '{"serverId":"x","type":"room","target":"","event":"x","data":1}',
                      '{"serverId":"x","type":"client","target":"nobody","event":"x","data":1}']) {
    await publish('ws:room:ws-default', text);
  }
  await settlePublished(one, other);
  assert.deepEqual([...one.untaken, ...other.untaken], []);
  await servers[0].logged(/Failed to parse Redis message \| channel: ws:broadcast/);
  await servers[0].logged(/Invalid Redis message shape \| channel: ws:room:a/);
});

test('without Redis a server says that it is degraded and serves its own clients', async () => {
  const [one, other] = await authenticateEach();
  const healthOf = async (server) => (await rest(server).get('/health-check')).body;
  assert.deepEqual(await healthOf(servers[0]), { status: 'ok' });

  await redis.kill();
  await eventually(async () => (await healthOf(servers[0])).status === 'degraded');
  assert.match((await healthOf(servers[0])).problems[0], /Redis/);
  for (let index = 1; index <= 10; ++index) {
    await post(servers[0], '/broadcast', { topic: 'news', data: index });
    assert.equal(await one.next('news'), index);
  }

  await redis.restart();
  for (const server of servers) {
    await eventually(async () => (await healthOf(server)).status === 'ok');
  }
  await post(servers[0], '/broadcast', { topic: 'back', data: 1 });
  assert.equal(await one.next('back'), 1);
  assert.equal(await other.next('back'), 1);
});
