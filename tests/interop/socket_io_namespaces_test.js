import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Manager } from 'socket.io-client';

import { Client } from './support/client.js';
import { INTEROP_SOCKET_IO, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

let server;
const clients = [];

before(async () => {
  server = await ServerProcess.start(INTEROP_SOCKET_IO);
});
after(async () => {
  clients.forEach((client) => client.close());
  await server.stop();
});

function client(nsp, options) {
  const made = new Client(`${server.url}${nsp}`, { path: '/socket.io', ...options });
  clients.push(made);
  return made;
}

test('static and dynamic namespaces are joined, others are refused', async () => {
  for (const nsp of ['/static', '/room-1', '/room-22', '/room-1']) {
    assert.equal(await client(nsp).next('welcome'), nsp);
  }
  for (const nsp of ['/room-x', '/unknown', '/static/']) {
    assert.equal((await client(nsp).next('connect_error')).message, 'Invalid namespace');
  }
});

test('what is sent in a namespace stays there', async () => {
  const [one, other, outsider] = [client('/room-5'), client('/room-5'), client('/room-6')];
  await Promise.all([one, other, outsider].map((each) => each.next('connect')));

  one.socket.emit('all', 'hello');

  assert.equal(await one.next('all'), 'hello');
  assert.equal(await other.next('all'), 'hello');
  await outsider.ask('echo');
  assert.ok(!outsider.untaken.includes('all'));
});

test('a middleware refuses with data, and the client may try again on the same connection', async () => {
  const guarded = client('/guarded', { auth: { token: 'bad' } });
  const error = await guarded.next('connect_error');
  assert.equal(error.message, 'not for you');
  assert.deepEqual(error.data, { code: 7 });
  assert.equal(guarded.socket.active, false);

  guarded.socket.auth = { token: 'good' };
  guarded.socket.connect();
  await guarded.next('connect');
});

test('several namespaces share one connection and leave it one by one', async () => {
  const manager = new Manager(server.url, { path: '/socket.io', transports: ['websocket'], reconnection: false });
  const sockets = ['/', '/static', '/room-9'].map((nsp) => manager.socket(nsp, { auth: { nsp } }));
  const welcomes = sockets.map((socket) => {
    const welcome = new Promise((resolve) => socket.on('welcome', (...values) => resolve(values)));
    return within(welcome, 'the welcome');
  });
  for (const [index, { nsp }] of sockets.entries()) {
    assert.deepEqual(await welcomes[index], [nsp, false, { nsp }]);
  }
  assert.equal(new Set(sockets.map((socket) => socket.id)).size, 3);

  sockets[0].disconnect();
  assert.equal(await within(sockets[1].emitWithAck('echo', 1), 'the answer'), 1);
  const gone = new Promise((resolve) => sockets[2].on('disconnect', resolve));
  sockets[1].emit('leave me', true);
  assert.equal(await within(gone, 'the disconnection'), 'io server disconnect');
});
