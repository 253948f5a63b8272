import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

import { Server } from 'socket.io';

const ROOT = new URL('../..', import.meta.url).pathname;
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

function pages() {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true }).map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', 'tests/bench/README.md', ...docs].filter((name) => name.endsWith('.md'));
}

/** Headings as anchors, the way that forges make them. */
function anchors(text) {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'),
  );
}

test('the code of the README is the quickstart application', () => {
  const [, code] = /```cpp\n([^]*?)```/.exec(read('README.md'));

  assert.equal(code, read('apps/quickstart/main.cpp'));
});

for (const page of pages()) {
  test(`the links of ${page} lead somewhere`, () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link);

    for (const link of links) {
      const [path, anchor] = link.split('#');
      const target = path ? relative(ROOT, join(ROOT, dirname(page), path)) : page;
      assert.ok(existsSync(join(ROOT, target)), link);
      if (anchor) {
        assert.ok(anchors(read(target)).includes(anchor), link);
      }
    }
  });
}

for (const page of pages().filter((name) => read(name).includes('```js\n'))) {
  test(`the JavaScript of ${page} can be read`, (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'ignis-docs-'));
    context.after(() => rmSync(folder, { recursive: true }));

    for (const [, code] of read(page).matchAll(/^```js\n([^]*?)^```$/gm)) {
      writeFileSync(join(folder, 'block.mjs'), code);
      const { status, stderr } = spawnSync(process.execPath, ['--check', 'block.mjs'], { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    }
  });
}

/** The first two cells of each row with an option below a heading of the page about Socket.IO's options. */
function nodeDefaults(heading) {
  const [section] = read('docs/guide/socket-io-options.md').split(`${heading}\n`)[1].split(/^#/m);
  const rows = section.matchAll(/^\| `(\w+)` \| ([^|]*) \|/gm);
  return Object.fromEntries([...rows].map(([, name, value]) => [name, value.replaceAll('`', '')]));
}

function shown(value) {
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  if (typeof value === 'object') {
    return `{ ${Object.entries(value).map(([name, inner]) => `${name}: ${inner}`).join(', ')} }`;
  }
  return String(value);
}

test("Node's defaults are those of the page about options", async () => {
  const io = new Server();
  io.listen(0);
  const { pingInterval, pingTimeout, upgradeTimeout, maxHttpBufferSize, transports, allowUpgrades } = io.engine.opts;
  const { httpCompression, allowEIO3 } = io.engine.opts;
  const isUnset = { allowRequest: 'none', perMessageDeflate: 'none', initialPacket: 'none', cookie: 'none', cors: 'none' };
  for (const name of Object.keys(isUnset)) {
    assert.ok(!io.engine.opts[name], name);
  }
  const socketIO = nodeDefaults('## Socket.IO');
  const engine = nodeDefaults('## Engine.IO');
  await io.close();

  assert.equal(socketIO.path, io.path());
  assert.equal(socketIO.serveClient, shown(io._serveClient));
  assert.equal(socketIO.connectTimeout, shown(io._connectTimeout));
  assert.equal(socketIO.cleanupEmptyChildNamespaces, shown(io.opts.cleanupEmptyChildNamespaces));
  assert.equal(socketIO.connectionStateRecovery, shown(io.opts.connectionStateRecovery ?? 'none'));
  const defaults = { pingInterval, pingTimeout, upgradeTimeout, maxHttpBufferSize, transports, allowUpgrades };
  for (const [name, value] of Object.entries({ ...defaults, httpCompression, allowEIO3, ...isUnset })) {
    assert.equal(engine[name], shown(value), name);
  }
});

test('the names that the map gives are those of the headers', () => {
  const headers = ['di', 'helpers', 'core', 'components'].flatMap((module) =>
    readdirSync(join(ROOT, module, 'include'), { recursive: true })
      .filter((name) => name.endsWith('.hpp'))
      .map((name) => read(`${module}/include/${name}`)),
  );
  const known = new Set(headers.join('\n').match(/\w+/g));
  const [map] = read('docs/guide/names.md').split('## What is not there');

  for (const [, name] of map.matchAll(/^\| .* \| (.*) \|$/gm)) {
    const code = [...name.matchAll(/`([^`]+)`/g)].map(([, text]) => text.replaceAll(/"[^"]*"/g, '')).join(' ');
    assert.deepEqual((code.match(/[A-Za-z_]\w+/g) ?? []).filter((word) => !known.has(word)), [], name);
  }
});
