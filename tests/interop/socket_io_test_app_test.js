import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from './support/client.js';
import { Rest } from './support/rest.js';
import { ServerProcess, SOCKET_IO_TEST } from './support/server.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const authorization = (token) => ({ extraHeaders: { Authorization: `Bearer ${token}` } });
const TOKEN = authorization('test-token');

let server;
let rest;
before(async () => {
  server = await ServerProcess.start(SOCKET_IO_TEST);
  rest = new Rest(`${server.url}/api/socket`);
});
after(() => server.stop());

/** An answer that comes after all that the server does for what `client` has sent before. */
const settle = (client) => client.ask('echo:ack', 'settle');

for (const transports of [['websocket', 'polling'], ['polling'], ['polling', 'websocket']]) {
  test(`the documented client finds everything as documented | ${transports}`, async (context) => {
    // It joins rooms that are not public.
    const documented = await ServerProcess.start(SOCKET_IO_TEST, { APP_ENV_SOCKETIO_ALLOW_ALL_ROOMS: 'true' });
    context.after(() => documented.stop());
    const { get, post } = new Rest(`${documented.url}/api/socket`);
    const ROOM = 'test-room-socket';
    const options = { ...TOKEN, transports };
    let a;
    let b;

    await context.test('both clients are authenticated', async () => {
      a = await Client.connect(documented.url, options);
      b = await Client.connect(documented.url, options);
      for (const client of [a, b]) {
        client.socket.emit('authenticate');
        const { id, time } = await client.next('authenticated');

        assert.equal(id, client.id);
        assert.match(time, ISO);
        assert.match((await client.next('ping')).time, ISO);
      }
    });

    await context.test('health, info and clients tell of them in the order of connection', async () => {
      const health = await get('/health');
      assert.equal(health.status, 200);
      assert.equal(health.body.healthy, true);
      assert.match(health.body.timestamp, ISO);
      assert.deepEqual(await get('/info'), {
        status: 200,
        body: { status: 'running', connectedClients: 2, clientIds: [a.id, b.id] },
      });
      assert.deepEqual(await get('/clients'), { status: 200, body: { count: 2, clients: [a.id, b.id] } });
    });

    await context.test('an echo comes back', async () => {
      const data = { message: 'hello echo', ts: Date.now() };
      a.socket.emit('echo', data);

      const response = await a.next('echo:response');
      assert.deepEqual(response.original, data);
      assert.match(response.timestamp, ISO);
    });

    await context.test('a client lists the clients', async () => {
      a.socket.emit('get-clients');

      assert.deepEqual(await a.next('clients:list'), { count: 2, clients: [a.id, b.id] });
    });

    await context.test('both join a room', async () => {
      for (const client of [a, b]) {
        client.socket.emit('join', { rooms: [ROOM] });
        await settle(client);

        const { body } = await get(`/client/${client.id}/rooms`);
        assert.deepEqual(body, { success: true, rooms: [client.id, 'io-default', 'io-notification', ROOM] });
      }
    });

    await context.test('a chat message without a room reaches everybody', async () => {
      a.socket.emit('chat:message', { message: 'hello everyone via socket' });

      for (const client of [a, b]) {
        const { timestamp, ...received } = await client.next('chat:broadcast');
        assert.deepEqual(received, { from: a.id, message: 'hello everyone via socket' });
        assert.match(timestamp, ISO);
      }
    });

    await context.test('a chat message for a room reaches the room', async () => {
      a.socket.emit('chat:message', { room: ROOM, message: 'hello room via socket' });

      for (const client of [a, b]) {
        const { from, message } = await client.next('chat:message');
        assert.deepEqual({ from, message }, { from: a.id, message: 'hello room via socket' });
      }
    });

    await context.test('who has left a room gets nothing of it', async () => {
      b.socket.emit('leave', { rooms: [ROOM] });
      await settle(b);
      a.socket.emit('chat:message', { room: ROOM, message: 'without b' });

      assert.equal((await a.next('chat:message')).message, 'without b');
      await settle(b);
      assert.ok(!b.untaken.includes('chat:message'));
    });

    await context.test('REST lets a client join and leave rooms', async () => {
      const rooms = async () => (await get(`/client/${a.id}/rooms`)).body.rooms;

      assert.deepEqual(await post(`/client/${a.id}/join`, { rooms: ['rest-room-a', 'rest-room-b'] }), {
        status: 200,
        body: { success: true, message: `Client ${a.id} joined rooms: rest-room-a, rest-room-b` },
      });
      assert.deepEqual((await rooms()).slice(-2), ['rest-room-a', 'rest-room-b']);
      assert.deepEqual(await post(`/client/${a.id}/leave`, { rooms: ['rest-room-b'] }), {
        status: 200,
        body: { success: true, message: `Client ${a.id} left rooms: rest-room-b` },
      });
      assert.deepEqual((await rooms()).slice(-2), [ROOM, 'rest-room-a']);
    });

    await context.test('REST sends to one client', async () => {
      const data = { text: 'hello specific client', ts: Date.now() };

      assert.deepEqual(await post(`/client/${b.id}/send`, { topic: 'direct:message', data }), {
        status: 200,
        body: { success: true, message: `Message sent to client: ${b.id}` },
      });
      assert.deepEqual(await b.next('direct:message'), data);
      await settle(a);
      assert.ok(!a.untaken.includes('direct:message'));
    });

    await context.test('REST sends to a room', async () => {
      const data = { text: 'hello room members', ts: Date.now() };
      assert.equal((await post(`/client/${b.id}/join`, { rooms: ['notify-room'] })).body.success, true);

      assert.deepEqual(await post('/room/notify-room/send', { topic: 'room:update', data }), {
        status: 200,
        body: { success: true, message: 'Message sent to room: notify-room' },
      });
      assert.deepEqual(await b.next('room:update'), data);
      await settle(a);
      assert.ok(!a.untaken.includes('room:update'));
    });

    await context.test('REST sends to everybody', async () => {
      const data = { text: 'broadcast for everyone', ts: Date.now() };

      assert.deepEqual(await post('/broadcast', { topic: 'system:announcement', data }), {
        status: 200,
        body: { success: true, message: 'Broadcast sent to 2 clients' },
      });
      assert.deepEqual(await a.next('system:announcement'), data);
      assert.deepEqual(await b.next('system:announcement'), data);
    });

    await context.test('both disconnect and are forgotten', async () => {
      const watcher = await Client.authenticate(documented.url, options);
      a.close();
      b.close();
      for (const closed of [a, b]) {
        assert.equal(await closed.next('disconnect'), 'io client disconnect');
      }

      // Their departure travels on connections of its own.
      let list;
      do {
        watcher.socket.emit('get-clients');
        list = await watcher.next('clients:list');
      } while (list.count > 1);
      assert.deepEqual(list.clients, [watcher.id]);
      watcher.close();
    });
  });
}

