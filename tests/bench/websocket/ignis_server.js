// The original's server helper on Bun, its log muted, with the Redis that REDIS_PORT names: `echo`
// comes back to who sent it, the data of `publish` goes to everybody as `news`.
import { RedisHelper, WebSocketServerHelper, applicationLogger } from '@venizia/ignis-helpers';

applicationLogger.silent = true;

let handlers;
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  fetch(request, self) {
    const isUpgraded = self.upgrade(request, { data: { clientId: crypto.randomUUID() } });
    return isUpgraded ? undefined : new Response('Upgrade Required', { status: 426 });
  },
  websocket: {
    idleTimeout: 60,
    open: (socket) => handlers.open(socket),
    message: (socket, message) => handlers.message(socket, message),
    close: (socket, code, reason) => handlers.close(socket, code, reason),
    drain: (socket) => handlers.drain(socket),
  },
});

const helper = new WebSocketServerHelper({
  identifier: 'bench',
  server,
  redisConnection: new RedisHelper({
    name: 'bench',
    host: '127.0.0.1',
    port: Number(process.env.REDIS_PORT),
    password: '',
    autoConnect: false,
  }),
  authenticateFn: () => ({ userId: crypto.randomUUID() }),
  messageHandler: ({ clientId, message }) => {
    if (message.event === 'echo') {
      helper.sendToClient({ clientId, event: 'echo', data: message.data });
    } else {
      helper.send({ payload: { topic: 'news', data: message.data } });
    }
  },
});
handlers = helper.getBunWebSocketHandler();
await helper.configure();
