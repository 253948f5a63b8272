import { connect } from 'node:net';

import { within } from './wait.js';

const CONTINUATION = 0;
const TEXT = 1;
const CLOSE = 8;
export const OPCODES = { CONTINUATION, TEXT, BINARY: 2, CLOSE, PING: 9, PONG: 10 };

/** A frame of RFC 6455, section 5.2, as right or as wrong as it is asked for. */
export function frame(payload, { opcode = TEXT, fin = true, rsv = 0, masked = true } = {}) {
  const bytes = Buffer.from(payload);
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const maskBit = masked ? 0x80 : 0;
  if (bytes.length < 126) {
    head.push(maskBit | bytes.length);
  } else {
    head.push(maskBit | 126, bytes.length >> 8, bytes.length & 0xff);
  }
  if (!masked) {
    return Buffer.concat([Buffer.from(head), bytes]);
  }
  const mask = Buffer.from([1, 2, 3, 4]);
  return Buffer.concat([Buffer.from(head), mask, bytes.map((byte, index) => byte ^ mask[index % 4])]);
}

export function closeFrame(code, reason = '') {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frame(Buffer.concat([payload, Buffer.from(reason)]), { opcode: CLOSE });
}

/** A TCP connection that has asked for a WebSocket and sends whatever bytes it is told to. */
export class RawWebSocket {
  #bytes = Buffer.alloc(0);
  #ended = false;
  #wake = () => {};

  static async connect(port, { method = 'GET', headers = {} } = {}) {
    const raw = new RawWebSocket();
    raw.socket = connect(port, '127.0.0.1');
    raw.socket.on('data', (bytes) => {
      raw.#bytes = Buffer.concat([raw.#bytes, bytes]);
      raw.#wake();
    });
    raw.socket.on('error', () => {});
    raw.socket.on('close', () => {
      raw.#ended = true;
      raw.#wake();
    });
    const all = {
      Host: 'localhost', Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers,
    };
    const lines = Object.entries(all).filter(([, value]) => value !== undefined);
    raw.socket.write(`${method} /ws HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    await raw.#until(() => raw.#bytes.includes('\r\n\r\n'));
    const end = raw.#bytes.indexOf('\r\n\r\n') + 4;
    raw.status = Number(raw.#bytes.subarray(9, 12));
    raw.#bytes = raw.#bytes.subarray(end);
    return raw;
  }

  async #until(isThere) {
    while (!isThere() && !this.#ended) {
      await within(new Promise((resolve) => (this.#wake = resolve)), 'an answer of the server');
    }
  }

  send(...frames) {
    this.socket.write(Buffer.concat(frames));
  }

  /** The next frame as `{opcode, payload}`; nothing once the connection has ended. */
  async next() {
    const need = async (size) => {
      await this.#until(() => this.#bytes.length >= size);
      return this.#bytes.length >= size;
    };
    if (!(await need(2))) {
      return undefined;
    }
    const short = this.#bytes[1] & 0x7f;
    const head = short === 126 ? 4 : 2;
    await need(head);
    const size = short === 126 ? this.#bytes.readUInt16BE(2) : short;
    if (!(await need(head + size))) {
      return undefined;
    }
    const received = { opcode: this.#bytes[0] & 0x0f, payload: this.#bytes.subarray(head, head + size) };
    this.#bytes = this.#bytes.subarray(head + size);
    return received;
  }

  /** Reads on to the server's close frame; 1006 when the connection ends without one. */
  async closeCode() {
    for (let received; (received = await this.next()); ) {
      if (received.opcode === CLOSE) {
        return received.payload.length < 2 ? 1005 : received.payload.readUInt16BE(0);
      }
    }
    return 1006;
  }

  destroy() {
    this.socket.destroy();
  }
}
