import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from './support/client.js';
import { INTEROP_APP, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

const POLLING = { transports: ['polling'] };
const UPGRADING = { transports: ['polling', 'websocket'] };

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

const transportOf = (client) => client.socket.io.engine.transport.name;

function upgraded(client) {
  return within(
    new Promise((resolve) => {
      if (transportOf(client) === 'websocket') {
        resolve();
      } else {
        client.socket.io.engine.once('upgrade', resolve);
      }
    }),
    'the upgrade',
  );
}

for (const [name, options] of [
  ['polling', POLLING],
  ['upgrading', UPGRADING],
]) {
  test(`${name}: an event is answered with what it brought`, async () => {
    const client = await authenticate(options);

    for (const value of ['text', 'ünï¢ödé 🔥', '', 0, -1.5, true, null, [1, [2]], { a: { b: [] } }]) {
      assert.deepEqual(await client.ask('echo', value), value);
    }
  });

  test(`${name}: a thousand events under way are answered in order`, async () => {
    const client = await authenticate(options);
    const answers = [];

    const all = Array.from({ length: 1000 }, (_, index) =>
      client.ask('echo', index).then((answer) => answers.push(answer)),
    );
    await Promise.all(all);

    assert.deepEqual(
      answers,
      Array.from({ length: 1000 }, (_, index) => index),
    );
  });

  test(`${name}: a large message comes back whole`, async () => {
    const client = await authenticate(options);
    const value = Array.from({ length: 50_000 }, (_, index) => `${index} `).join('');

    assert.equal(await client.ask('echo', value), value);
  });

  test(`${name}: a client with a bad token is told and then disconnected`, async () => {
    const client = await Client.connect(server.url, { ...options, auth: { token: 'bad' } });

    client.socket.emit('authenticate');

    const { message } = await client.next('unauthenticated');
    assert.equal(message, 'Invalid token to authenticate! Please login again!');
    assert.equal(await client.next('disconnect'), 'io server disconnect');
  });

  test(`${name}: a client that leaves is forgotten`, async () => {
    const count = async () => (await (await fetch(`${server.url}/api/messages/count`)).json()).count;
    const client = await authenticate(options);
    const before = await count();

    client.close();

    const forgotten = (async () => {
      while ((await count()) >= before) {
        // Each question gives the server a turn.
      }
    })();
    await within(forgotten, 'the client to be forgotten');
  });
}

test('a client that may only poll stays on polling', async () => {
  const client = await authenticate(POLLING);

  assert.equal(transportOf(client), 'polling');
});

test('fifty clients upgrade while they talk and nothing is lost or reordered', async () => {
  const everybody = await Promise.all(Array.from({ length: 50 }, () => authenticate(UPGRADING)));

  for (const client of everybody) {
    const answers = [];
    let sent = 0;
    while (transportOf(client) === 'polling') {
      const value = sent++;
      await client.ask('echo', value).then((answer) => answers.push(answer));
    }
    await upgraded(client);
    answers.push(await client.ask('echo', sent++));
    assert.deepEqual(
      answers,
      Array.from({ length: sent }, (_, index) => index),
    );
  }
});

test('what is sent during an upgrade arrives once, in order', async () => {
  const client = await Client.connect(server.url, UPGRADING);
  clients.push(client);
  client.socket.emit('authenticate');
  await client.next('authenticated');
  const received = [];
  client.socket.on('news', ({ text }) => received.push(Number(text)));

  const sender = (async () => {
    for (let index = 0; index < 100; ++index) {
      await fetch(`${server.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ topic: 'news', destination: client.id, text: String(index) }),
      });
    }
  })();
  await upgraded(client);
  await sender;
  await client.settle();

  assert.deepEqual(
    received,
    Array.from({ length: 100 }, (_, index) => index),
  );
});
