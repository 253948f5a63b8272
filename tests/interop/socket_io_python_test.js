import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';

import { ServerProcess, SOCKET_IO_TEST } from './support/server.js';
import { within } from './support/wait.js';

// Debian's interpreter, which is the one that Debian's packages are for.
const PYTHON = '/usr/bin/python3';
const SCRIPT = new URL('python/socket_io_client.py', import.meta.url).pathname;

let server;
before(async () => {
  server = await ServerProcess.start(SOCKET_IO_TEST);
});
after(() => server.stop());

async function runScenario(name, transports) {
  const child = spawn(PYTHON, [SCRIPT, server.url, name, transports], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${error.message} | cure: sudo apt-get install python3-socketio`)));
    child.on('close', resolve);
  });
  try {
    assert.equal(await within(ended, `${name} in ${PYTHON}`, 30_000), 0, output);
  } finally {
    child.kill('SIGKILL');
  }
}

for (const [name, title] of [
  ['authenticates', 'python3-socketio authenticates'],
  ['is_refused', 'python3-socketio is told that its token is refused, then disconnected'],
  ['gets_answers', 'python3-socketio gets acknowledgements and answers, binary ones too'],
  ['shares_a_room', 'python3-socketio talks in a room'],
]) {
  for (const transports of ['polling', 'websocket', 'polling,websocket']) {
    test(`${title} | ${transports}`, () => runScenario(name, transports));
  }
}
