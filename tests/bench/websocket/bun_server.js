// The peer Bun: a message comes back to who sent it; one that begins with `publish` goes to everybody,
// by Bun's own publish.
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  fetch(request, self) {
    return self.upgrade(request) ? undefined : new Response('Upgrade Required', { status: 426 });
  },
  websocket: {
    open(client) {
      client.subscribe('all');
    },
    message(client, message) {
      if (message.startsWith('publish')) {
        server.publish('all', message);
      } else {
        client.send(message);
      }
    },
  },
});
