import assert from 'node:assert/strict';
import { test } from 'node:test';

import SwaggerParser from '@apidevtools/swagger-parser';

import { INTEROP_APP, ServerProcess, SOCKET_IO_TEST, WEBSOCKET_TEST } from './support/server.js';

async function documentOf(executable, environment) {
  const server = await ServerProcess.start(executable, environment);
  try {
    const response = await fetch(`${server.url}/api/doc/openapi.json`);
    assert.equal(response.status, 200);
    return { document: await response.json(), url: server.url };
  } finally {
    await server.stop();
  }
}

for (const [name, executable, path] of [
  ['the interop application', INTEROP_APP, '/messages'],
  ['socket-io-test', SOCKET_IO_TEST, '/socket/info'],
  ['websocket-test', WEBSOCKET_TEST, '/ws-api/info'],
]) {
  test(`the document of ${name} is valid OpenAPI 3.0`, async () => {
    const { document, url } = await documentOf(executable);

    const valid = await SwaggerParser.validate(structuredClone(document));

    assert.equal(valid.openapi, '3.0.0');
    assert.equal(document.servers[0].url, `${url}/api`);
    assert.ok(document.paths[path], Object.keys(document.paths).join('\n'));
  });
}

test('a validator would have found a mistake', async () => {
  const { document } = await documentOf(INTEROP_APP);
  document.paths['/messages'].post.responses = { '4xx | 5xx': { description: 'no such key' } };

  await assert.rejects(SwaggerParser.validate(document));
});

test('the page brings its script along and a policy that allows it', async () => {
  const server = await ServerProcess.start(INTEROP_APP);
  try {
    const response = await fetch(`${server.url}/api/doc/explorer`);
    const [, nonce] = /script-src 'nonce-([^']+)'/.exec(response.headers.get('content-security-policy'));
    const page = await response.text();

    assert.ok(page.includes(`<script nonce="${nonce}">`));
    assert.doesNotMatch(page, /https?:\/\//);
  } finally {
    await server.stop();
  }
});
