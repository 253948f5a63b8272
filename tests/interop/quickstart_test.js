import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from './support/client.js';
import { QUICKSTART, ServerProcess } from './support/server.js';

let server;
before(async () => {
  server = await ServerProcess.start(QUICKSTART);
});
after(() => server.stop());

test('REST and Socket.IO are served on one port', async () => {
  const client = await Client.authenticate(server.url);
  const response = await fetch(`${server.url}/api/hello/Ada`);

  assert.equal(response.status, 200);
  assert.match(await response.text(), /Ada/);
  assert.match(JSON.stringify(await client.ask('echo', 'hello')), /hello/);
  client.close();
});
