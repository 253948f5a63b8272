// The peer: socket.io-client, one client that has its events sent back, or a thousand idle ones.
//   node node_client.js echo|ack|idle --port 3000 [--depth 16] [--seconds 2] [--clients 1000]

import { parseArgs } from "node:util";
import { io } from "socket.io-client";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "3000" },
    depth: { type: "string", default: "16" },
    seconds: { type: "string", default: "2" },
    clients: { type: "string", default: "1000" },
  },
});
const [mode = "echo"] = positionals;
const payload = "x".repeat(128);

const authenticated = () =>
  new Promise((resolve) => {
    const socket = io(`http://127.0.0.1:${values.port}`, {
      path: "/io",
      transports: ["websocket"],
      perMessageDeflate: false,
      forceNew: true,
    });
    socket.on("connect", () => socket.emit("authenticate"));
    socket.on("authenticated", () => resolve(socket));
  });

async function measureEchoes() {
  const socket = await authenticated();
  let answers = 0;
  const send = () => (mode === "ack" ? socket.emit("echo", payload, onAnswer) : socket.emit("echo", payload));
  const onAnswer = () => {
    answers += 1;
    send();
  };
  socket.on("echo", onAnswer);
  for (let sent = 0; sent < Number(values.depth); sent += 1) {
    send();
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  answers = 0;
  const processor = process.cpuUsage();
  const beginning = performance.now();
  await new Promise((resolve) => setTimeout(resolve, Number(values.seconds) * 1000));
  const { user, system } = process.cpuUsage(processor);
  return { per_s: answers / ((performance.now() - beginning) / 1000), cpu_us: (user + system) / answers };
}

async function weighIdleClients() {
  await authenticated();
  const before = process.memoryUsage.rss();
  const clients = Number(values.clients);
  for (let made = 0; made < clients; made += 100) {
    await Promise.all(Array.from({ length: 100 }, authenticated));
  }
  return { bytes: (process.memoryUsage.rss() - before) / clients };
}

console.log(JSON.stringify(await (mode === "idle" ? weighIdleClients() : measureEchoes())));
process.exit();
