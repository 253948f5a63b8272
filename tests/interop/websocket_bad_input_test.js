// What strangers may send: the documented error or close code, and everybody else untouched.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { closeFrame, frame, OPCODES, RawWebSocket } from './support/raw_websocket.js';
import { Rest } from './support/rest.js';
import { ServerProcess, WEBSOCKET_TEST } from './support/server.js';
import { eventually } from './support/wait.js';
import { WebSocketClient } from './support/websocket.js';

let server;
let rest;
let neighbour;
const clients = [];

before(async () => {
  server = await ServerProcess.start(WEBSOCKET_TEST);
  await server.logged(/WebSocket initialized/);
  rest = new Rest(`${server.url}/api/ws-api`);
  neighbour = await WebSocketClient.authenticate(server.url);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await neighbour.settle();
  assert.deepEqual(neighbour.untaken, []);
});
after(async () => {
  await neighbour.close();
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.equal(server.errors, '');
});

const keep = (client) => {
  clients.push(client);
  return client;
};
const connect = async () => keep(await WebSocketClient.connect(server.url));
const connectedIds = async () => (await rest.get('/clients')).body.clients.map(({ id }) => id);
const authenticate = async (data) => keep(await WebSocketClient.authenticate(server.url, data));

for (const text of ['not json', '', '{', '{"event":"echo"', '{"event":"echo"}}', "{'event':'echo'}", '{"event":"a",}',
                    'undefined', '{"event":"\\ud8"}']) {
  test(`${JSON.stringify(text)} is an invalid message, whoever sends it`, async () => {
    for (const client of [await connect(), await authenticate()]) {
      client.sendText(text);
      assert.deepEqual(await client.nextMessage(), { event: 'error', data: { message: 'Invalid message format' } });
      assert.ok(client.isOpen);
    }
  });
}

for (const text of ['{"data":1}', '{}', '[]', 'null', '5', '"echo"', 'true', '[{"event":"echo"}]', '{"event":null}',
                    '{"event":""}', '{"event":0}', '{"event":5}', '{"event":{}}', '{"event":["echo"]}', '{"Event":"echo"}']) {
  test(`${text} has no event and is passed over`, async () => {
    const client = await authenticate();

    client.sendText(text);
    await client.settle();
    assert.deepEqual(client.untaken, []);
  });
}

for (const data of [undefined, null, 5, 'a', [], {}, { rooms: null }, { rooms: 'public-a' }, { rooms: {} }, { rooms: [] },
                    { rooms: [5, null, {}] }, { rooms: ['private-a'] }, { rooms: ['public-'.padEnd(257, 'x')] }]) {
  test(`join and leave of ${JSON.stringify(data)?.slice(0, 40)} change nothing`, async () => {
    const client = await authenticate();
    const { body } = await rest.get(`/client/${client.id}/rooms`);

    client.send('join', data);
    client.send('leave', data);
    await client.settle();
    assert.deepEqual((await rest.get(`/client/${client.id}/rooms`)).body, body);
    assert.deepEqual(client.untaken, []);
  });
}

test('a client is in a thousand rooms at most', async () => {
  const client = await authenticate();
  const rooms = Array.from({ length: 3000 }, (_, index) => `public-${index}`);

  client.send('join', { rooms });
  client.send('join', { rooms: ['public-more'] });
  await client.settle();
  const joined = (await rest.get(`/client/${client.id}/rooms`)).body.rooms;
  assert.equal(joined.length, 1000);
  assert.ok(!joined.includes('public-more'));
  await server.logged(/maxRoomsPerClient/);
});

for (const data of ['text', 5, [], { token: 5 }, { userId: {} }, { token: ['invalid'] }]) {
  test(`${JSON.stringify(data)} is no authentication: 4003`, async () => {
    const client = await connect();

    client.send('authenticate', data);
    assert.deepEqual(await client.closed(), { code: 4003, reason: 'Authentication failed' });
    assert.equal(await client.nextError(), 'Authentication error');
  });
}

for (const data of [undefined, null, 5, 'hello', [], {}, { message: null }, { message: '' }, { room: 'public-a' },
                    { message: 'x', room: 5 }]) {
  test(`a chat message of ${JSON.stringify(data)} goes nowhere, and the client stays`, async () => {
    const client = await authenticate();

    client.send('chat:message', data);
    await client.settle();
    assert.deepEqual(client.untaken, []);
  });
}