for (const [token, message] of [
  ['invalid', 'Invalid token to authenticate! Please login again!'],
  ['throw', 'Failed to authenticate connection! Please login again!'],
]) {
  test(`Bearer ${token} is told that it is unauthenticated, then disconnected`, async () => {
    const client = await Client.connect(server.url, authorization(token));
    client.socket.emit('authenticate');

    assert.equal(await client.next('disconnect'), 'io server disconnect');
    assert.deepEqual(client.untaken, ['unauthenticated']);
    const data = await client.next('unauthenticated');
    assert.equal(data.message, message);
    assert.match(data.time, ISO);
  });
}

test('a client without an authorization header is accepted, with a warning', async () => {
  const client = await Client.authenticate(server.url);

  await server.logged(/warn.*No authorization header provided/);
  client.close();
});

test('clients join public rooms only', async () => {
  const client = await Client.authenticate(server.url, TOKEN);

  client.socket.emit('join', { rooms: ['public-news', 'private-news', 'public-'] });
  client.socket.emit('join', { rooms: ['private-news'] });
  await settle(client);

  const { body } = await rest.get(`/client/${client.id}/rooms`);
  assert.deepEqual(body.rooms.slice(3), ['public-news', 'public-']);
  client.close();
});

test('echo:ack answers with what it got', async () => {
  const client = await Client.authenticate(server.url, TOKEN);

  for (const value of [{ text: 'ünïcode', list: [1, 2.5, null] }, 'text', 0, false, null]) {
    assert.deepEqual(await client.ask('echo:ack', value), { original: value });
  }
  assert.deepEqual(await client.ask('echo:ack'), {});
  client.close();
});

test('echo keeps null and leaves out what was not there', async () => {
  const client = await Client.authenticate(server.url, TOKEN);

  client.socket.emit('echo', null);
  client.socket.emit('echo');

  assert.equal((await client.next('echo:response')).original, null);
  assert.deepEqual(Object.keys(await client.next('echo:response')), ['timestamp']);
  client.close();
});

test('the events are for authenticated clients', async () => {
  const client = await Client.connect(server.url, TOKEN);

  client.socket.emit('echo', 'too early');
  client.socket.emit('authenticate');
  await client.next('authenticated');
  await settle(client);

  assert.ok(!client.untaken.includes('echo:response'));
  client.close();
});

test('a chat message without payload is passed over', async () => {
  const client = await Client.authenticate(server.url, TOKEN);

  client.socket.emit('chat:message');
  await settle(client);

  assert.ok(!client.untaken.some((name) => name.startsWith('chat:')));
  client.close();
});

for (const path of ['/broadcast', '/room/some/send', '/client/some/send']) {
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
  const client = await Client.authenticate(server.url, TOKEN);

  assert.equal((await rest.post('/room/empty/send', { topic: 'a', data: 1 })).status, 200);
  assert.equal((await rest.post('/client/gone/send', { topic: 'a', data: 1 })).body.success, true);
  assert.equal((await rest.post('/broadcast', { topic: 'nothing' })).body.success, true);
  await settle(client);

  assert.ok(!client.untaken.includes('nothing'));
  client.close();
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
    assert.equal(typeof body.error.message, 'string');
    assert.equal(typeof body.error.requestId, 'string');
    assert.equal(body.error.details.path, '/api/socket/broadcast');
  });
}

test('a body over 10 MiB is refused with 413 and {}', async () => {
  const limit = 10 * 1024 * 1024;
  const bodyOf = (size) => `{"data":"${'x'.repeat(size - 11)}"}`;

  assert.deepEqual(await rest.post('/broadcast', bodyOf(limit)), { status: 400, body: { error: 'Topic is required' } });
  assert.deepEqual(await rest.post('/broadcast', bodyOf(limit + 1)), { status: 413, body: {} });
});

test('pages of every origin may ask', async () => {
  const preflight = await fetch(`${server.url}/api/socket/broadcast`, {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'POST' },
  });

  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.equal(preflight.headers.get('access-control-allow-credentials'), 'true');
  assert.equal(preflight.headers.get('access-control-max-age'), '86400');
  assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS');
  const answer = await fetch(`${server.url}/api/socket/health`);
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
});
