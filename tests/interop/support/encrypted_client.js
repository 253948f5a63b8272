import { WebCryptoPeer } from './webcrypto_peer.js';
import { WebSocketClient } from './websocket.js';

/** A client that has exchanged keys with the server. */
export class EncryptedClient {
  static async authenticate(url, data = {}) {
    const client = new EncryptedClient();
    client.peer = await WebCryptoPeer.create();
    client.plain = await WebSocketClient.authenticate(url, { ...data, publicKey: client.peer.publicKey });
    client.connected = client.plain.connected;
    client.id = client.plain.id;
    await client.peer.derive({ publicKey: client.connected.serverPublicKey, salt: client.connected.salt });
    return client;
  }

  encrypt(event, data) {
    return this.peer.encrypt(JSON.stringify({ event, data }));
  }

  /** The event within the data of an event `encrypted`: `{event, data}`. */
  async decrypt(payload) {
    return JSON.parse(await this.peer.decrypt(payload));
  }

  async send(event, data) {
    this.plain.send('encrypted', await this.encrypt(event, data));
  }

  /** The next event, which has to come encrypted: `{event, data}`. */
  async next() {
    const { event, data } = await this.plain.nextMessage();
    if (event !== 'encrypted') {
      throw new Error(`in the clear: ${event}`);
    }
    return this.decrypt(data);
  }

  close() {
    return this.plain.close();
  }
}
