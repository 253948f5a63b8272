// What `client-peers` talks to: the real Socket.IO server. Its options come as JSON in the first argument:
// { port, recovery, cert, key }. Prints the port once it listens.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../interop/package.json', import.meta.url));
const { Server } = require('socket.io');

const { port = 0, recovery, cert, key } = JSON.parse(process.argv[2] ?? '{}');
const http = cert ? createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) }) : createServer();
const io = new Server(http, recovery ? { connectionStateRecovery: {} } : {});

io.on('connection', (socket) => {
  socket.on('echo', (...values) => socket.emit('echo', ...values));
  socket.on('ask', (...values) => values.pop()(...values));
  socket.on('big please', (count) => socket.emit('big', 'x"ü\n'.repeat(count)));
  socket.on('question', (...values) => socket.emit('question', ...values, (...answer) => socket.emit('answer', ...answer)));
  socket.on('join', (room, done) => {
    socket.join(room);
    done();
  });
  socket.on('to room', (room, text) => io.to(room).emit('room', text));
  socket.on('disconnect me', () => socket.disconnect());
  socket.on('cut me', () => socket.conn.close());
  socket.on('cut me, then say', (text) => {
    socket.join('cut');
    // The session is kept by then, and the client is not back yet.
    socket.on('disconnect', () => io.to('cut').emit('said', text));
    socket.conn.close();
  });
  socket.on('handshake', (done) => {
    const { query, headers, auth } = socket.handshake;
    done({ query: query.q ?? null, header: headers['x-test'] ?? null, auth: auth ?? null });
  });
});

const admin = io.of('/admin');
admin.use((socket, next) => {
  const refusal = new Error('not allowed');
  refusal.data = { code: 7, details: ['token'] };
  next(socket.handshake.auth.token === 'secret' ? undefined : refusal);
});
admin.on('connection', (socket) => socket.on('echo', (...values) => socket.emit('echo', ...values)));

http.listen(port, '127.0.0.1', () => console.log(`PORT ${http.address().port}`));
