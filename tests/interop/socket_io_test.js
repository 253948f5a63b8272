import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from './support/client.js';
import { INTEROP_APP, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

let server;
const clients = [];

before(async () => {
  server = await ServerProcess.start(INTEROP_APP);
});
after(async () => {
  clients.forEach((client) => client.close());
  await server.stop();
});

async function authenticate(options) {
  const client = await Client.authenticate(server.url, options);
  clients.push(client);
  return client;
}

async function send(message) {
  const response = await fetch(`${server.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ topic: 'news', ...message }),
  });
  assert.equal(response.status, 200);
}

test('a client that authenticates is pinged and told its id', async () => {
  const client = await Client.connect(server.url);
  clients.push(client);

  client.socket.emit('authenticate');

  const ping = await client.next('ping');
  const authenticated = await client.next('authenticated');
  assert.ok(!Number.isNaN(Date.parse(ping.time)));
  assert.equal(authenticated.id, client.id);
  assert.ok(!Number.isNaN(Date.parse(authenticated.time)));
});

test('a client with a bad token is told and then disconnected', async () => {
  const client = await Client.connect(server.url, { auth: { token: 'bad' } });

  client.socket.emit('authenticate');

  const { message } = await client.next('unauthenticated');
  assert.equal(message, 'Invalid token to authenticate! Please login again!');
  assert.equal(await client.next('disconnect'), 'io server disconnect');
});

test('a client that does not authenticate in time is disconnected', async () => {
  const client = await Client.connect(server.url);

  assert.equal(await client.next('disconnect'), 'io server disconnect');
});

test('an event is answered with what it brought', async () => {
  const client = await authenticate();

  for (const value of ['text', 'ünï¢ödé 🔥', '', 0, -1.5, true, null, [1, [2]], { a: { b: [] } }]) {
    assert.deepEqual(await client.ask('echo', value), value);
  }
});

test('a hundred events under way are answered, each with its own value', async () => {
  const client = await authenticate();
  const values = Array.from({ length: 100 }, (_, index) => `value ${index}`);

  const answers = await Promise.all(values.map((value) => client.ask('echo', value)));

  assert.deepEqual(answers, values);
});

test('a large message comes back whole', async () => {
  const client = await authenticate();
  const value = 'x'.repeat(500_000);

  assert.equal(await client.ask('echo', value), value);
});

test('what is sent to one client reaches that client alone', async () => {
  const [one, other] = [await authenticate(), await authenticate()];

  await send({ destination: one.id, text: 'for one' });

  assert.deepEqual(await one.next('news'), { text: 'for one' });
  await other.settle();
  assert.ok(!other.untaken.includes('news'));
});

test('what is sent to a room reaches those who joined it and did not leave', async () => {
  const [member, former, outsider] = [await authenticate(), await authenticate(), await authenticate()];
  member.socket.emit('join', { rooms: ['public-news'] });
  former.socket.emit('join', { rooms: ['public-news'] });
  former.socket.emit('leave', { rooms: ['public-news'] });
  await Promise.all([member.settle(), former.settle()]);

  await send({ destination: 'public-news', text: 'for members' });

  assert.deepEqual(await member.next('news'), { text: 'for members' });
  await Promise.all([former.settle(), outsider.settle()]);
  assert.ok(!former.untaken.includes('news'));
  assert.ok(!outsider.untaken.includes('news'));
});

test('a room that the validation refuses is not joined', async () => {
  const client = await authenticate();
  client.socket.emit('join', { rooms: ['secret', 'public-a'] });
  await client.settle();

  await send({ destination: 'secret', text: 'hidden' });
  await send({ destination: 'public-a', text: 'seen' });

  assert.deepEqual(await client.next('news'), { text: 'seen' });
  assert.ok(!client.untaken.includes('news'));
});

test('authenticated clients are in the default rooms', async () => {
  const client = await authenticate();

  for (const room of ['io-default', 'io-notification']) {
    await send({ destination: room, text: room });
    assert.deepEqual(await client.next('news'), { text: room });
  }
});

test('what is sent without a destination reaches everybody', async () => {
  const everybody = await Promise.all(Array.from({ length: 5 }, () => authenticate()));

  await send({ text: 'for all' });

  for (const client of everybody) {
    assert.deepEqual(await client.next('news'), { text: 'for all' });
  }
});

test('a client that has gone is forgotten', async () => {
  const count = async () => (await (await fetch(`${server.url}/api/messages/count`)).json()).count;
  const client = await authenticate();
  const before = await count();

  client.close();

  const forgotten = (async () => {
    while ((await count()) >= before) {
      // The server learns of it when it reads the socket; each question gives it a turn.
    }
  })();
  await within(forgotten, 'the client to be forgotten');
});

test('a namespace that does not exist is refused', async () => {
  const client = new Client(`${server.url}/nowhere`);
  clients.push(client);

  const error = await client.next('connect_error');

  assert.equal(error.message, 'Invalid namespace');
});
