import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { ISO, Person, request, someone, startChat, UUID } from './support/chat.js';

let server;
const people = [];
before(async () => {
  server = await startChat();
});
afterEach(() => people.splice(0).forEach((person) => person.close()));
after(() => server.stop());

const signIn = async (name) => {
  const person = await Person.signIn(server, { userId: someone(name) });
  people.push(person);
  return person;
};
const makeRoom = (person, room) => request(server, person?.token, '/chat/rooms', room);

/** A room of its own with `count` messages, `1` first. */
async function roomWithMessages(person, count) {
  const { body: room } = await makeRoom(person, { name: 'history' });
  await person.join(room.id);
  for (let n = 1; n <= count; ++n) {
    await person.ask('message:send', { roomId: room.id, content: String(n) });
  }
  await person.ask('message:send', { roomId: room.id, content: 'the last' });
  return `/chat/rooms/${room.id}/messages`;
}
const contents = ({ status, body }) => (assert.equal(status, 200), body.map(({ content }) => content));

test('the public rooms are there from the start, for guests too', async () => {
  const { status, body } = await request(server, '', '/chat/rooms');

  assert.equal(status, 200);
  assert.deepEqual(body.map(({ id, isPrivate }) => [id, isPrivate]).slice(0, 3), [
    ['general', false], ['random', false], ['help', false],
  ]);
});

test('a room is made by who has a name, and answered with 201', async () => {
  const ada = await signIn('Ada');
  const { status, body } = await makeRoom(ada, { name: '  Tea  ' });

  assert.equal(status, 201);
  assert.match(body.id, UUID);
  assert.match(body.createdAt, ISO);
  const { id, createdAt, ...rest } = body;
  assert.deepEqual(rest, { name: 'Tea', isPrivate: false, ownerId: ada.userId, members: [] });
  assert.ok((await request(server, '', '/chat/rooms')).body.some((room) => room.id === id));
  assert.equal((await makeRoom(null, { name: 'Tea' })).status, 401);
});

test('a private room is seen by its members only', async () => {
  const ada = await signIn('Ada');
  const bob = await signIn('Bob');
  const cem = await signIn('Cem');
  const { body: room } = await makeRoom(ada, { name: 'secret', isPrivate: true, members: [bob.userId] });
  const sees = async (token) =>
    (await request(server, token, '/chat/rooms')).body.some(({ id }) => id === room.id);
  const history = (token) => request(server, token, `/chat/rooms/${room.id}/messages`);

  assert.deepEqual(room.members, [ada.userId, bob.userId].sort());
  assert.deepEqual(await Promise.all([ada.token, bob.token, cem.token, ''].map(sees)), [true, true, false, false]);
  assert.equal((await history(bob.token)).status, 200);
  assert.equal((await history(cem.token)).status, 403);
  assert.equal((await history('')).status, 403);
});

for (const [what, room] of [
  ['no name', {}],
  ['an empty name', { name: '' }],
  ['a name of 49 characters', { name: 'x'.repeat(49) }],
  ['too many members', { name: 'x', isPrivate: true, members: Array.from({ length: 51 }, (_, n) => `m${n}`) }],
]) {
  test(`a room with ${what} is refused with 422`, async () => {
    assert.equal((await makeRoom(await signIn('Ada'), room)).status, 422);
  });
}

test('a name of blanks is refused with 400', async () => {
  assert.equal((await makeRoom(await signIn('Ada'), { name: '   ' })).status, 400);
});

test('a history comes newest first, in pages', async () => {
  const ada = await signIn('Ada');
  const path = await roomWithMessages(ada, 59);
  const page = (query) => request(server, '', `${path}${query}`);

  const all = await page('');
  assert.equal(all.body.length, 50);
  assert.deepEqual(contents(all).slice(0, 3), ['the last', '59', '58']);
  const first = await page('?limit=2');
  assert.deepEqual(contents(first), ['the last', '59']);
  assert.deepEqual(contents(await page(`?limit=2&before=${first.body[1].id}`)), ['58', '57']);
  assert.equal((await page('?limit=100')).body.length, 60);
  assert.deepEqual(contents(await page('?before=unknown')), []);
});

for (const limit of ['0', '101', '-1', 'many', '1.5']) {
  test(`limit=${limit} is refused with 422`, async () => {
    const { status, body } = await request(server, '', `/chat/rooms/general/messages?limit=${limit}`);
    assert.equal(status, 422);
    assert.equal(body.details.cause[0].path, 'limit');
  });
}

test('of a room the last 500 messages are kept', async () => {
  const ada = await signIn('Ada');
  const path = await roomWithMessages(ada, 500);
  let oldest;
  let count = 0;
  for (;;) {
    const { body } = await request(server, '', `${path}?limit=100${oldest ? `&before=${oldest.id}` : ''}`);
    if (body.length === 0) {
      break;
    }
    count += body.length;
    oldest = body.at(-1);
  }

  assert.equal(count, 500);
  assert.equal(oldest.content, '2');
});

test('a room that does not exist has no history', async () => {
  const { status, body } = await request(server, '', '/chat/rooms/nowhere/messages');
  assert.deepEqual({ status, message: body.message }, { status: 404, message: 'Room not found' });
});

test('direct messages and conversations are those of who asks', async () => {
  const ada = await signIn('Ada');
  const bob = await signIn('Bob');
  const cem = await signIn('Cem');
  const send = async (from, to, content) => (await from.ask('dm:send', { receiverId: to.userId, content })).message;
  const first = await send(ada, bob, 'one');
  const second = await send(bob, ada, 'two');
  // A later time of the same clock: the last one comes first.
  while (new Date().toISOString() === second.createdAt);
  const third = await send(cem, ada, 'three');
  const get = async (person, path) => (await request(server, person.token, path)).body;
  const dm = (person, other, query = '') => get(person, `/chat/dm/${encodeURIComponent(other.userId)}${query}`);

  assert.deepEqual(await dm(ada, bob), [second, first]);
  assert.deepEqual(await dm(bob, ada), [second, first]);
  assert.deepEqual(await dm(bob, ada, '?limit=1'), [second]);
  assert.deepEqual(await dm(bob, ada, `?before=${second.id}`), [first]);
  assert.deepEqual(await dm(cem, bob), []);
  assert.deepEqual(await get(ada, '/chat/conversations'), [
    { userId: cem.userId, lastMessage: third },
    { userId: bob.userId, lastMessage: second },
  ]);
  assert.deepEqual(await get(cem, '/chat/conversations'), [{ userId: ada.userId, lastMessage: third }]);
});

for (const path of ['/chat/conversations', '/chat/dm/somebody']) {
  test(`GET ${path} needs a token that has a name`, async () => {
    assert.equal((await request(server, '', path)).status, 401);
    assert.equal((await request(server, 'of nobody', path)).status, 401);
  });
}

test('there are 50 rooms at most', async () => {
  const ada = await signIn('Ada');
  let last;
  for (let n = 0; n <= 50; ++n) {
    last = await makeRoom(ada, { name: `room ${n}` });
  }

  assert.deepEqual({ status: last.status, message: last.body.message }, {
    status: 409, message: 'There are 50 rooms already',
  });
  assert.equal((await request(server, ada.token, '/chat/rooms')).body.length <= 50, true);
});
