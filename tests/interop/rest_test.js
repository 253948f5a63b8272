import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { INTEROP_APP, ServerProcess } from './support/server.js';

let server;
before(async () => {
  server = await ServerProcess.start(INTEROP_APP);
});
after(() => server.stop());

function send(body) {
  return fetch(`${server.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

test('a valid body is taken', async () => {
  const response = await send({ topic: 'news', text: 'hello' });

  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^application\/json/);
  assert.deepEqual(await response.json(), { success: true });
});

test('a body that lacks a member is refused with its name', async () => {
  const response = await send({ topic: 'news' });

  assert.equal(response.status, 422);
  assert.match(await response.text(), /text/);
});

test('a body that is no JSON is refused', async () => {
  const response = await send('{"topic":');

  assert.equal(response.status, 400);
  assert.equal((await response.json()).statusCode, 400);
});

test('an unknown path is answered with 404 and an error in JSON', async () => {
  const response = await fetch(`${server.url}/nowhere`);

  assert.equal(response.status, 404);
  assert.equal((await response.json()).statusCode, 404);
});

test('a request id comes back, and one is made when there is none', async () => {
  const given = await fetch(`${server.url}/api/messages/count`, { headers: { 'x-request-id': 'abc-1' } });
  const made = await fetch(`${server.url}/api/messages/count`);

  assert.equal(given.headers.get('x-request-id'), 'abc-1');
  assert.match(made.headers.get('x-request-id'), /.{8,}/);
});
