// The generator as it is installed: what it writes is built against what is installed beside it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { before, beforeEach, test } from 'node:test';

import { IGNIS, WORK, cmake, emptyWork, environment, run, succeed } from './support.js';

const EMPTY = join(WORK, 'empty');
const PROJECT = join(WORK, 'my-chat');

before(emptyWork);

function fails(words, code, pattern, cwd = EMPTY) {
  const { status, stdout, stderr } = run(IGNIS, words, { cwd });
  assert.equal(status, code, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^error: [^\n]*\n$/);
  assert.match(stderr, pattern);
}

beforeEach(() => mkdirSync(EMPTY, { recursive: true }));

test('--help lists the commands, and --version is one line', () => {
  assert.match(succeed(IGNIS, ['--help']), /ignis new <name> \[--run\][^]*ignis generate controller\|service\|component <Name>/);
  assert.equal(succeed(IGNIS, []), succeed(IGNIS, ['--help']));
  assert.match(succeed(IGNIS, ['--version']), /^ignis \d+\.\d+\.\d+\n$/);
});

for (const words of [['frobnicate'], ['new'], ['new', 'a', 'b'], ['new', '--fast'], ['generate'], ['generate', 'service'],
  ['generate', 'thing', 'Order']]) {
  test(`\`ignis ${words.join(' ')}\` is refused with its cure`, () => fails(words, 2, /cure: /));
}

for (const name of ['', '.', '..', '../chat', '/tmp/chat', 'a/b', 'Chat', '1chat', '-chat', 'chat-', 'a--b', 'my chat',
  'chät', 'a\nb', 'a;b', 'a$b', 'x'.repeat(65), 'class', 'co-await', 'std', 'ignis', 'test', 'all']) {
  test(`an application is not called ${JSON.stringify(name.slice(0, 12))}, and nothing is left behind`, () => {
    fails(['new', name], 2, /name|option/);

    assert.deepEqual(readdirSync(EMPTY), []);
    assert.ok(!existsSync(join(WORK, 'chat')));
  });
}

test('a folder or a file of that name is left as it is', () => {
  const folder = join(WORK, 'taken');
  mkdirSync(join(folder, 'folder'), { recursive: true });
  writeFileSync(join(folder, 'file'), 'mine');

  fails(['new', 'folder'], 1, /exists already.*folder: .*taken\/folder.*cure: /, folder);
  fails(['new', 'file'], 1, /exists already/, folder);

  assert.deepEqual(readdirSync(folder).sort(), ['file', 'folder']);
  assert.deepEqual(readdirSync(join(folder, 'folder')), []);
  assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'mine');
});

test('what cannot be written as a whole is not written at all', () => {
  // Files may have no bytes: as on a disk that is full.
  const { status, stderr } = run('sh', ['-c', 'trap "" XFSZ; ulimit -f 0; exec "$0" new chat', IGNIS], { cwd: EMPTY });

  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot write \| file: [^\n]*\n$/);
  assert.deepEqual(readdirSync(EMPTY), []);
});

test('a PORT that is none is refused before anything is written', () => {
  for (const port of ['0', '65536', '80x', '-1']) {
    const { status, stderr } = run('env', [`PORT=${port}`, IGNIS, 'new', 'chat', '--run'], { cwd: EMPTY });

    assert.equal(status, 2);
    assert.match(stderr, /^error: Invalid environment value \| key: PORT [^\n]*cure: [^\n]*\n$/);
    assert.deepEqual(readdirSync(EMPTY), []);
  }
});

/** Resolves to what `pattern` finds in the output, once the process has printed it. */
function printed(child, pattern) {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (text) => {
      output += text;
      const found = pattern.exec(output);
      if (found) {
        resolve(found);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('close', (code) => reject(new Error(`ended with ${code}:\n${output}`)));
  });
}

const ended = (child) => new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));

test('`ignis new --run` builds what it wrote and serves it on the next free port', async (context) => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  context.after(() => other.close());
  const { port } = other.address();

  const child = spawn(IGNIS, ['new', 'my-chat', '--run'], {
    cwd: WORK,
    env: { ...environment, PORT: String(port), CXXFLAGS: `${environment.CXXFLAGS} -Wextra -Wpedantic -Wshadow -Werror` },
  });
  context.after(() => child.kill('SIGKILL'));
  const started = printed(child, /Server STARTED \| Address: /);
  const [, url, chosen] = await printed(child, /^(http:\/\/localhost:(\d+)\/api\/hello\/you)/m);
  await started;

  assert.ok(Number(chosen) > port, `${chosen} after ${port}`);
  assert.deepEqual(await (await fetch(url)).json(), { message: 'Hello, you!' });
  assert.equal((await (await fetch(new URL('/api/health', url))).json()).status, 'ok');
  const end = ended(child);
  child.kill('SIGTERM');
  assert.deepEqual(await end, { code: 0, signal: null });
});

test('generated classes are built and registered by the lines that are told', async (context) => {
  const application = join(PROJECT, 'src/application.cpp');
  let text = readFileSync(application, 'utf8');
  for (const [kind, name] of [['controller', 'OrderItem'], ['service', 'AuditService'], ['component', 'HTTPProbe']]) {
    const told = succeed(IGNIS, ['generate', kind, name], { cwd: join(PROJECT, 'src') });
    const [, include] = /^ {2}(#include ".*")$/m.exec(told);
    const [, line] = /^ {2}(\w+<\w+>\(\);) {2}\/\/ in preConfigure$/m.exec(told);
    text = text.replace('#include "services/', `${include}\n$&`).replace(/preConfigure\(\) \{\n/, `$&  ${line}\n`);
  }
  writeFileSync(application, text);
  assert.match(text, /controller<OrderItemController>[^]*/);
  assert.match(text, /service<AuditService>/);

  cmake('--build', join(PROJECT, 'build'));
  assert.match(succeed('ctest', ['--test-dir', join(PROJECT, 'build')]), /100% tests passed, 0 tests failed out of 1\b/);

  const child = spawn(join(PROJECT, 'build/my-chat'), [], { env: { ...environment, PORT: '0' } });
  context.after(() => child.kill('SIGKILL'));
  const [, port] = await printed(child, /Server STARTED \| Address: \S+:(\d+)/);
  assert.deepEqual(await (await fetch(`http://localhost:${port}/api/order-item`)).json(), { message: 'OrderItem' });
});

test('what is generated already, or does not fit, is refused and nothing changes', () => {
  const list = () => succeed('find', ['.', '-path', './build', '-prune', '-o', '-type', 'f', '-exec', 'sha256sum', '{}', '+'],
    { cwd: PROJECT });
  const earlier = list();

  fails(['generate', 'controller', 'OrderItem'], 1, /exists already.*order_item_controller\.hpp.*cure: /, PROJECT);
  fails(['generate', 'controller', 'OrderItemController'], 1, /exists already/, PROJECT);
  for (const name of ['order', '../Order', 'Order Item', 'Order::Item', '', '9Lives']) {
    fails(['generate', 'service', name], 2, /Invalid class name.*cure: /, PROJECT);
  }

  assert.equal(list(), earlier);
});

test('outside of an application nothing is generated', () => {
  fails(['generate', 'service', 'Order'], 1, /no application of `ignis new`.*folder: .*cure: /);

  assert.deepEqual(readdirSync(EMPTY), []);
});
