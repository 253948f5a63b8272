// nginx with the configuration of docs/guide/deploying.md, in front of two servers that share a Redis.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { Client } from './support/client.js';
import { freePort, RedisServer } from './support/redis.js';
import { Rest } from './support/rest.js';
import { ServerProcess, SOCKET_IO_TEST } from './support/server.js';
import { eventually, within } from './support/wait.js';

const PAGE = new URL('../../docs/guide/deploying.md', import.meta.url);
const [, DOCUMENTED] = /^```nginx\n([^]*?)^```$/m.exec(readFileSync(PAGE, 'utf8'));

let redis;
let servers;
let nginx;
let url;
const folder = mkdtempSync(join(tmpdir(), 'ignis-nginx-'));
const clients = [];

async function startNginx() {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const site = DOCUMENTED.replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('127.0.0.1:3001', new URL(servers[0].url).host)
    .replace('127.0.0.1:3002', new URL(servers[1].url).host);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
     events {} http { access_log off; ${paths.join(' ')}\n${site}}`,
  );
  nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-c', 'nginx.conf', '-e', `${folder}/error.log`], { stdio: 'inherit' });
  nginx.ended = new Promise((resolve, reject) => {
    nginx.on('error', reject);
    nginx.on('close', resolve);
  });
  await eventually(() => fetch(url).then(() => true, () => false));
}

before(async () => {
  redis = await RedisServer.start();
  const start = () =>
    ServerProcess.start(SOCKET_IO_TEST, { HOST: '127.0.0.1' }, ['--redis-host', '127.0.0.1', '--redis-port', String(redis.port)]);
  servers = await Promise.all([start(), start()]);
  await Promise.all(servers.map((server) => server.logged(/SocketIO initialized/)));
  await startNginx();
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
after(async () => {
  nginx?.kill();
  await within(nginx?.ended, 'nginx to end');
  await Promise.all(servers?.map((server) => server.stop()) ?? []);
  await redis?.stop();
  rmSync(folder, { recursive: true });
});

async function authenticate(options) {
  const client = await Client.authenticate(url, options);
  clients.push(client);
  return client;
}

test('REST comes through', async () => {
  const { status, body } = await new Rest(`${url}/api`).get('/socket/info');

  assert.equal(status, 200);
  assert.equal(body.connectedClients, 0);
});

for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
  test(`a client with ${transports} gets its answers`, async () => {
    const client = await authenticate({ transports });

    client.socket.emit('echo', { n: 1 });
    assert.deepEqual((await client.next('echo:response')).original, { n: 1 });
    const { engine } = client.socket.io;
    await eventually(async () => {
      await client.ask('echo:ack', 'again');
      return engine.transport.name === transports.at(-1);
    });
  });
}

test('clients of one room meet, on whichever server they are', async () => {
  const addresses = Array.from({ length: 16 }, (_, index) => `127.0.0.${index + 1}`);
  const connected = await Promise.all(
    addresses.map((localAddress) => authenticate({ agent: new Agent({ localAddress }), transports: ['polling'] })),
  );
  const infos = await Promise.all(servers.map((server) => new Rest(`${server.url}/api`).get('/socket/info')));
  const counts = infos.map(({ body }) => body.connectedClients);
  assert.equal(counts[0] + counts[1], addresses.length);
  assert.ok(Math.min(...counts) > 0, `all are on one server: ${counts}`);

  await new Rest(`${url}/api`).post('/socket/room/io-default/send', { topic: 'news', data: 'all' });
  for (const client of connected) {
    assert.equal(await client.next('news'), 'all');
  }
});
