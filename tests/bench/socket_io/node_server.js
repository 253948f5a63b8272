// The peer: Socket.IO on Node with the events of event_server.cpp.

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, {
  path: "/io",
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
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
