// A proxy that opens tunnels (CONNECT) and prints where to. Prints its port once it listens.

import { createServer } from 'node:http';
import { connect } from 'node:net';

const proxy = createServer((_, response) => response.writeHead(405).end());
proxy.on('connect', (request, client, head) => {
  console.log(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
  const [host, port] = request.url.split(':');
  const server = connect(Number(port), host, () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on('error', () => client.destroy());
  client.on('error', () => server.destroy());
});
proxy.listen(0, '127.0.0.1', () => console.log(`PORT ${proxy.address().port}`));
