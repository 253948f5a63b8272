import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';

import { Client } from './support/client.js';
import { QUICKSTART, ServerProcess } from './support/server.js';
import { within } from './support/wait.js';

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} ends an idle server with exit code 0`, async () => {
    const server = await ServerProcess.start(QUICKSTART);

    server.signal(signal);

    assert.deepEqual(await server.ended(), { code: 0, signal: null });
  });
}

test('SIGTERM disconnects clients and ends with exit code 0', async () => {
  const server = await ServerProcess.start(QUICKSTART);
  const client = await Client.authenticate(server.url);
  const idle = connect(server.port, new URL(server.url).hostname);
  await within(new Promise((resolve) => idle.on('connect', resolve)), 'the idle connection');
  idle.on('error', () => {});

  server.signal('SIGTERM');

  const reason = await client.next('disconnect');
  assert.match(reason, /io server disconnect|transport close/);
  assert.deepEqual(await server.ended(), { code: 0, signal: null });
});

test('a used port ends the start with one line that names the port and the cure', async () => {
  const first = await ServerProcess.start(QUICKSTART);

  const second = new ServerProcess(QUICKSTART, { PORT: String(first.port) });
  const { code } = await second.ended();

  assert.notEqual(code, 0);
  const lines = second.errors.trim().split('\n');
  assert.equal(lines.length, 1, second.errors);
  assert.match(lines[0], new RegExp(`port: ${first.port}\\b.*cure: `));
  assert.equal((await fetch(`${first.url}/api/hello/you`)).status, 200);
  await first.stop();
});

for (const port of ['abc', '-1', '65536', '80.5', '0x50', '']) {
  const isUnset = port === '';
  test(`PORT=${port} ${isUnset ? 'counts as unset' : 'ends the start with one line that names it'}`, async () => {
    const server = new ServerProcess(QUICKSTART, { PORT: port, ...(isUnset && { APP_ENV_SERVER_PORT: '0' }) });
    if (isUnset) {
      await server.started();
      await server.stop();
      return;
    }
    const { code } = await server.ended();

    assert.notEqual(code, 0);
    const lines = server.errors.trim().split('\n');
    assert.equal(lines.length, 1, server.errors);
    assert.match(lines[0], new RegExp(`PORT.*${port}.*cure: `));
    assert.doesNotMatch(server.output, /Server STARTED/);
  });
}

test('HOST that is no address of this machine ends the start with one line that names it', async () => {
  const server = new ServerProcess(QUICKSTART, { HOST: '192.0.2.1' });
  const { code } = await server.ended();

  assert.notEqual(code, 0);
  const lines = server.errors.trim().split('\n');
  assert.equal(lines.length, 1, server.errors);
  assert.match(lines[0], /host: 192\.0\.2\.1.*cure: /);
});
