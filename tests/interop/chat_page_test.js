import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { startChat } from './support/chat.js';

const CHAT_FOLDER = new URL('../../apps/chat/', import.meta.url);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

let server;
before(async () => {
  server = await startChat();
});
after(() => server.stop());

const get = (path, headers = {}) => fetch(`${server.url}${path}`, { headers });
const source = (path) => readFileSync(new URL(path, CHAT_FOLDER), 'utf8');

for (const [path, type, file] of [
  ['/', 'text/html; charset=utf-8', 'page/index.html'],
  ['/page/app.js', 'text/javascript; charset=utf-8', 'page/app.js'],
  ['/page/style.css', 'text/css; charset=utf-8', 'page/style.css'],
  ['/source', 'text/plain; charset=utf-8', 'chat_handler.hpp'],
]) {
  test(`GET ${path} is the file, for this page only`, async () => {
    const response = await get(path);

    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), type);
    assert.equal(response.headers.get('content-security-policy'), POLICY);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(await response.text(), source(file));
  });

  test(`GET ${path} again costs no body`, async () => {
    const tag = (await get(path)).headers.get('etag');
    assert.match(tag, /^"[0-9a-f]{32}"$/);

    for (const known of [tag, `"other", ${tag}`, '*']) {
      const response = await get(path, { 'If-None-Match': known });
      assert.equal(response.status, 304, known);
      assert.equal(response.headers.get('etag'), tag);
      assert.equal(await response.text(), '');
    }
    assert.equal((await get(path, { 'If-None-Match': '"other"' })).status, 200);
  });
}

test('the client is the unmodified one of npm', async () => {
  const response = await get('/page/socket.io.js');
  const installed = new URL('node_modules/socket.io-client/dist/socket.io.min.js', import.meta.url);

  assert.equal(response.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.equal(await response.text(), readFileSync(installed, 'utf8'));
});

test('what is not there is 404', async () => {
  for (const path of ['/page/none.js', '/page/..%2Fmain.cpp', '/page/', '/none']) {
    assert.equal((await get(path)).status, 404, path);
  }
});

test('HEAD has the headers of GET', async () => {
  const response = await fetch(`${server.url}/`, { method: 'HEAD' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-length'), String(Buffer.byteLength(source('page/index.html'))));
});

test('the source is short enough to read', () => {
  assert.ok(source('chat_handler.hpp').trimEnd().split('\n').length <= 40);
});

test('the health check is there', async () => {
  assert.deepEqual(await (await get('/health')).json(), { status: 'ok' });
});
