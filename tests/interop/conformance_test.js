import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from './support/client.js';
import { CONFORMANCE, ServerProcess } from './support/server.js';

const OPTIONS = { path: '/socket.io' };
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let protocolServer;
let clientServer;
before(async () => {
  protocolServer = await ServerProcess.start(CONFORMANCE);
  clientServer = await ServerProcess.start(CONFORMANCE, {}, ['--profile', 'client']);
});
after(() => Promise.all([protocolServer.stop(), clientServer.stop()]));

for (const [auth, expected] of [[undefined, {}], [{ token: '123' }, { token: '123' }]]) {
  test(`the protocol profile sends the handshake's auth back: ${JSON.stringify(expected)}`, async () => {
    const client = await Client.connect(protocolServer.url, { ...OPTIONS, auth });

    assert.deepEqual(await client.next('auth'), expected);
    client.close();
  });
}

test('the client profile answers text', async () => {
  const client = await Client.connect(clientServer.url, OPTIONS);

  client.socket.emit('hi');
  await client.next('hi');
  assert.deepEqual(await client.ask('echo', { a: [1, 'ü'] }), { a: [1, 'ü'] });
  assert.match(await client.ask('getAckDate', { test: true }), ISO);
  client.socket.emit('getDate');
  assert.match(await client.next('takeDate'), ISO);
  client.socket.emit('getDateObj');
  assert.match((await client.next('takeDateObj')).date, ISO);
  client.socket.emit('getUtf8');
  for (const text of ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string']) {
    assert.equal(await client.next('takeUtf8'), text);
  }
  client.socket.emit('false');
  assert.equal(await client.next('false'), false);
  assert.equal(await client.ask('getId'), client.id);
  assert.match((await client.ask('getHandshake')).url, /^\/socket\.io\//);
  client.close();
});

test('the client profile asks for an acknowledgement', async () => {
  const client = await Client.connect(clientServer.url, OPTIONS);
  client.socket.on('ack', (answer) => answer(5, { test: true }));

  client.socket.emit('ack');

  await client.next('got it');
  client.close();
});

test('the client profile refuses who asks to fail', async () => {
  const client = new Client(clientServer.url, { ...OPTIONS, query: { fail: 'true' } });

  assert.equal((await client.next('connect_error')).message, 'Auth failed (main namespace)');
  client.close();
});

for (const commandLine of [['--profile', 'other'], ['--profile'], ['--port', 'x'], ['--colour']]) {
  test(`${commandLine.join(' ')} ends with exit code 2 and one line`, async () => {
    const server = new ServerProcess(CONFORMANCE, {}, commandLine);

    assert.equal((await server.ended()).code, 2);
    assert.match(server.errors, /^error: .*cure: .*\n$/);
  });
}
