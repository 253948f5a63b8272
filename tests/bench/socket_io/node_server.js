// The peer: Socket.IO on Node with the events of event_server.cpp, and with its official adapter when
// REDIS_URL is set.

import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";

const { REDIS_URL } = process.env;

const http = createServer();
const io = new Server(http, {
  path: "/io",
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
  adapter: REDIS_URL ? createAdapter(new Redis(REDIS_URL), new Redis(REDIS_URL)) : undefined,
});

io.on("connection", (socket) => {
  socket.on("authenticate", () => {
    socket.join(["io-default", "io-notification", "bench"]);
    socket.emit("authenticated", { id: socket.id });
  });
  socket.on("echo", (message, ack) => (ack ? ack(message) : socket.emit("echo", message)));
  socket.on("publish", (message) => io.emit("news", message));
});

http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
