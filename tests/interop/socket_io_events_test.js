import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

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

async function connect(options) {
  const client = await Client.connect(server.url, { path: '/socket.io', ...options });
  clients.push(client);
  return client;
}

test('volatile events reach a client that keeps up', async () => {
  const client = await connect();
  client.socket.emit('volatile');
  assert.equal(await client.next('volatile'), 1);
  assert.equal(await client.next('not volatile'), 2);

  client.socket.volatile.emit('back', 'from the client');
  assert.equal(await client.next('back'), 'from the client');
});

test('an answer that does not come is a timeout on the server', async () => {
  const client = await connect();
  client.socket.emit('impatient');
  assert.equal(await client.next('failed'), 'operation has timed out');
});

test('an answer that does not come is a timeout at the client', async () => {
  const client = await connect();
  await assert.rejects(client.socket.timeout(50).emitWithAck('nobody listens'), /operation has timed out/);
  assert.equal(await client.socket.timeout(5000).emitWithAck('echo', 'in time'), 'in time');
});

test('the client sees what it sends with onAnyOutgoing, and the server gets it', async () => {
  const client = await connect();
  const sent = [];
  client.socket.onAnyOutgoing((name, ...values) => sent.push([name, ...values]));

  client.socket.emit('back', 1, Buffer.from('x'));
  await client.next('back');
  await client.ask('echo', 2);

  assert.deepEqual(sent[0], ['back', 1, Buffer.from('x')]);
  assert.deepEqual(sent[1].slice(0, 2), ['echo', 2]);
});

test('what a client with retries sends arrives once and in order', async () => {
  const client = await connect({ retries: 3, ackTimeout: 2000 });
  const answers = Promise.all([1, 2, 3].map((value) => client.socket.emitWithAck('echo', value)));
  assert.deepEqual(await within(answers, 'the answers'), [1, 2, 3]);
});
