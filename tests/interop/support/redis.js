import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { eventually, within } from './wait.js';

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A `redis-server` of its own on a free port of loopback, with nothing on disk unless told so. */
export class RedisServer {
  #child;
  #ended;
  #options;

  static async start(options = []) {
    const server = new RedisServer();
    server.folder = await mkdtemp(join(tmpdir(), 'ignis-redis-'));
    server.#options = options;
    // Another process may take the port before Redis does.
    for (let attempt = 1; ; ++attempt) {
      server.port = await freePort();
      try {
        await server.restart();
        return server;
      } catch (failure) {
        if (attempt === 5) {
          throw failure;
        }
      }
    }
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** On the same port, after `kill`. */
  async restart() {
    this.#child = spawn(
      'redis-server',
      ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', '', ...this.#options],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', resolve);
    });
    const ready = new Promise((resolve) => {
      this.#child.stdout.on('data', (text) => {
        output += text;
        if (output.includes('Ready to accept connections')) {
          resolve();
        }
      });
    });
    const endedEarly = this.#ended.then(() => {
      throw new Error(`redis-server ended:\n${output}`);
    });
    endedEarly.catch(() => {});
    await within(Promise.race([ready, endedEarly]), 'redis-server to start');
  }

  signal(name) {
    this.#child.kill(name);
  }

  async kill() {
    this.signal('SIGKILL');
    await within(this.#ended, 'redis-server to end');
  }

  /** A connection of the official client; the caller ends it with `disconnect()`. */
  client() {
    return new Redis(this.port, '127.0.0.1');
  }

  async stop() {
    await this.kill();
    await rm(this.folder, { recursive: true });
  }
}

/** Three masters that share the slots. */
export class RedisCluster {
  static async start() {
    const cluster = new RedisCluster();
    const options = async () => [
      '--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--cluster-port', String(await freePort()),
    ];
    cluster.servers = await Promise.all([1, 2, 3].map(async () => RedisServer.start(await options())));
    const clients = cluster.servers.map((server) => server.client());
    const share = Math.ceil(16384 / clients.length);
    for (const [index, client] of clients.entries()) {
      await client.call('CLUSTER', 'ADDSLOTSRANGE', index * share, Math.min((index + 1) * share, 16384) - 1);
    }
    const [, bus] = /@(\d+)/.exec(await clients[0].call('CLUSTER', 'NODES'));
    for (const client of clients.slice(1)) {
      await client.call('CLUSTER', 'MEET', '127.0.0.1', cluster.servers[0].port, bus);
    }
    for (const client of clients) {
      await eventually(async () => {
        const info = await client.call('CLUSTER', 'INFO');
        return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
      });
      client.disconnect();
    }
    return cluster;
  }

  get ports() {
    return this.servers.map((server) => server.port).join(',');
  }

  async stop() {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}