test('deep nesting does no harm', async () => {
  const client = await authenticate();

  client.sendText(`{"event":"echo","data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
  client.sendText('['.repeat(100_000));
  client.sendText('{"event":'.repeat(10_000));
  client.send('last');
  await server.logged(new RegExp(`Unknown event \\| clientId: ${client.id} \\| event: last`));
  assert.ok(client.isOpen);
});

test('a message of 128 KB is read, a longer one closes with 1009', async () => {
  const client = await authenticate();
  const envelope = '{"event":"echo","data":""}';
  const textOf = (size) => `{"event":"echo","data":"${'x'.repeat(size - envelope.length)}"}`;

  client.sendText(textOf(131072));
  assert.equal((await client.next('echo:response')).original.length, 131072 - envelope.length);
  client.sendText(textOf(131073));
  assert.equal((await client.closed()).code, 1009);
});

const one = (payload, options) => [frame(payload, options)];
const many = (count) => [
  frame('{', { fin: false }),
  ...Array.from({ length: count }, () => frame(' ', { opcode: OPCODES.CONTINUATION, fin: false })),
];
for (const [name, frames, code] of [
  ['an unmasked frame', one('{"event":"heartbeat"}', { masked: false }), 1002],
  ['a reserved bit', one('{}', { rsv: 4 }), 1002],
  ['another reserved bit', one('{}', { rsv: 1 }), 1002],
  ['an unknown opcode', one('{}', { opcode: 3 }), 1002],
  ['an unknown control opcode', one('', { opcode: 11 }), 1002],
  ['a continuation of nothing', one('{}', { opcode: OPCODES.CONTINUATION }), 1002],
  ['a message within a message', [frame('{', { fin: false }), frame('}')], 1002],
  ['a fragmented ping', one('', { opcode: OPCODES.PING, fin: false }), 1002],
  ['a long ping', one('x'.repeat(126), { opcode: OPCODES.PING }), 1002],
  ['a close frame of one byte', one('x', { opcode: OPCODES.CLOSE }), 1002],
  ['a close reason that is no UTF-8', [frame(Buffer.from([3, 232, 255]), { opcode: OPCODES.CLOSE })], 1007],
  ['text that is no UTF-8', [frame(Buffer.from([0x22, 0xff, 0x22]))], 1007],
  ['text that begins as no UTF-8 can', [frame(Buffer.from([0xf5]), { fin: false })], 1007],
  ['a hundred thousand fragments', many(100_000), 1008],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].map((bad) => [`the close code ${bad}`, [closeFrame(bad)], 1002]),
  ...[1000, 1001, 1011, 3000, 4999].map((good) => [`the close code ${good}`, [closeFrame(good, 'bye')], good]),
]) {
  test(`${name} is answered with the close code ${code}`, async () => {
    const raw = await RawWebSocket.connect(server.port);
    assert.equal(raw.status, 101);

    raw.send(...frames);
    assert.equal(await raw.closeCode(), code);
    raw.destroy();
  });
}

test('a close frame without a code is answered with one without a code', async () => {
  const raw = await RawWebSocket.connect(server.port);

  raw.send(frame('', { opcode: OPCODES.CLOSE }));
  assert.equal(await raw.closeCode(), 1005);
  raw.destroy();
});

for (const [name, request, status] of [
  ['another version', { headers: { 'Sec-WebSocket-Version': '12' } }, 426],
  ['no key', { headers: { 'Sec-WebSocket-Key': undefined } }, 400],
  ['a key that is none', { headers: { 'Sec-WebSocket-Key': 'short' } }, 400],
]) {
  test(`an upgrade with ${name} is refused with ${status}`, async () => {
    const raw = await RawWebSocket.connect(server.port, request);

    assert.equal(raw.status, status);
    raw.destroy();
  });
}

for (const path of ['/ws/', '/WS', '/api/ws', '/wsx', '/']) {
  test(`there is no WebSocket at ${path}`, async () => {
    await assert.rejects(WebSocketClient.connect(server.url, path), /Unexpected server response: 404/);
  });
}

test('the query of the path is passed over', async () => {
  const client = keep(await WebSocketClient.connect(server.url, '/ws?token=a'));

  client.send('authenticate');
  await client.next('connected');
});

test('connections that break off in the middle of a frame are forgotten', async () => {
  for (const bytes of [frame('{"event":"authenticate"}').subarray(0, 7), frame('{', { fin: false }), Buffer.from([0x81])]) {
    const raw = await RawWebSocket.connect(server.port);
    raw.send(bytes);
    raw.destroy();
  }
  const client = await authenticate();
  await eventually(async () => (await connectedIds()).length === 2);
  assert.deepEqual(await connectedIds(), [neighbour.id, client.id]);
});

test('a client that does not read is closed in the end, and others of the same user get everything', async () => {
  const [reader, stuck] = [await authenticate({ userId: 'reader' }), await authenticate({ userId: 'reader' })];
  const data = 'x'.repeat(1024 * 1024);
  let sent = 0;

  stuck.socket.pause();
  await eventually(async () => {
    await rest.post('/user/reader/send', { topic: 'big', data });
    ++sent;
    return !(await connectedIds()).includes(stuck.id);
  });
  for (let received = 0; received < sent; ++received) {
    assert.equal(await reader.next('big'), data);
  }
  stuck.socket.terminate();
});
