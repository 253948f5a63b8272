// What a browser does to talk to `ECDH`; the guide `websocket-encryption.md` shows the same.
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const INFO = 'ignis-ecdh-p256-aes-256-gcm-v1';

const { subtle } = globalThis.crypto;
const encode = (text) => new TextEncoder().encode(text);
export const toBase64 = (bytes) => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text) => new Uint8Array(Buffer.from(text, 'base64'));

export class WebCryptoPeer {
  #pair;
  #key;

  /** With a pair of its own, or that of an existing private key (base64url, as in a JWK). */
  static async create(jwk) {
    const peer = new WebCryptoPeer();
    if (jwk) {
      const { x, y } = jwk;
      peer.#pair = {
        privateKey: await subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', ...jwk }, CURVE, false, ['deriveBits']),
        publicKey: await subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, CURVE, true, []),
      };
    } else {
      peer.#pair = await subtle.generateKey(CURVE, false, ['deriveBits']);
    }
    peer.publicKey = toBase64(await subtle.exportKey('raw', peer.#pair.publicKey));
    return peer;
  }

  async derive({ publicKey, salt, info = INFO }) {
    const theirs = await subtle.importKey('raw', fromBase64(publicKey), CURVE, false, []);
    const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, this.#pair.privateKey, 256);
    const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
    this.#key = await subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: fromBase64(salt), info: encode(info) },
      material,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
  }

  async encrypt(message, { additionalData, iv = crypto.getRandomValues(new Uint8Array(12)) } = {}) {
    const ct = await subtle.encrypt(cipher(iv, additionalData), this.#key, encode(message));
    return { iv: toBase64(iv), ct: toBase64(ct) };
  }

  async decrypt({ iv, ct }, { additionalData } = {}) {
    const bytes = await subtle.decrypt(cipher(fromBase64(iv), additionalData), this.#key, fromBase64(ct));
    return new TextDecoder().decode(bytes);
  }
}

function cipher(iv, additionalData) {
  return { name: 'AES-GCM', iv, ...(additionalData && { additionalData: encode(additionalData) }) };
}
