import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Emitter } from '@socket.io/redis-emitter';

import { Client } from './support/client.js';
import { RedisServer } from './support/redis.js';
import { Rest } from './support/rest.js';
import { ServerProcess, SOCKET_IO_TEST } from './support/server.js';
import { eventually } from './support/wait.js';

const INITIALIZED = /SocketIO initialized/;

let redis;
let servers;
const clients = [];

const startServer = async (commandLine = []) => {
  const server = await ServerProcess.start(SOCKET_IO_TEST, {}, [
    '--redis-host', '127.0.0.1', '--redis-port', String(redis.port), ...commandLine,
  ]);
  await server.logged(INITIALIZED);
  return server;
};

before(async () => {
  redis = await RedisServer.start();
  servers = await Promise.all([startServer(), startServer()]);
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
after(async () => {
  await Promise.all(servers?.map((server) => server.stop()) ?? []);
  await redis.stop();
});

const authenticateEach = async () => {
  const connected = await Promise.all(servers.map((server) => Client.authenticate(server.url)));
  clients.push(...connected);
  return connected;
};
const rest = (server) => new Rest(`${server.url}/api`);
const broadcast = (server, data) => rest(server).post('/socket/broadcast', { topic: 'news', data });
const healthOf = async (server) => (await rest(server).get('/health-check')).body;

test('what one server broadcasts or sends to a client reaches the clients of the other', async () => {
  const [one, other] = await authenticateEach();

  await broadcast(servers[0], { n: 1 });
  assert.deepEqual(await one.next('news'), { n: 1 });
  assert.deepEqual(await other.next('news'), { n: 1 });

  await rest(servers[0]).post(`/socket/client/${other.id}/send`, { topic: 'private', data: 'psst' });
  assert.equal(await other.next('private'), 'psst');
  await broadcast(servers[0], 'after');
  await one.next('news');
  assert.ok(!one.untaken.includes('private'));
});

test('a server hears what other servers tell it', async () => {
  const connected = await authenticateEach();
  const client = redis.client();
  new Emitter(client).serverSideEmit('server:hello', 'emitter');
  for (const each of connected) {
    assert.deepEqual(await each.next('server:hello'), { got: 'emitter' });
  }
  await client.quit();
});

test('without Redis a server says that it is degraded and serves its own clients', async () => {
  const [one, other] = await authenticateEach();
  assert.deepEqual(await healthOf(servers[0]), { status: 'ok' });

  await redis.kill();
  await eventually(async () => (await healthOf(servers[0])).status === 'degraded');
  assert.match((await healthOf(servers[0])).problems[0], /Redis/);
  for (let index = 1; index <= 10; ++index) {
    await broadcast(servers[0], index);
    assert.equal(await one.next('news'), index);
  }

  await redis.restart();
  for (const server of servers) {
    await eventually(async () => (await healthOf(server)).status === 'ok');
  }
  await broadcast(servers[0], 'back');
  assert.equal(await one.next('news'), 'back');
  assert.equal(await other.next('news'), 'back');
});
