import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { ECDH } from './support/server.js';
import { within } from './support/wait.js';
import { WebCryptoPeer, fromBase64, toBase64 } from './support/webcrypto_peer.js';

const hex = (digits) => Buffer.from(digits, 'hex');

// RFC 5903, section 8.1, and what WebCrypto makes of its keys.
const CLIENT = {
  d: hex('c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433'),
  publicKey: 'BNrQtlOUIhz5sFHh/spXh9CY3+Y3/JC575RdDDdyWBGAUnGgRhzbglLWHxxFb6PlmrH0WzOsz19YOJ4Fd7iZC7M=',
};
const SERVER = {
  d: hex('c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53'),
  publicKey: 'BNEt+1KJyNT4Egi3AnA5jDQilpcKC8y3THNvx1VElL9jVvvzyjZswj6BV4VME8WNaqwj8Eatow+DU+dPMwOYcqs=',
};
const SALT = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const IV = fromBase64('EBESExQVFhcYGRob');
const PLAIN_TEXT = '{"event":"notification","data":{"message":"Hello"}}';
const SEALED = [
  [undefined, 'jZ3QSEKj1rKKJOYgGtP2EeuaemNmEhSvVBHIQzrAxuyhbYAxCDWVwRIlJ9AWrVEFsINQj/+iWolr9+mPi9X4cfDqWQ=='],
  ['channel-123', 'jZ3QSEKj1rKKJOYgGtP2EeuaemNmEhSvVBHIQzrAxuyhbYAxCDWVwRIlJ9AWrVEFsINQ0YXPeSFPcB5qVYur3en6+Q=='],
];

const MESSAGES = ['', 'hello', PLAIN_TEXT, 'Grüße, 世界 🌍 \u0000 \u2028', 'x'.repeat(10 * 1024)];

/** The program `ecdh/main.cpp`: an answer for each command. */
class Program {
  #child = spawn(ECDH, { stdio: ['pipe', 'pipe', 'inherit'] });
  #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  async ask(name, options = {}) {
    this.#child.stdin.write(`${JSON.stringify({ name, ...options })}\n`);
    const { value } = await within(this.#lines.next(), `the answer to ${name}`);
    return JSON.parse(value);
  }

  end() {
    this.#child.stdin.end();
  }
}

/** Both sides with the same key. */
async function converse({ salt, info } = {}) {
  const peer = await WebCryptoPeer.create();
  const { publicKey } = await program.ask('pair', { hkdfInfo: info });
  const derived = await program.ask('derive', { publicKey: peer.publicKey, salt });
  await peer.derive({ publicKey, salt: derived.salt, info });
  return { peer, salt: derived.salt };
}

function jwkOf({ d, publicKey }) {
  const point = Buffer.from(publicKey, 'base64');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  return { d: d.toString('base64url'), x: x.toString('base64url'), y: y.toString('base64url') };
}

let program;
before(() => (program = new Program()));
after(() => program.end());

test('what WebCrypto encrypts is read, and the other way round', async () => {
  const { peer, salt } = await converse();

  assert.equal(fromBase64(salt).length, 32);
  for (const message of MESSAGES) {
    const payload = await peer.encrypt(message);
    assert.deepEqual(await program.ask('decrypt', { payload }), { message });

    const answer = await program.ask('encrypt', { message });
    assert.deepEqual(Object.keys(answer), ['iv', 'ct']);
    assert.equal(await peer.decrypt(answer), message);
  }
});

test('additional data have to be the same on both sides', async () => {
  const { peer } = await converse();
  const additionalData = 'Räume/1';

  const payload = await peer.encrypt('hello', { additionalData });
  assert.deepEqual(await program.ask('decrypt', { payload, additionalData }), { message: 'hello' });
  assert.match((await program.ask('decrypt', { payload })).error, /^\[ECDH\]\[decrypt\] /);

  const answer = await program.ask('encrypt', { message: 'hello', additionalData });
  assert.equal(await peer.decrypt(answer, { additionalData }), 'hello');
  await assert.rejects(peer.decrypt(answer), { name: 'OperationError' });
});

for (const [name, options] of [
  ['a salt of the caller', { salt: toBase64(Buffer.from('a salt of any size, here 30 ..')) }],
  ['a salt of one byte', { salt: 'AA==' }],
  ['another text for the derivation', { info: 'ignis-ecdh-äöü' }],
]) {
  test(`both sides come to the same key with ${name}`, async () => {
    const { peer, salt } = await converse(options);

    assert.equal(salt, options.salt ?? salt);
    assert.deepEqual(await program.ask('decrypt', { payload: await peer.encrypt('hello') }), { message: 'hello' });
    assert.equal(await peer.decrypt(await program.ask('encrypt', { message: 'hello' })), 'hello');
  });
}

test('what another salt has made, or somebody has changed, is refused', async () => {
  const { peer, salt } = await converse();
  const payload = await peer.encrypt('hello');
  const bytes = fromBase64(payload.ct);
  bytes[0] ^= 1;

  const { publicKey } = await program.ask('pair');
  await program.ask('derive', { publicKey: peer.publicKey, salt });
  for (const changed of [payload, { ...payload, ct: toBase64(bytes) }, { ...payload, iv: toBase64(IV) }]) {
    const { error, statusCode } = await program.ask('decrypt', { payload: changed });
    assert.match(error, /^\[ECDH\]\[decrypt\] The message is not what the holder of this key has encrypted/);
    assert.equal(statusCode, 400);
  }

  const other = 'AQ==';
  await program.ask('derive', { publicKey: peer.publicKey, salt: other });
  await peer.derive({ publicKey, salt });
  await assert.rejects(peer.decrypt(await program.ask('encrypt', { message: 'hello' })), { name: 'OperationError' });
  await peer.derive({ publicKey, salt: other });
  assert.equal(await peer.decrypt(await program.ask('encrypt', { message: 'hello' })), 'hello');
});

for (const [own, theirs, name] of [
  [SERVER, CLIENT, 'server'],
  [CLIENT, SERVER, 'client'],
]) {
  test(`the vectors hold for WebCrypto and for the ${name}`, async () => {
    const peer = await WebCryptoPeer.create(jwkOf(theirs));
    assert.equal(peer.publicKey, theirs.publicKey);
    assert.deepEqual(await program.ask('pair', { privateKey: toBase64(own.d) }), { publicKey: own.publicKey });
    assert.deepEqual(await program.ask('derive', { publicKey: theirs.publicKey, salt: SALT }), { salt: SALT });
    await peer.derive({ publicKey: own.publicKey, salt: SALT });

    for (const [additionalData, ct] of SEALED) {
      const payload = await peer.encrypt(PLAIN_TEXT, { additionalData, iv: IV });
      assert.deepEqual(payload, { iv: toBase64(IV), ct });
      assert.deepEqual(await program.ask('decrypt', { payload, additionalData }), { message: PLAIN_TEXT });
    }
  });
}

test('keys that WebCrypto would not take are refused', async () => {
  await program.ask('pair');
  const point = fromBase64(CLIENT.publicKey);
  point[64] ^= 1;
  for (const publicKey of [toBase64(point), toBase64(point.subarray(1)), toBase64(Buffer.alloc(65))]) {
    const { error, statusCode } = await program.ask('derive', { publicKey });
    assert.match(error, /^\[ECDH\]\[importPublicKey\] Not a public key of P-256/);
    assert.equal(statusCode, 400);
  }
  assert.deepEqual(await program.ask('derive', { publicKey: 'not base64!' }), {
    error: '[ECDH.fromBase64] Invalid base64 input',
    statusCode: 400,
  });
});
