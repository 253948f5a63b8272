// The sample application as it is documented: REST and events.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Rest } from './support/rest.js';
import { ServerProcess, WEBSOCKET_TEST } from './support/server.js';
import { eventually } from './support/wait.js';
import { WebSocketClient } from './support/websocket.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server;
let rest;
before(async () => {
  server = await ServerProcess.start(WEBSOCKET_TEST);
  await server.logged(/WebSocket initialized/);
  rest = new Rest(`${server.url}/api/ws-api`);
});
after(() => server.stop());

const authenticate = (data) => WebSocketClient.authenticate(server.url, data);

test('the documented client finds everything as documented', async (context) => {
  const documented = await ServerProcess.start(WEBSOCKET_TEST, { APP_ENV_WS_ALLOW_ALL_ROOMS: 'true' });
  context.after(() => documented.stop());
  await documented.logged(/WebSocket initialized/);
  const { get, post } = new Rest(`${documented.url}/api/ws-api`);
  const ROOM = 'test-room';
  let a;
  let b;
  let infos;

  await context.test('both clients are let in', async () => {
    a = await WebSocketClient.authenticate(documented.url, { token: 'test-token-123' });
    b = await WebSocketClient.authenticate(documented.url, { token: 'test-token-123', userId: 'bob' });

    assert.match(a.userId, /^anon-[0-9a-f]{8}$/);
    assert.equal(b.userId, 'bob');
  });

  await context.test('health, info and clients tell of them in the order of connection', async () => {
    const health = await get('/health');
    assert.equal(health.status, 200);
    assert.equal(health.body.healthy, true);
    assert.match(health.body.timestamp, ISO);

    const { body } = await get('/info');
    infos = body.clients;
    assert.deepEqual({ ...body, clients: [] }, { status: 'running', connectedClients: 2, clients: [] });
    assert.deepEqual(infos, [a, b].map((client, index) => ({
      id: client.id,
      userId: client.userId,
      rooms: [client.id, 'ws-default', 'ws-notification'],
      connectedAt: infos[index].connectedAt,
    })));
    for (const { connectedAt } of infos) {
      assert.ok(Number.isInteger(connectedAt) && Math.abs(Date.now() - connectedAt) < 600_000);
    }
    assert.deepEqual(await get('/clients'), { status: 200, body: { count: 2, clients: infos } });
  });

  await context.test('an echo comes back to the sender', async () => {
    const data = { message: 'hello echo', ts: Date.now() };
    a.send('echo', data);

    const response = await a.next('echo:response');
    assert.deepEqual(response.original, data);
    assert.match(response.timestamp, ISO);
    await b.settle();
    assert.deepEqual(b.untaken, []);
  });

  await context.test('a client lists the clients', async () => {
    a.send('get-clients');

    assert.deepEqual(await a.next('clients:list'), { count: 2, clients: infos });
  });

  await context.test('both join a room', async () => {
    for (const client of [a, b]) {
      client.send('join', { rooms: [ROOM] });
      await client.settle();

      const { body } = await get(`/client/${client.id}/rooms`);
      assert.deepEqual(body, { success: true, rooms: [client.id, 'ws-default', 'ws-notification', ROOM] });
    }
  });

  await context.test('a chat message without a room reaches everybody', async () => {
    a.send('chat:message', { message: 'hello everyone' });

    for (const client of [a, b]) {
      const { timestamp, ...received } = await client.next('chat:broadcast');
      assert.deepEqual(received, { from: a.id, userId: a.userId, message: 'hello everyone' });
      assert.match(timestamp, ISO);
    }
  });

  await context.test('a chat message for a room reaches the room', async () => {
    b.send('chat:message', { room: ROOM, message: { text: 'hello room' } });

    for (const client of [a, b]) {
      const data = await client.next('chat:message');
      assert.deepEqual(Object.keys(data), ['from', 'userId', 'message', 'timestamp']);
      assert.deepEqual([data.from, data.userId, data.message], [b.id, 'bob', { text: 'hello room' }]);
    }
  });

  await context.test('who has left a room gets nothing of it', async () => {
    b.send('leave', { rooms: [ROOM] });
    await b.settle();
    a.send('chat:message', { room: ROOM, message: 'without b' });

    assert.equal((await a.next('chat:message')).message, 'without b');
    await b.settle();
    assert.deepEqual(b.untaken, []);
  });

  await context.test('REST lets a client join and leave rooms', async () => {
    const rooms = async () => (await get(`/client/${a.id}/rooms`)).body.rooms;

    assert.deepEqual(await post(`/client/${a.id}/join`, { rooms: ['rest-a', 'rest-b'] }), {
      status: 200,
      body: { success: true, message: `Client ${a.id} joined rooms: rest-a, rest-b` },
    });
    assert.deepEqual((await rooms()).slice(-2), ['rest-a', 'rest-b']);
    assert.deepEqual(await post(`/client/${a.id}/leave`, { rooms: ['rest-b'] }), {
      status: 200,
      body: { success: true, message: `Client ${a.id} left rooms: rest-b` },
    });
    assert.deepEqual((await rooms()).slice(-2), [ROOM, 'rest-a']);
  });

  for (const [what, path, message] of [
    ['one client', () => `/client/${b.id}/send`, () => `Message sent to client: ${b.id}`],
    ['a user', () => '/user/bob/send', () => 'Message sent to user: bob'],
  ]) {
    await context.test(`REST sends to ${what}`, async () => {
      const data = { text: 'hello you', ts: Date.now() };

      assert.deepEqual(await post(path(), { topic: 'direct:message', data }), {
        status: 200,
        body: { success: true, message: message() },
      });
      assert.deepEqual(await b.next('direct:message'), data);
      await a.settle();
      assert.deepEqual(a.untaken, []);
    });
  }

  await context.test('REST sends to a room', async () => {
    assert.deepEqual(await post(`/room/${ROOM}/send`, { topic: 'room:update', data: [1] }), {
      status: 200,
      body: { success: true, message: `Message sent to room: ${ROOM}` },
    });
    assert.deepEqual(await a.next('room:update'), [1]);
    await b.settle();
    assert.deepEqual(b.untaken, []);
  });

  await context.test('REST sends to everybody', async () => {
    assert.deepEqual(await post('/broadcast', { topic: 'system:announcement', data: false }), {
      status: 200,
      body: { success: true, message: 'Broadcast sent to 2 clients' },
    });
    assert.equal(await a.next('system:announcement'), false);
    assert.equal(await b.next('system:announcement'), false);
  });

  await context.test('who disconnects is forgotten', async () => {
    assert.deepEqual(await a.close(1000, 'Client requested disconnect'), { code: 1000, reason: '' });
    await b.close();

    await eventually(async () => (await get('/clients')).body.count === 0);
    assert.deepEqual((await get('/info')).body, { status: 'running', connectedClients: 0, clients: [] });
  });
});

