import { spawn } from 'node:child_process';
import { dirname } from 'node:path';

import { within } from './wait.js';

const STARTED = /Server STARTED \| Address: (\S+):(\d+)/;

/** The executables under test; ctest names them. */
export const QUICKSTART = process.env.QUICKSTART;
export const INTEROP_APP = process.env.INTEROP_APP;
export const SOCKET_IO_TEST = process.env.SOCKET_IO_TEST;
export const WEBSOCKET_TEST = process.env.WEBSOCKET_TEST;
export const CHAT = process.env.CHAT;
export const CONFORMANCE = process.env.CONFORMANCE;
export const INTEROP_SOCKET_IO = process.env.INTEROP_SOCKET_IO;
export const CLUSTER_NODE = process.env.CLUSTER_NODE;
export const EMITTER = process.env.EMITTER;
export const ECDH = process.env.ECDH;
export const ENCRYPTED_SERVER = process.env.ENCRYPTED_SERVER;

/** A process of a server: what it printed, and how it ended. */
export class ServerProcess {
  #child;
  #ended;
  #started;
  #readers = [];
  output = '';
  errors = '';

  constructor(executable, environment = {}, commandLine = []) {
    const inherited = { PATH: process.env.PATH, HOME: process.env.HOME };
    this.#child = spawn(executable, commandLine, {
      cwd: dirname(executable),
      env: { ...inherited, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => resolve({ code, signal }));
    });
    this.#started = new Promise((resolve) => {
      this.#child.stdout.on('data', (text) => {
        this.output += text;
        const found = STARTED.exec(this.output);
        if (found) {
          resolve({ host: found[1], port: Number(found[2]) });
        }
        this.#readers.forEach((read) => read());
      });
    });
    this.#child.stderr.on('data', (text) => (this.errors += text));
  }

  static async start(executable, environment, commandLine) {
    const server = new ServerProcess(executable, environment, commandLine);
    await server.started();
    return server;
  }

  async started() {
    const endedEarly = this.#ended.then(({ code, signal }) => {
      throw new Error(`ended with ${code ?? signal}:\n${this.output}${this.errors}`);
    });
    endedEarly.catch(() => {});
    const address = await within(Promise.race([this.#started, endedEarly]), 'the server to start');
    this.port = address.port;
    this.url = `http://${address.host}:${address.port}`;
  }

  /** Resolves once a line of the output matches, which may come after what it is about. */
  logged(pattern) {
    const found = new Promise((resolve) => {
      const read = () => pattern.test(this.output) && resolve();
      this.#readers.push(read);
      read();
    });
    return within(found, `the line ${pattern}`);
  }

  signal(name) {
    this.#child.kill(name);
  }

  ended() {
    return within(this.#ended, 'the server to end');
  }

  /** Ends the process whatever its state; for the end of a test. */
  async stop() {
    this.signal('SIGTERM');
    try {
      return await this.ended();
    } catch (failure) {
      this.signal('SIGKILL');
      throw failure;
    }
  }
}
