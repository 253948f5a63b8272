import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from './support/client.js';
import { ServerProcess, SOCKET_IO_TEST } from './support/server.js';

/** How the application ends that is not to start. */
async function ending(environment, commandLine) {
  const server = new ServerProcess(SOCKET_IO_TEST, environment, commandLine);
  const { code } = await server.ended();
  assert.doesNotMatch(server.output, /Server STARTED/);
  return { code, output: server.output, errors: server.errors.trimEnd().split('\n') };
}

async function withServer(environment, commandLine, use) {
  const server = await ServerProcess.start(SOCKET_IO_TEST, environment, commandLine);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

const isMounted = async (server, path) => (await fetch(`${server.url}${path}/socket/health`)).status === 200;

test('--help lists every option with its variables and starts nothing', async () => {
  const { code, output } = await ending({}, ['--help']);

  assert.equal(code, 0);
  for (const name of ['--port', '--base-path', '--authenticate-timeout', '--ping-interval', '--redis-host',
                      '--redis-port', 'APP_ENV_SERVER_PORT', 'APP_ENV_SERVER_BASE_PATH',
                      'APP_ENV_REDIS_SOCKETIO_HOST', 'APP_ENV_REDIS_SOCKETIO_PORT']) {
    assert.ok(output.includes(name), name);
  }
});

for (const [commandLine, expected] of [
  [['--colour'], /--colour.*cure: --help/],
  [['serve'], /serve.*cure: --help/],
  [['--port'], /--port.*cure: /],
  [['--port', '70000'], /--port.*70000.*cure: /],
  [['--ping-interval=0'], /--ping-interval.*0.*cure: /],
  [['--base-path='], /--base-path.*cure: /],
]) {
  test(`${commandLine.join(' ')} ends with exit code 2 and one line`, async () => {
    const { code, errors } = await ending({}, commandLine);

    assert.equal(code, 2);
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0], expected);
  });
}

test('a variable that makes no sense ends the start with one line that names it', async () => {
  const { code, errors } = await ending({ APP_ENV_SOCKETIO_PING_INTERVAL: 'soon' });

  assert.equal(code, 1);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0], /APP_ENV_SOCKETIO_PING_INTERVAL.*soon.*cure: /);
});

const NOBODY = '127.0.0.1';
for (const [name, environment, commandLine] of [
  ['APP_ENV_REDIS_SOCKETIO_HOST', { APP_ENV_REDIS_SOCKETIO_HOST: NOBODY, APP_ENV_REDIS_SOCKETIO_PORT: '1' }],
  ['APP_ENV_REDIS_HOST', { APP_ENV_REDIS_HOST: NOBODY, APP_ENV_REDIS_PORT: '1' }],
  ['REDIS_HOST', { REDIS_HOST: NOBODY, REDIS_PORT: '1' }],
  ['--redis-host', {}, ['--redis-host', NOBODY, '--redis-port', '1']],
]) {
  test(`${name} names a server that is not there: the last line says so`, async () => {
    const server = new ServerProcess(SOCKET_IO_TEST, environment, commandLine);
    const { code } = await server.ended();

    assert.equal(code, 1);
    assert.match(server.errors.trimEnd().split('\n').at(-1), /127\.0\.0\.1:1 .*refused/);
  });
}

test('the REST routes are below /api, the environment and the command line say otherwise', async () => {
  const environment = { APP_ENV_SERVER_BASE_PATH: '/v1' };

  await withServer({}, [], async (server) => assert.ok(await isMounted(server, '/api')));
  await withServer(environment, [], async (server) => {
    assert.ok(await isMounted(server, '/v1'));
    assert.ok(!(await isMounted(server, '/api')));
  });
  await withServer(environment, ['--base-path', '/v2'], async (server) => assert.ok(await isMounted(server, '/v2')));
});

test('the command line names the port before the environment does', async () => {
  await withServer({ PORT: '1' }, ['--port=0'], async (server) => assert.ok(server.port > 1));
});

test('who does not authenticate in time is disconnected without a word', async () => {
  await withServer({}, ['--authenticate-timeout', '50'], async (server) => {
    const client = await Client.connect(server.url);

    assert.equal(await client.next('disconnect'), 'io server disconnect');
    assert.deepEqual(client.untaken, []);
  });
});

test('authenticated clients are pinged again and again', async () => {
  await withServer({ APP_ENV_SOCKETIO_PING_INTERVAL: '20' }, [], async (server) => {
    const client = await Client.authenticate(server.url);

    const times = [await client.next('ping'), await client.next('ping'), await client.next('ping')];
    assert.ok(times[2].time > times[0].time);
    client.close();
  });
});

test('SIGTERM disconnects the clients and ends with exit code 0', async () => {
  const server = await ServerProcess.start(SOCKET_IO_TEST);
  const clients = [await Client.authenticate(server.url), await Client.connect(server.url)];

  server.signal('SIGTERM');

  for (const client of clients) {
    assert.equal(await client.next('disconnect'), 'io server disconnect');
  }
  assert.deepEqual(await server.ended(), { code: 0, signal: null });
  assert.equal(server.errors, '');
});
