import { spawn } from 'node:child_process';

import { within } from './wait.js';

export const SOCKET_IO_CLI = process.env.SOCKET_IO_CLI;

/** A run of the command line client: what it is told, what it prints, and how it ends. */
export class CliProcess {
  #child;
  #ended;
  #readers = [];
  output = '';
  errors = '';

  constructor(commandLine, environment = {}) {
    this.#child = spawn(SOCKET_IO_CLI, commandLine, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => {});
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => resolve({ code, signal }));
    });
    this.#child.stdout.on('data', (text) => this.#read('output', text));
    this.#child.stderr.on('data', (text) => this.#read('errors', text));
  }

  #read(stream, text) {
    this[stream] += text;
    this.#readers.forEach((read) => read());
  }

  /** Resolves once something that it has printed matches. */
  printed(pattern, stream = 'output') {
    const found = new Promise((resolve) => {
      const read = () => pattern.test(this[stream]) && resolve();
      this.#readers.push(read);
      read();
    });
    return within(found, `${pattern} in:\n${this.output}${this.errors}`);
  }

  noted(pattern) {
    return this.printed(pattern, 'errors');
  }

  type(line) {
    this.#child.stdin.write(`${line}\n`);
  }

  endInput() {
    this.#child.stdin.end();
  }

  signal(name) {
    this.#child.kill(name);
  }

  async ended() {
    try {
      return await within(this.#ended, `the end of the client:\n${this.output}${this.errors}`);
    } finally {
      this.signal('SIGKILL');
    }
  }

  get lines() {
    return this.output.split('\n').slice(0, -1);
  }

  /** Of standard error, those that are faults. */
  get faults() {
    return this.errors.split('\n').filter((line) => line.startsWith('error: '));
  }
}
