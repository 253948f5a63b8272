// The sample application's settings, its start and its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ServerProcess, WEBSOCKET_TEST } from './support/server.js';
import { WebSocketClient } from './support/websocket.js';

/** How the application ends that is not to start. */
async function ending(environment, commandLine) {
  const server = new ServerProcess(WEBSOCKET_TEST, environment, commandLine);
  const { code } = await server.ended();
  assert.doesNotMatch(server.output, /Server STARTED/);
  return { code, output: server.output, errors: server.errors.trimEnd().split('\n') };
}

async function start(environment = {}, commandLine = []) {
  const server = await ServerProcess.start(WEBSOCKET_TEST, environment, commandLine);
  await server.logged(/WebSocket initialized/);
  return server;
}

async function withServer(environment, commandLine, use) {
  const server = await start(environment, commandLine);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

const isMounted = async (server, path) => (await fetch(`${server.url}${path}/ws-api/health`)).status === 200;

test('--help lists every option with its variables and starts nothing', async () => {
  const { code, output } = await ending({}, ['--help']);

  assert.equal(code, 0);
  for (const name of ['--host', '--port', '--base-path', '--auth-timeout', '--heartbeat-interval', '--heartbeat-timeout',
                      '--require-encryption', '--allow-all-rooms', '--redis-host', '--redis-port', '--redis-password',
                      'APP_ENV_SERVER_HOST', 'APP_ENV_SERVER_PORT', 'APP_ENV_SERVER_BASE_PATH', 'APP_ENV_WS_AUTH_TIMEOUT',
                      'APP_ENV_REDIS_WS_HOST', 'APP_ENV_REDIS_WS_PORT', 'APP_ENV_REDIS_WS_PASSWORD']) {
    assert.ok(output.includes(name), name);
  }
});

for (const [commandLine, expected] of [
  [['--colour'], /--colour.*cure: --help/],
  [['--port', '70000'], /--port.*70000.*cure: /],
  [['--heartbeat-timeout=0'], /--heartbeat-timeout.*0.*cure: /],
  [['--auth-timeout', 'soon'], /--auth-timeout.*soon.*cure: /],
]) {
  test(`${commandLine.join(' ')} ends with exit code 2 and one line`, async () => {
    const { code, errors } = await ending({}, commandLine);

    assert.equal(code, 2);
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0], expected);
  });
}

test('a variable that makes no sense ends the start with one line that names it', async () => {
  const { code, errors } = await ending({ APP_ENV_WS_HEARTBEAT_INTERVAL: 'soon' });

  assert.equal(code, 1);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0], /APP_ENV_WS_HEARTBEAT_INTERVAL.*soon.*cure: /);
});

const NOBODY = '127.0.0.1';
for (const [name, environment, commandLine] of [
  ['APP_ENV_REDIS_WS_HOST', { APP_ENV_REDIS_WS_HOST: NOBODY, APP_ENV_REDIS_WS_PORT: '1' }, []],
  ['--redis-host', {}, ['--redis-host', NOBODY, '--redis-port', '1']],
]) {
  test(`${name} names a server that is not there: the last line says so`, async () => {
    const server = new ServerProcess(WEBSOCKET_TEST, environment, commandLine);
    const { code } = await server.ended();

    assert.equal(code, 1);
    assert.match(server.errors.trimEnd().split('\n').at(-1), /127\.0\.0\.1:1 .*refused/);
  });
}

test('without a Redis one line says that the broker is embedded', async () => {
  await withServer({}, [], async (server) => {
    assert.equal(server.output.match(/Using the embedded broker/g).length, 1);
  });
});

test('the REST routes are below /api, the environment and the command line say otherwise', async () => {
  const environment = { APP_ENV_SERVER_BASE_PATH: '/v1' };

  await withServer({}, [], async (server) => assert.ok(await isMounted(server, '/api')));
  await withServer(environment, [], async (server) => {
    assert.ok(await isMounted(server, '/v1'));
    assert.ok(!(await isMounted(server, '/api')));
    await (await WebSocketClient.authenticate(server.url)).close();
  });
  await withServer(environment, ['--base-path', '/v2'], async (server) => assert.ok(await isMounted(server, '/v2')));
});

test('timeouts come from the environment as well', async () => {
  const environment = {
    APP_ENV_WS_AUTH_TIMEOUT: '2000', APP_ENV_WS_HEARTBEAT_INTERVAL: '20', APP_ENV_WS_HEARTBEAT_TIMEOUT: '100',
  };
  await withServer(environment, [], async (server) => {
    const silent = await WebSocketClient.authenticate(server.url);
    const stranger = await WebSocketClient.connect(server.url);

    assert.equal((await silent.closed()).code, 4002);
    assert.equal((await stranger.closed()).code, 4001);
  });
});

test('SIGTERM closes all clients with 1001, those under way too, and ends with exit code 0', async () => {
  const server = await start();
  const [inside, outside, slow] = [
    await WebSocketClient.authenticate(server.url),
    await WebSocketClient.connect(server.url),
    await WebSocketClient.connect(server.url),
  ];
  slow.send('authenticate', { token: 'slow' });
  slow.send('echo');
  assert.equal(await slow.nextError(), 'Not authenticated');

  server.signal('SIGTERM');

  for (const client of [inside, outside, slow]) {
    assert.deepEqual(await client.closed(), { code: 1001, reason: 'Server shutting down' });
    assert.deepEqual(client.untaken, []);
  }
  assert.deepEqual(await server.ended(), { code: 0, signal: null });
  assert.equal(server.errors, '');
});
