import { fileURLToPath } from 'node:url';

import { Client } from './client.js';
import { CLUSTER_NODE, ServerProcess } from './server.js';
import { eventually } from './wait.js';

const NODE_SCRIPT = fileURLToPath(new URL('cluster_node.js', import.meta.url));

/** Two nodes in C++ and one in Node that share a Redis, each with as many clients as are asked for. */
export class Cluster {
  static NAMES = ['cpp', 'other cpp', 'node'];
  #clients = [];

  static async start(environment) {
    const cluster = new Cluster();
    const starting = Cluster.NAMES.map((name) => cluster.#startNode(name, environment));
    cluster.nodes = Object.fromEntries(await Promise.all(starting));
    await Promise.all(['/', '/other'].map((nsp) => cluster.#joined(nsp)));
    return cluster;
  }

  async #startNode(name, environment) {
    const isNode = name === 'node';
    const [executable, commandLine] = isNode ? [process.execPath, [NODE_SCRIPT]] : [CLUSTER_NODE, []];
    return [name, await ServerProcess.start(executable, environment, commandLine)];
  }

  /** Node's adapters subscribe in the background: the nodes are a cluster once all hear each other. */
  async #joined(nsp) {
    for (const client of Object.values(await this.connectEach(nsp))) {
      await eventually(async () => {
        const [failure, answers] = await client.askForValues('ask servers');
        return failure === null && answers.length === Cluster.NAMES.length - 1;
      });
      client.close();
    }
  }

  /** A client of the node, connected. */
  async connect(name, nsp = '/', options = {}) {
    const client = await Client.connect(`${this.nodes[name].url}${nsp}`, { path: '/socket.io', ...options });
    this.#clients.push(client);
    return client;
  }

  /** One client of every node, by the name of the node. */
  async connectEach(nsp) {
    const connected = Cluster.NAMES.map(async (name) => [name, await this.connect(name, nsp)]);
    return Object.fromEntries(await Promise.all(connected));
  }

  disconnectClients() {
    this.#clients.splice(0).forEach((client) => client.close());
  }

  async stop() {
    this.disconnectClients();
    await Promise.all(Object.values(this.nodes).map((node) => node.stop()));
  }
}

/**
 * Messages of one origin keep their order: once a mark of it is there, so is all that came before. Only
 * Node publishes to any node of a Redis Cluster, so there they may overtake each other: `receivers` are
 * waited for until they have one.
 */
export async function settled(origin, clients, receivers = []) {
  const mark = `mark ${Math.random()}`;
  origin.socket.emit('emit', {}, mark);
  for (const client of clients) {
    client.received = [];
    const atLeast = receivers.includes(client) ? 1 : 0;
    for (let isMarked = false; !isMarked || client.received.length < atLeast; ) {
      const values = await client.nextValues('news');
      if (values[0] === mark) {
        isMarked = true;
      } else {
        client.received.push(values);
      }
    }
  }
}