test('lists tell of clients that have not authenticated, without a user', async () => {
  const client = await WebSocketClient.connect(server.url);
  await eventually(async () => (await rest.get('/clients')).body.count === 1);

  const [info] = (await rest.get('/clients')).body.clients;
  assert.deepEqual(Object.keys(info), ['id', 'rooms', 'connectedAt']);
  assert.deepEqual(info.rooms, []);
  await client.close();
});

test('users without a name differ', async () => {
  const clients = await Promise.all([authenticate(), authenticate({ userId: '' }), authenticate({ token: 'a' })]);

  assert.equal(new Set(clients.map(({ userId }) => userId)).size, 3);
  for (const client of clients) {
    assert.match(client.userId, /^anon-[0-9a-f]{8}$/);
    await client.close();
  }
});

test('clients join public rooms only, REST lets them join any', async () => {
  const client = await authenticate();
  const rooms = async () => (await rest.get(`/client/${client.id}/rooms`)).body.rooms.slice(3);

  client.send('join', { rooms: ['public-news', 'private-news', 'public-'] });
  client.send('join', { rooms: ['private-news'] });
  await client.settle();
  assert.deepEqual(await rooms(), ['public-news', 'public-']);
  await rest.post(`/client/${client.id}/join`, { rooms: ['private-news'] });
  assert.deepEqual(await rooms(), ['public-news', 'public-', 'private-news']);
  await client.close();
});

