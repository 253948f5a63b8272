// One node of a Socket.IO cluster that does what its clients ask for, with the official adapters;
// `cluster_node/main.cpp` is the same in C++. The environment is the same as well.
import { createServer } from 'node:http';

import { createAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Redis, Cluster } from 'ioredis';
import { Server } from 'socket.io';

const { REDIS_URL, REDIS_CLUSTER, ADAPTER, RECOVERY } = process.env;

const redis = REDIS_CLUSTER
  ? new Cluster(REDIS_CLUSTER.split(',').map((port) => ({ host: '127.0.0.1', port: Number(port) })))
  : new Redis(REDIS_URL);
const subscriber = redis.duplicate();
for (const client of [redis, subscriber]) {
  client.on('error', () => {});
}

const http = createServer();
const io = new Server(http, {
  adapter: ADAPTER === 'streams' ? createStreamsAdapter(redis) : createAdapter(redis, subscriber),
  connectionStateRecovery: RECOVERY ? {} : undefined,
});

const select = (socket, { rooms, except, local }) => {
  const chosen = local ? socket.nsp.local : socket.nsp;
  return chosen.to(rooms ?? []).except(except ?? []);
};
const answer = async (ack, result) => {
  try {
    ack(null, await result());
  } catch (error) {
    ack(error.message, []);
  }
};

for (const nsp of [io.of('/'), io.of('/other')]) {
  nsp.on('told', (...values) => nsp.local.emit('server was told', ...values));
  nsp.on('question', (...values) => values.pop()('node', ...values));
  nsp.on('connection', (socket) => {
    socket.data.node = 'node';
    socket.on('echo', (...values) => values.pop()(...values));
    socket.on('join', (room, ack) => {
      socket.join(room);
      ack();
    });
    socket.on('emit', (target, ...values) => select(socket, target).emit('news', ...values));
    socket.on('volatile', (...values) => nsp.volatile.compress(false).emit('news', ...values));
    socket.on('broadcast', (...values) => socket.broadcast.emit('news', ...values));
    socket.on('ask clients', (target, ...values) => {
      const ack = values.pop();
      answer(ack, () => select(socket, target).timeout(2000).emitWithAck('question', ...values));
    });
    socket.on('ask servers', (...values) => {
      const ack = values.pop();
      answer(ack, () => nsp.serverSideEmitWithAck('question', ...values));
    });
    socket.on('fetch', (target, ack) => {
      answer(ack, async () => {
        const sockets = await select(socket, target).fetchSockets();
        return sockets.map(({ id, rooms, data, handshake }) => ({ id, rooms: [...rooms], data, handshake }));
      });
    });
    socket.on('tell servers', (...values) => nsp.serverSideEmit('told', ...values));
    socket.on('sockets join', (target, rooms) => select(socket, target).socketsJoin(rooms));
    socket.on('sockets leave', (target, rooms) => select(socket, target).socketsLeave(rooms));
    socket.on('disconnect sockets', (target, close) => select(socket, target).disconnectSockets(close));
  });
}

process.on('SIGTERM', () => process.exit(0));
http.listen(0, '127.0.0.1', () => console.log(`Server STARTED | Address: 127.0.0.1:${http.address().port}`));
