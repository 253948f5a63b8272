import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { INTEROP_APP, QUICKSTART, ServerProcess, SOCKET_IO_TEST, WEBSOCKET_TEST } from './support/server.js';

async function printGraph(executable, environment = {}) {
  const server = new ServerProcess(executable, environment, ['--print-graph']);
  const { code } = await server.ended();
  return { code, graph: server.output, log: server.errors };
}

for (const [name, executable, edge] of [
  ['quickstart', QUICKSTART, '"controllers.HelloController" -> "services.Greeter"'],
  ['socket-io-test', SOCKET_IO_TEST, '"controllers.SocketTestController" -> "services.SocketEventService"'],
  ['websocket-test', WEBSOCKET_TEST, '"controllers.WebSocketTestController" -> "services.WebSocketEventService"'],
]) {
  test(`--print-graph has ${name} print its graph, and nothing else, and end`, async () => {
    const { code, graph, log } = await printGraph(executable);

    assert.equal(code, 0);
    assert.match(graph, /^digraph "[^"]+" \{\n[^]*\n\}\n$/);
    assert.ok(graph.includes(edge), graph);
    assert.doesNotMatch(log, /Server STARTED/);
  });
}

test('what is bound once the server listens is drawn as late and missing', async () => {
  const { graph } = await printGraph(INTEROP_APP);

  assert.match(
    graph,
    /"controllers.MessageController" -> "@app\/socket-io\/instance" \[label="lazy, missing", style=dashed\];/,
  );
});

test('a port that is taken does not matter', async () => {
  const listener = createServer();
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    const { code } = await printGraph(QUICKSTART, { HOST: '127.0.0.1', PORT: `${listener.address().port}` });

    assert.equal(code, 0);
  } finally {
    listener.close();
  }
});

test('what keeps the application from being configured follows the graph, with exit code 1', async () => {
  const { code, graph, log } = await printGraph(QUICKSTART, { APP_ENV_NOTHING: '' });

  assert.equal(code, 1);
  assert.match(graph, /^digraph /);
  assert.match(log, /^error: .*APP_ENV_NOTHING/m);
});
