// End-to-end encryption: WebCrypto on one side, the sample application on the other.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { EncryptedClient } from './support/encrypted_client.js';
import { Rest } from './support/rest.js';
import { ServerProcess, WEBSOCKET_TEST } from './support/server.js';
import { WebCryptoPeer } from './support/webcrypto_peer.js';
import { WebSocketClient } from './support/websocket.js';

let server;
let rest;
const clients = [];

before(async () => {
  server = await ServerProcess.start(WEBSOCKET_TEST, {}, ['--require-encryption']);
  await server.logged(/WebSocket initialized/);
  rest = new Rest(`${server.url}/api/ws-api`);
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
after(async () => {
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.equal(server.errors, '');
});

const authenticate = async (data) => {
  const client = await EncryptedClient.authenticate(server.url, data);
  clients.push(client);
  return client;
};
const connect = async () => {
  const client = await WebSocketClient.connect(server.url);
  clients.push(client);
  return client;
};
const isBytes = (text, size) => Buffer.from(text, 'base64').length === size;

/** An event that comes back behind whatever has been sent before. */
async function settle(client) {
  await client.send('echo', 'settle');
  const { event, data } = await client.next();
  assert.equal(event, 'echo:response');
  assert.equal(data.original, 'settle');
}

test('connected is readable and brings the key of the server and a salt', async () => {
  const { connected } = await authenticate({ userId: 'ada' });

  assert.deepEqual(Object.keys(connected), ['id', 'userId', 'time', 'serverPublicKey', 'salt']);
  assert.equal(connected.userId, 'ada');
  assert.ok(isBytes(connected.serverPublicKey, 65));
  assert.ok(isBytes(connected.salt, 32));
});

test('what goes both ways is encrypted and arrives', async () => {
  const client = await authenticate();
  const data = { secret: 'ünïcode 🎉', list: [1, null] };

  await client.send('echo', data);
  const message = await client.plain.nextMessage();
  assert.equal(message.event, 'encrypted');
  assert.deepEqual(Object.keys(message), ['event', 'data']);
  assert.deepEqual(Object.keys(message.data), ['iv', 'ct']);
  assert.ok(isBytes(message.data.iv, 12));
  const { event, data: answer } = await client.decrypt(message.data);
  assert.equal(event, 'echo:response');
  assert.deepEqual(answer.original, data);
});

test('messages up to the limit go through', async () => {
  const client = await authenticate();
  const text = 'x'.repeat(64 * 1024);

  await client.send('echo', text);
  assert.equal((await client.next()).data.original, text);
});

test('encrypted messages keep their order', async () => {
  const client = await authenticate();

  for (let index = 0; index < 100; ++index) {
    await client.send('echo', index);
  }
  for (let index = 0; index < 100; ++index) {
    assert.equal((await client.next()).data.original, index);
  }
});

test('rooms, broadcasts and direct messages reach each member under its own key', async () => {
  const [one, two] = [await authenticate(), await authenticate({ userId: 'eve' })];
  await one.send('join', { rooms: ['public-a', 'private-a'] });
  await two.send('join', { rooms: ['public-a'] });
  await settle(one);
  await settle(two);
  assert.deepEqual((await rest.get(`/client/${one.id}/rooms`)).body.rooms.slice(3), ['public-a']);
  assert.notEqual(one.connected.serverPublicKey, two.connected.serverPublicKey);

  await one.send('chat:message', { room: 'public-a', message: 'to the room' });
  await rest.post('/broadcast', { topic: 'news', data: { n: 1 } });
  for (const client of [one, two]) {
    const chat = await client.next();
    assert.deepEqual([chat.event, chat.data.from, chat.data.message], ['chat:message', one.id, 'to the room']);
    assert.deepEqual(await client.next(), { event: 'news', data: { n: 1 } });
  }

  await rest.post(`/client/${two.id}/send`, { topic: 'direct', data: null });
  assert.deepEqual(await two.next(), { event: 'direct', data: null });
  await rest.post('/user/eve/send', { topic: 'user', data: 1 });
  assert.deepEqual(await two.next(), { event: 'user', data: 1 });
  await settle(one);

  await rest.post('/broadcast', { topic: 'news', data: 2 });
  const { data } = await one.plain.nextMessage();
  await assert.rejects(two.decrypt(data));
  assert.deepEqual(await one.decrypt(data), { event: 'news', data: 2 });
});

test('events in the clear are understood and answered encrypted, errors too', async () => {
  const client = await authenticate();

  client.plain.send('echo', 1);
  assert.equal((await client.next()).data.original, 1);
  client.plain.sendText('no json');
  assert.deepEqual(await client.next(), { event: 'error', data: { message: 'Invalid message format' } });
  client.plain.send('authenticate');
  assert.deepEqual(await client.next(), { event: 'error', data: { message: 'Already authenticated' } });
});

test('what cannot be decrypted is passed over, and the client stays', async () => {
  const [client, other] = [await authenticate(), await authenticate()];
  const { iv, ct } = await client.encrypt('echo', 'tampered with');
  const flipped = Buffer.from(ct, 'base64');
  flipped[0] ^= 1;

  for (const data of [undefined, null, 5, {}, { iv }, { ct }, { iv, ct: '' }, { iv: 'AAAA', ct }, { iv, ct: 'no base64' },
                      { iv, ct: flipped.toString('base64') }, { iv, ct: ct.slice(0, 20) },
                      await other.encrypt('echo', 'of another key')]) {
    client.plain.send('encrypted', data);
  }
  await settle(client);
  await settle(other);
});

test('what is encrypted but no event is an invalid message', async () => {
  const client = await authenticate();

  client.plain.send('encrypted', await client.peer.encrypt('no json'));
  assert.deepEqual(await client.next(), { event: 'error', data: { message: 'Invalid message format' } });
  client.plain.send('encrypted', await client.peer.encrypt('{"data":1}'));
  await client.send('heartbeat');
  await settle(client);
});

for (const [name, data] of [['no key', {}], ['an empty key', { publicKey: '' }]]) {
  test(`a client that sends ${name} is told so and closed with 4004`, async () => {
    const client = await connect();

    client.send('authenticate', data);
    assert.deepEqual(await client.closed(), { code: 4004, reason: 'Encryption required' });
    assert.deepEqual(await client.nextMessage(), { event: 'error', data: { message: 'Encryption handshake failed' } });
    assert.deepEqual(client.untaken, []);
  });
}

const NO_POINT = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64');
for (const publicKey of ['AAAA', 'no base64!', NO_POINT, 5]) {
  test(`the key ${publicKey} is none: 4003`, async () => {
    const client = await connect();

    client.send('authenticate', { publicKey });
    assert.deepEqual(await client.closed(), { code: 4003, reason: 'Authentication failed' });
    assert.deepEqual(await client.nextMessage(), { event: 'error', data: { message: 'Authentication error' } });
  });
}

test('who is refused is refused before keys are exchanged', async () => {
  const client = await connect();
  const { publicKey } = await WebCryptoPeer.create();

  client.send('authenticate', { token: 'invalid', publicKey });
  assert.equal((await client.closed()).code, 4003);
  assert.equal(await client.nextError(), 'Authentication failed');
});

test('without the requirement a key in authenticate changes nothing', async (context) => {
  const open = await ServerProcess.start(WEBSOCKET_TEST);
  context.after(() => open.stop());
  await open.logged(/WebSocket initialized/);
  const { publicKey } = await WebCryptoPeer.create();

  const client = await WebSocketClient.authenticate(open.url, { publicKey });
  assert.deepEqual(Object.keys(client.connected), ['id', 'userId', 'time']);
  await client.settle();
  await client.close();
});