test('echo keeps null and leaves out what was not there', async () => {
  const client = await authenticate();

  client.send('echo', null);
  client.send('echo');
  assert.equal((await client.next('echo:response')).original, null);
  assert.deepEqual(Object.keys(await client.next('echo:response')), ['timestamp']);
  await client.close();
});

for (const path of ['/broadcast', '/room/some/send', '/client/some/send', '/user/some/send']) {
  for (const body of [{}, { topic: '' }, { topic: null }, { topic: 5, data: 1 }, { data: 'x' }, []]) {
    test(`POST ${path} refuses ${JSON.stringify(body)}`, async () => {
      assert.deepEqual(await rest.post(path, body), { status: 400, body: { error: 'Topic is required' } });
    });
  }
}

for (const path of ['/client/some/join', '/client/some/leave']) {
  for (const body of [{}, { rooms: [] }, { rooms: null }, { rooms: 'text' }, { rooms: [1] }]) {
    test(`POST ${path} refuses ${JSON.stringify(body)}`, async () => {
      assert.deepEqual(await rest.post(path, body), { status: 400, body: { error: 'Rooms array is required' } });
    });
  }
  test(`POST ${path} says that there is no such client`, async () => {
    const expected = { status: 200, body: { success: false, message: 'Client not found: some' } };

    assert.deepEqual(await rest.post(path, { rooms: ['a'] }), expected);
  });
}

test('GET rooms says that there is no such client', async () => {
  const expected = { status: 200, body: { success: false, message: 'Client not found: some' } };

  assert.deepEqual(await rest.get('/client/some/rooms'), expected);
});

test('sending to nobody succeeds, and so does sending nothing', async () => {
  const client = await authenticate();

  for (const path of ['/room/empty/send', '/client/gone/send', '/user/nobody/send']) {
    const { status, body } = await rest.post(path, { topic: 'a', data: 1 });
    assert.deepEqual([status, body.success], [200, true]);
  }
  assert.equal((await rest.post('/broadcast', { topic: 'nothing' })).body.success, true);
  await client.settle();
  assert.deepEqual(client.untaken, []);
  await client.close();
});

test('a path parameter comes decoded', async () => {
  const { body } = await rest.post('/room/a%20%22b%22/send', { topic: 'a', data: 1 });

  assert.equal(body.message, 'Message sent to room: a "b"');
});

for (const text of ['', '{"topic":', 'no json']) {
  test(`a body of ${JSON.stringify(text)} is refused with an error under the root key`, async () => {
    const { status, body } = await rest.post('/broadcast', text);

    assert.equal(status, 400);
    assert.deepEqual(Object.keys(body), ['error']);
    assert.equal(body.error.statusCode, 400);
  });
}

test('a body over 10 MiB is refused with 413 and {}', async () => {
  const limit = 10 * 1024 * 1024;
  const bodyOf = (size) => `{"data":"${'x'.repeat(size - 11)}"}`;

  assert.deepEqual(await rest.post('/broadcast', bodyOf(limit)), { status: 400, body: { error: 'Topic is required' } });
  assert.deepEqual(await rest.post('/broadcast', bodyOf(limit + 1)), { status: 413, body: {} });
});

test('pages of every origin may ask', async () => {
  const preflight = await fetch(`${server.url}/api/ws-api/broadcast`, {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'POST' },
  });

  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.equal(preflight.headers.get('access-control-max-age'), '86400');
});

test('the health check is below the base path, the WebSocket is not', async () => {
  assert.deepEqual(await new Rest(`${server.url}/api`).get('/health-check'), { status: 200, body: { status: 'ok' } });
  await assert.rejects(WebSocketClient.connect(server.url, '/api/ws'), /404/);
});
