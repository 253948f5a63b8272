import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';

import { ISO, Person, someone, startChat, UUID } from './support/chat.js';

const MAX_BYTES = 1024 * 1024;
const SIGNATURES = {
  'image/png': Buffer.from('89504e470d0a1a0a', 'hex'),
  'image/jpeg': Buffer.from('ffd8ffe0', 'hex'),
  'image/gif': Buffer.from('GIF89a'),
  'image/webp': Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WEBP')]),
};
const picture = (type, size) => {
  const signature = SIGNATURES[type];
  return Buffer.concat([signature, randomBytes(size - signature.length)]);
};

let server;
let ada;
let bob;
before(async () => {
  server = await startChat();
});
afterEach(() => [ada, bob].forEach((person) => person?.close()));
after(() => server.stop());

async function twoInGeneral(options) {
  ada = await Person.signIn(server, { userId: someone('Ada'), ...options });
  bob = await Person.signIn(server, { userId: someone('Bob'), ...options });
  await ada.join('general');
  await bob.join('general');
}

for (const transports of [['websocket'], ['polling']]) {
  for (const type of Object.keys(SIGNATURES)) {
    test(`${type} arrives as it was sent | ${transports}`, async () => {
      await twoInGeneral({ transports });
      const content = picture(type, 50_000);
      const sha256 = createHash('sha256').update(content).digest('hex');

      const { id, ...answer } = await ada.ask('picture:send', { roomId: 'general', name: 'cat', type }, content);

      assert.match(id, UUID);
      assert.deepEqual(answer, { ok: true, size: content.length, sha256 });
      const [{ createdAt, ...described }, received] = await bob.nextValues('picture:new');
      assert.match(createdAt, ISO);
      assert.deepEqual(described, {
        id, roomId: 'general', userId: ada.userId, name: 'cat', type, size: content.length, sha256,
      });
      assert.ok(content.equals(Buffer.from(received)));
      await ada.settle();
      assert.ok(!ada.untaken.includes('picture:new'));
    });
  }
}

test('a picture may have 1 MiB, and not a byte more', async () => {
  await twoInGeneral();
  const send = (size) =>
    ada.ask('picture:send', { roomId: 'general', name: 'big', type: 'image/png' }, picture('image/png', size));

  assert.equal((await send(MAX_BYTES)).size, MAX_BYTES);
  assert.deepEqual(await send(MAX_BYTES + 1), {
    ok: false, code: 'PICTURE_FAILED', message: `A picture has ${MAX_BYTES} bytes at most`,
  });
});

const PNG = picture('image/png', 100);
for (const [what, type, content] of [
  ['a type that is not that of its content', 'image/gif', PNG],
  ['an SVG', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a page', 'image/png', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a RIFF file that is no WebP', 'image/webp', Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WAVE')])],
  ['nothing', 'image/png', Buffer.alloc(0)],
]) {
  test(`${what} is refused`, async () => {
    await twoInGeneral();
    const { ok, code, message } = await ada.ask('picture:send', { roomId: 'general', name: 'x', type }, content);

    assert.deepEqual({ ok, code }, { ok: false, code: 'PICTURE_FAILED' });
    assert.match(message, /^A picture is image\/png/);
    await bob.settle();
    assert.ok(!bob.untaken.includes('picture:new'));
  });
}

test('a picture without its content, or for a room one is not in, is refused', async () => {
  await twoInGeneral();
  const described = { roomId: 'general', name: 'x', type: 'image/png' };
  for (const values of [[described], [described, 'text'], [{ ...described, roomId: 'random' }, PNG]]) {
    const { ok, code } = await ada.ask('picture:send', ...values);
    assert.deepEqual({ ok, code }, { ok: false, code: 'PICTURE_FAILED' });
  }
});
