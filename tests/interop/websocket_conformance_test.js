// What WebSocketServerHelper promises to clients, by the client of the `ws` package.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Rest } from './support/rest.js';
import { ServerProcess, WEBSOCKET_TEST } from './support/server.js';
import { eventually } from './support/wait.js';
import { WebSocketClient } from './support/websocket.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DEFAULT_ROOMS = ['ws-default', 'ws-notification'];

let server;
let rest;
const clients = [];

before(async () => {
  server = await ServerProcess.start(WEBSOCKET_TEST, {}, ['--allow-all-rooms']);
  await server.logged(/WebSocket initialized/);
  rest = new Rest(`${server.url}/api/ws-api`);
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
after(() => server.stop());

const keep = (client) => {
  clients.push(client);
  return client;
};
const connect = async (url = server.url) => keep(await WebSocketClient.connect(url));
const authenticate = async (data, url = server.url) => keep(await WebSocketClient.authenticate(url, data));
const roomsOf = async (client) => (await rest.get(`/client/${client.id}/rooms`)).body.rooms;

async function withServer(commandLine, use) {
  const own = await ServerProcess.start(WEBSOCKET_TEST, {}, commandLine);
  await own.logged(/WebSocket initialized/);
  try {
    await use(own.url, own);
  } finally {
    await own.stop();
  }
}

/** The next error tells of an event that was sent behind what is to be passed over: nothing came before. */
async function assertNothingCame(client) {
  client.send('mark');
  assert.deepEqual(await client.nextMessage(), { event: 'error', data: { message: 'Not authenticated' } });
}

test('a client that does not authenticate is closed with 4001', async () => {
  await withServer(['--auth-timeout', '50'], async (url) => {
    const client = await connect(url);

    assert.deepEqual(await client.closed(), { code: 4001, reason: 'Authentication timeout' });
    assert.deepEqual(client.untaken, []);
  });
});

test('a client that has authenticated is not closed when the time for it is over', async () => {
  await withServer(['--auth-timeout', '2000'], async (url) => {
    const early = await authenticate({}, url);
    const late = await connect(url);

    assert.equal((await late.closed()).code, 4001);
    await early.settle();
  });
});

test('who connects is told nothing, not even on heartbeats', async () => {
  const client = await connect();

  client.send('heartbeat');
  await assertNothingCame(client);
});

for (const event of ['x', 'echo', 'join', 'leave', 'connected', 'disconnect', 'error', 'encrypted']) {
  test(`the event ${event} before authentication is an error, and the client stays`, async () => {
    const client = await connect();

    client.send(event, { rooms: ['a'] });
    assert.deepEqual(await client.nextMessage(), { event: 'error', data: { message: 'Not authenticated' } });
    client.send('authenticate');
    await client.next('connected');
  });
}

test('connected tells id, user and time, in this order', async () => {
  const { connected } = await authenticate({ token: 't', userId: 'ada' });

  assert.deepEqual(Object.keys(connected), ['id', 'userId', 'time']);
  assert.match(connected.id, UUID);
  assert.equal(connected.userId, 'ada');
  assert.match(connected.time, ISO);
});

test('authenticate works without data, and ids differ', async () => {
  const [one, other] = [await connect(), await connect()];
  one.sendText('{"event":"authenticate"}');
  other.sendText('{"event":"authenticate","data":null,"id":"7"}');

  assert.notEqual((await one.next('connected')).id, (await other.next('connected')).id);
});

test('a second authentication is an error, and the client stays', async () => {
  const client = await authenticate();

  client.send('authenticate', { token: 'invalid' });
  assert.equal(await client.nextError(), 'Already authenticated');
  await client.settle();
});

test('a second authentication while the first is under way is an error as well', async () => {
  const client = await connect();

  client.send('authenticate', { token: 'slow' });
  client.send('authenticate', {});
  assert.equal(await client.nextError(), 'Already authenticated');
  client.send('echo');
  assert.equal(await client.nextError(), 'Not authenticated');
});

for (const [token, message] of [['invalid', 'Authentication failed'], ['throw', 'Authentication error']]) {
  test(`the token ${token} is answered with "${message}", then 4003`, async () => {
    const client = await connect();

    client.send('authenticate', { token });
    assert.deepEqual(await client.closed(), { code: 4003, reason: 'Authentication failed' });
    assert.deepEqual(await client.nextMessage(), { event: 'error', data: { message } });
    assert.deepEqual(client.untaken, []);
  });
}

test('an authentication without end is closed with 4001 after three times the time', async () => {
  await withServer(['--auth-timeout', '1000'], async (url, own) => {
    const client = await connect(url);

    client.send('authenticate', { token: 'slow' });
    assert.deepEqual(await client.closed(), { code: 4001, reason: 'Authentication timeout' });
    assert.deepEqual(client.untaken, []);
    await own.logged(/not authenticated in time .*state: authenticating/);
  });
});

test('a client that leaves during its authentication is forgotten', async () => {
  await withServer([], async (url, own) => {
    const leaving = await Promise.all(Array.from({ length: 20 }, () => WebSocketClient.connect(url)));
    for (const [index, client] of leaving.entries()) {
      client.send('authenticate', { token: ['slow', 'ok', 'throw', 'invalid'][index % 4] });
      client.socket.terminate();
    }
    const watcher = await authenticate({}, url);

    const api = new Rest(`${url}/api/ws-api`);
    await eventually(async () => (await api.get('/clients')).body.count === 1);
    await watcher.settle();
    assert.equal(own.errors, '');
  });
});

test('a silent client is closed with 4002, one that sends heartbeats stays', async () => {
  await withServer(['--heartbeat-interval', '50', '--heartbeat-timeout', '2500'], async (url) => {
    const lively = await authenticate({}, url);
    const beating = setInterval(() => lively.send('heartbeat'), 50);
    const silent = await authenticate({}, url);

    assert.deepEqual(await silent.closed(), { code: 4002, reason: 'Heartbeat timeout' });
    clearInterval(beating);
    await lively.settle();
    assert.deepEqual(lively.untaken, []);
  });
});

test('a client is in the room of its id and in the default rooms', async () => {
  const client = await authenticate();

  assert.deepEqual(await roomsOf(client), [client.id, ...DEFAULT_ROOMS]);
});

test('names that are no rooms, or reserved, are not joined', async () => {
  const client = await authenticate();

  client.send('join', { rooms: ['ws:room:x', '', 'x'.repeat(257), 5, null, ['a'], 'fine', 'y'.repeat(256)] });
  await client.settle();
  assert.deepEqual(await roomsOf(client), [client.id, ...DEFAULT_ROOMS, 'fine', 'y'.repeat(256)]);
});

test('fifty rooms are joined and left again', async () => {
  const client = await authenticate();
  const rooms = Array.from({ length: 50 }, (_, index) => `room-${index}`);

  client.send('join', { rooms });
  await client.settle();
  assert.equal((await roomsOf(client)).length, 53);
  client.send('join', { rooms });
  await client.settle();
  assert.equal((await roomsOf(client)).length, 53);
  client.send('leave', { rooms: [...rooms, 'never joined'] });
  await client.settle();
  assert.deepEqual(await roomsOf(client), [client.id, ...DEFAULT_ROOMS]);
});

test('default rooms and the room of its id may be left', async () => {
  const [client, other] = [await authenticate(), await authenticate()];

  client.send('leave', { rooms: [client.id, 'ws-default'] });
  await client.settle();
  assert.deepEqual(await roomsOf(client), ['ws-notification']);
  await rest.post('/room/ws-default/send', { topic: 'missed', data: 1 });
  await rest.post('/broadcast', { topic: 'all', data: 2 });
  assert.equal(await client.next('all'), 2);
  assert.deepEqual(client.untaken, []);
  assert.equal(await other.next('missed'), 1);
});

test('a room gets what is sent to it, each member once', async () => {
  const [one, two, outsider] = [await authenticate(), await authenticate(), await authenticate()];
  for (const client of [one, two]) {
    client.send('join', { rooms: ['public-a', 'public-b'] });
    await client.settle();
  }

  await rest.post('/room/public-a/send', { topic: 'news', data: { n: 1 } });
  for (const client of [one, two]) {
    assert.deepEqual(await client.nextMessage(), { event: 'news', data: { n: 1 } });
  }
  for (const client of [one, two, outsider]) {
    await client.settle();
    assert.deepEqual(client.untaken, []);
  }
});

test('broadcasts are for those who are let in', async () => {
  const inside = await authenticate();
  const outside = await connect();

  await rest.post('/broadcast', { topic: 'news', data: null });
  assert.equal(await inside.next('news'), null);
  await assertNothingCame(outside);
});

test('all clients of a user get what is sent to it, until they leave', async () => {
  const [one, two] = [await authenticate({ userId: 'twin' }), await authenticate({ userId: 'twin' })];
  const other = await authenticate({ userId: 'somebody' });
  const send = (data) => rest.post('/user/twin/send', { topic: 'private', data });

  await send(1);
  assert.equal(await one.next('private'), 1);
  assert.equal(await two.next('private'), 1);
  await one.close();
  await eventually(async () => (await rest.get('/clients')).body.count === 2);
  await send(2);
  assert.equal(await two.next('private'), 2);
  await other.settle();
  assert.deepEqual(other.untaken, []);
});

test('system events other than the four reach the application, which does not know them', async () => {
  const client = await authenticate();

  for (const event of ['connected', 'disconnect', 'error', 'encrypted']) {
    client.send(event, {});
    await client.settle();
    await server.logged(new RegExp(`Unknown event \\| clientId: ${client.id} \\| event: ${event}`));
  }
  assert.deepEqual(client.untaken, []);
});

test('text arrives as it is, whatever its letters', async () => {
  const client = await authenticate();
  const data = { text: 'ünïcode 🎉 \u0000 "\\', list: [1, 2.5, null, true], '': {} };

  client.send('echo', data);
  assert.deepEqual((await client.next('echo:response')).original, data);
});

test('messages keep their order', async () => {
  const client = await authenticate();

  for (let index = 0; index < 500; ++index) {
    client.send('echo', index);
  }
  for (let index = 0; index < 500; ++index) {
    assert.equal((await client.next('echo:response')).original, index);
  }
});

test('a fragmented message and one in a binary frame are read as any other', async () => {
  const client = await authenticate();
  const text = '{"event":"echo","data":"ü"}';

  const bytes = Buffer.from(text);
  client.socket.send(bytes.subarray(0, 24), { fin: false, binary: false });
  client.socket.ping();
  client.socket.send(bytes.subarray(24), { fin: true });
  assert.equal((await client.next('echo:response')).original, 'ü');
  client.socket.send(bytes, { binary: true });
  assert.equal((await client.next('echo:response')).original, 'ü');
});
