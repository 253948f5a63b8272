// The peer `ws` on Node: a message comes back to who sent it; one that begins with `publish` goes to
// everybody.
import { WebSocketServer } from 'ws';

const PUBLISH = Buffer.from('publish');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  backlog: 4096,
  perMessageDeflate: false,
});
server.on('connection', (client) => {
  client.on('message', (message, binary) => {
    if (message.subarray(0, PUBLISH.length).equals(PUBLISH)) {
      for (const each of server.clients) {
        each.send(message, { binary });
      }
    } else {
      client.send(message, { binary });
    }
  });
  client.on('error', () => {});
});
process.on('SIGTERM', () => process.exit());
