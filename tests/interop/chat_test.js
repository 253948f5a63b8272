import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';

import { ISO, Person, request, someone, startChat, UUID } from './support/chat.js';
import { CHAT, ServerProcess } from './support/server.js';

let server;
const people = [];
before(async () => {
  server = await startChat();
});
afterEach(() => people.splice(0).forEach((person) => person.close()));
after(() => server.stop());

const signIn = async (userId, options = {}) => {
  const person = await Person.signIn(server, { userId, ...options });
  people.push(person);
  return person;
};
/** Two people in one room. */
const twoIn = async (roomId) => {
  const ada = await signIn(someone('Ada'));
  const bob = await signIn(someone('Bob'));
  await ada.join(roomId);
  await bob.join(roomId);
  await ada.next('room:user-joined');
  return { ada, bob };
};
const makeRoom = async (person, room) => (await request(server, person.token, '/chat/rooms', room)).body;

/** What is refused is told twice: to who asked for an answer, and as an event. */
async function assertRefused(person, code, message, event, ...values) {
  const failure = { code, message };
  assert.deepEqual(await person.ask(event, ...values), { ok: false, ...failure });
  assert.deepEqual(await person.next('error'), failure);
}

test('hello tells who and where one is, and the rooms', async () => {
  const userId = someone('Ada');
  const { hello } = await signIn(userId);

  assert.equal(hello.userId, userId);
  assert.match(hello.node, /^node-[0-9a-f]{8}$/);
  assert.equal(hello.recovered, false);
  assert.deepEqual(hello.rooms.slice(0, 3), ['general', 'random', 'help'].map((id) => ({ id, name: id })));
  assert.equal(hello.server.name, 'ignis-chat');
  assert.match(hello.server.version, /^\d+\.\d+\.\d+$/);
});

test('without a token nobody gets in', async () => {
  const person = await Person.connect(server, { userId: someone('Ada'), token: '' });
  person.socket.emit('authenticate');

  assert.match((await person.next('unauthenticated')).message, /Invalid token/);
  assert.equal(await person.next('disconnect'), 'io server disconnect');
});

test('a name belongs to the token that claimed it first', async () => {
  const userId = someone('Ada');
  const ada = await signIn(userId);

  const thief = await Person.connect(server, { userId });
  thief.socket.emit('authenticate');
  assert.match((await thief.next('unauthenticated')).message, /\w/);
  await thief.next('disconnect');

  ada.close();
  assert.equal((await signIn(userId, { token: ada.token })).hello.userId, userId);
});

for (const [what, name] of [
  ['is too long', 'x'.repeat(33)],
  ['is nothing but blanks', '  '],
  ['has a control character', 'a\u0007b'],
  ['turns the text around', 'a\u202Eb'],
  ['is no text', 7],
]) {
  test(`a name that ${what} is refused`, async () => {
    const person = await Person.connect(server, { userId: name });
    person.socket.emit('authenticate');

    await person.next('unauthenticated');
    await person.next('disconnect');
  });
}

test('a name is trimmed and may have 32 characters of any script', async () => {
  const name = `名${'ü'.repeat(31)}`;
  assert.equal((await signIn(` ${name} `)).hello.userId, name);
});

test('a client of the tutorial gets its name from its first event', async () => {
  const userId = someone('Tutor');
  const tutorial = await signIn(undefined);

  await assertRefused(tutorial, 'JOIN_FAILED', 'userId is required', 'room:join', { roomId: 'general' });
  tutorial.socket.emit('room:join', { roomId: 'general', userId });
  assert.equal((await tutorial.next('hello')).userId, userId);
  assert.deepEqual(await tutorial.next('room:user-joined'), { roomId: 'general', userId });

  const thief = await signIn(undefined);
  const message = `The name ${userId} belongs to somebody else`;
  await assertRefused(thief, 'JOIN_FAILED', message, 'room:join', { roomId: 'general', userId });
});

test('nobody speaks for somebody else', async () => {
  const { ada, bob } = await twoIn('general');
  const event = { roomId: 'general', content: 'hi', userId: bob.userId };
  await assertRefused(ada, 'SEND_FAILED', 'userId is not yours', 'message:send', event);

  assert.equal((await ada.ask('message:send', { ...event, userId: ada.userId })).ok, true);
});

test('who joins and who leaves is told to the room', async () => {
  const ada = await signIn(someone('Ada'));
  await ada.join('general');
  const bob = await signIn(someone('Bob'));

  assert.deepEqual(await bob.ask('room:join', { roomId: 'general' }), { ok: true, roomId: 'general' });
  assert.deepEqual(await ada.next('room:user-joined'), { roomId: 'general', userId: bob.userId });
  assert.deepEqual(await bob.ask('room:leave', { roomId: 'general' }), { ok: true, roomId: 'general' });
  assert.deepEqual(await ada.next('room:user-left'), { roomId: 'general', userId: bob.userId });

  await ada.ask('message:send', { roomId: 'general', content: 'bob is gone' });
  await bob.settle();
  assert.ok(!bob.untaken.includes('message:new'));
});

test('rooms that do not exist, and private ones, are not entered', async () => {
  const ada = await signIn(someone('Ada'));
  const bob = await signIn(someone('Bob'));
  await assertRefused(ada, 'JOIN_FAILED', 'Room not found', 'room:join', { roomId: 'nowhere' });

  const room = await makeRoom(ada, { name: 'secret', isPrivate: true });
  await assertRefused(bob, 'JOIN_FAILED', 'Cannot join private room', 'room:join', { roomId: room.id });
  await ada.join(room.id);
});

test('who is invited enters a private room', async () => {
  const ada = await signIn(someone('Ada'));
  const bob = await signIn(someone('Bob'));
  const room = await makeRoom(ada, { name: 'for two', isPrivate: true, members: [bob.userId] });

  await bob.join(room.id);
});

test('a message reaches everybody in the room and nobody else', async () => {
  const { ada, bob } = await twoIn('general');
  const cem = await signIn(someone('Cem'));
  await cem.join('random');

  const { ok, message } = await ada.ask('message:send', { roomId: 'general', content: 'hello' });

  assert.equal(ok, true);
  const { id, createdAt, ...rest } = message;
  assert.match(id, UUID);
  assert.match(createdAt, ISO);
  assert.deepEqual(rest, { roomId: 'general', userId: ada.userId, content: 'hello', type: 'text' });
  assert.deepEqual(await ada.next('message:new'), message);
  assert.deepEqual(await bob.next('message:new'), message);
  await cem.settle();
  assert.ok(!cem.untaken.includes('message:new'));
});

test('messages arrive in the order in which they were sent', async () => {
  const { ada, bob } = await twoIn('general');
  for (let n = 0; n < 50; ++n) {
    ada.socket.emit('message:send', { roomId: 'general', content: String(n) });
  }

  for (let n = 0; n < 50; ++n) {
    assert.equal((await bob.next('message:new')).content, String(n));
  }
});

for (const [what, content, message] of [
  ['has nothing in it', ' \n', 'A message must have 1 to 4000 characters'],
  ['is too long', 'ü'.repeat(4001), 'A message must have 1 to 4000 characters'],
]) {
  test(`a message that ${what} is refused`, async () => {
    const { ada } = await twoIn('general');
    await assertRefused(ada, 'SEND_FAILED', message, 'message:send', { roomId: 'general', content });
  });
}

test('a message may have 4000 characters', async () => {
  const { ada } = await twoIn('general');
  assert.equal((await ada.ask('message:send', { roomId: 'general', content: 'ü'.repeat(4000) })).ok, true);
});

test('only who is in a room writes to it', async () => {
  const ada = await signIn(someone('Ada'));
  const event = { roomId: 'general', content: 'hi' };
  await assertRefused(ada, 'SEND_FAILED', 'Not a member of this room', 'message:send', event);
});

test('an event without what it needs is refused with the path', async () => {
  const ada = await signIn(someone('Ada'));
  for (const payload of [{}, { roomId: 7 }, null, 'general']) {
    const { ok, code, message } = await ada.ask('room:join', payload);

    assert.deepEqual({ ok, code }, { ok: false, code: 'JOIN_FAILED' });
    assert.match(message, /\w/);
    await ada.next('error');
  }
});

test('a message is edited by who wrote it', async () => {
  const { ada, bob } = await twoIn('general');
  const { message } = await ada.ask('message:send', { roomId: 'general', content: 'helo' });
  const change = { messageId: message.id, content: 'hello' };
  await assertRefused(bob, 'EDIT_FAILED', 'Cannot edit others messages', 'message:edit', change);

  const edited = (await ada.ask('message:edit', change)).message;

  assert.match(edited.editedAt, ISO);
  assert.deepEqual(edited, { ...message, content: 'hello', editedAt: edited.editedAt });
  assert.deepEqual(await bob.next('message:edited'), edited);
  await assertRefused(ada, 'EDIT_FAILED', 'Message not found', 'message:edit', { ...change, messageId: 'none' });
});

test('a message is deleted by who wrote it; its place in the history stays', async () => {
  const { ada, bob } = await twoIn('general');
  const { message } = await ada.ask('message:send', { roomId: 'general', content: 'oops' });
  const messageId = message.id;
  const refused = ['message:delete', { messageId }];
  await assertRefused(bob, 'DELETE_FAILED', 'Cannot delete this message', ...refused);

  assert.deepEqual(await ada.ask(...refused), { ok: true, messageId, roomId: 'general' });

  assert.deepEqual(await bob.next('message:deleted'), { messageId, roomId: 'general' });
  const { body } = await request(server, ada.token, '/chat/rooms/general/messages?limit=1');
  assert.match(body[0].deletedAt, ISO);
  assert.deepEqual(body, [{ ...message, content: '', deletedAt: body[0].deletedAt }]);
  await assertRefused(ada, 'DELETE_FAILED', 'Message not found', ...refused);
  await assertRefused(ada, 'EDIT_FAILED', 'Message not found', 'message:edit', { messageId, content: 'back' });
});

test('who made a room deletes any message in it', async () => {
  const ada = await signIn(someone('Ada'));
  const bob = await signIn(someone('Bob'));
  const room = await makeRoom(ada, { name: 'of Ada' });
  await bob.join(room.id);
  const { message } = await bob.ask('message:send', { roomId: room.id, content: 'rude' });

  assert.equal((await ada.ask('message:delete', { messageId: message.id })).ok, true);
  assert.equal((await bob.next('message:deleted')).messageId, message.id);
});

test('a direct message reaches all windows of both, and nobody else', async () => {
  const ada = await signIn(someone('Ada'));
  const secondOfAda = await signIn(ada.userId, { token: ada.token });
  const bob = await signIn(someone('Bob'));
  const secondOfBob = await signIn(bob.userId, { token: bob.token });
  const cem = await signIn(someone('Cem'));

  const { ok, message } = await ada.ask('dm:send', { receiverId: bob.userId, content: 'psst' });

  assert.equal(ok, true);
  const { id, createdAt, ...rest } = message;
  assert.match(id, UUID);
  assert.match(createdAt, ISO);
  assert.deepEqual(rest, { senderId: ada.userId, receiverId: bob.userId, content: 'psst' });
  for (const window of [ada, secondOfAda, bob, secondOfBob]) {
    assert.deepEqual(await window.next('dm:new'), message);
  }
  await cem.settle();
  assert.ok(!cem.untaken.includes('dm:new'));
  const empty = { receiverId: bob.userId, content: '' };
  await assertRefused(ada, 'DM_FAILED', 'A message must have 1 to 4000 characters', 'dm:send', empty);
});

test('a name that is that of a room, or an id, brings nothing of others', async () => {
  const { ada } = await twoIn('general');
  const spy = await signIn('room:general');
  const other = await signIn(ada.id);

  await ada.ask('message:send', { roomId: 'general', content: 'secret' });
  for (const window of [spy, other]) {
    await window.settle();
    assert.ok(!window.untaken.includes('message:new'));
  }
});

test('typing is told to the others and ends by itself', async () => {
  const { ada, bob } = await twoIn('general');
  const update = { roomId: 'general', userId: ada.userId, socketId: ada.id };
  assert.deepEqual(await ada.ask('typing:start', { roomId: 'general' }), { ok: true });
  const startedAt = Date.now();
  assert.deepEqual(await bob.next('typing:update'), { ...update, isTyping: true });

  assert.deepEqual(await bob.next('typing:update'), { ...update, isTyping: false });
  assert.ok(Date.now() - startedAt >= 2900, `after ${Date.now() - startedAt} ms`);
  assert.ok(!ada.untaken.includes('typing:update'));
});

test('typing ends with its stop, with the message, and with the window', async () => {
  const { ada, bob } = await twoIn('general');
  const typing = async () => (await bob.next('typing:update')).isTyping;
  for (const end of [
    () => ada.ask('typing:stop', { roomId: 'general' }),
    () => ada.ask('message:send', { roomId: 'general', content: 'done' }),
    () => ada.close(),
  ]) {
    await ada.ask('typing:start', { roomId: 'general' });
    assert.equal(await typing(), true);
    const endedAt = Date.now();
    await end();
    assert.equal(await typing(), false);
    assert.ok(Date.now() - endedAt < 2500);
  }
});

test('who is not in a room types nothing in it', async () => {
  const ada = await signIn(someone('Ada'));
  const event = { roomId: 'general' };
  await assertRefused(ada, 'TYPING_FAILED', 'Not a member of this room', 'typing:start', event);
});

test('somebody is online from the first window to the last', async () => {
  const watcher = await signIn(someone('Watcher'));
  const userId = someone('Ada');
  const first = await signIn(userId);
  const online = await watcher.nextPresence(userId);
  assert.match(online.lastSeenAt, ISO);
  assert.deepEqual(online, { userId, status: 'online', lastSeenAt: online.lastSeenAt });

  const second = await signIn(userId, { token: first.token });
  first.close();
  await watcher.settle();
  const { users } = await watcher.ask('presence:list');
  assert.equal(users.find((user) => user.userId === userId).status, 'online');
  assert.ok(!watcher.untakenValues('presence:changed').some(([presence]) => presence.userId === userId));

  second.close();
  assert.equal((await watcher.nextPresence(userId)).status, 'offline');
  const after = (await watcher.ask('presence:list')).users.find((user) => user.userId === userId);
  assert.equal(after.status, 'offline');
  assert.match(after.lastSeenAt, ISO);
});

test('a lost client gets what it has missed, and is in its rooms', async () => {
  const { ada, bob } = await twoIn('general');
  const lost = await Person.signIn(server, {
    userId: someone('Lost'), reconnection: true, reconnectionDelay: 200, reconnectionDelayMax: 200,
  });
  people.push(lost);
  await lost.join('general');
  await ada.ask('message:send', { roomId: 'general', content: 'before' });
  assert.equal((await lost.next('message:new')).content, 'before');

  lost.socket.io.engine.close();
  await lost.next('disconnect');
  await bob.ask('message:send', { roomId: 'general', content: 'meanwhile' });

  await lost.next('connect');
  assert.equal(lost.socket.recovered, true);
  assert.equal((await lost.next('message:new')).content, 'meanwhile');
  lost.socket.emit('authenticate');
  assert.equal((await lost.next('hello')).recovered, true);
  assert.equal((await lost.ask('message:send', { roomId: 'general', content: 'back' })).ok, true);
});

test('SIGTERM ends it with exit code 0, clients or not', async () => {
  const other = await startChat();
  const ada = await Person.signIn(other, { userId: 'Ada' });

  other.signal('SIGTERM');

  await ada.next('disconnect');
  assert.deepEqual(await other.ended(), { code: 0, signal: null });
  assert.equal(other.errors, '');
});

test('a used port ends the start with one line that names the port and the cure', async () => {
  const second = new ServerProcess(CHAT, {}, ['--port', String(server.port)]);
  const { code } = await second.ended();

  assert.notEqual(code, 0);
  assert.match(second.errors.trim(), new RegExp(`^.*port: ${server.port}\\b.*cure: .*$`));
});

test('--help lists the settings', async () => {
  const help = new ServerProcess(CHAT, {}, ['--help']);
  assert.deepEqual(await help.ended(), { code: 0, signal: null });
  assert.match(help.output, /--redis-host[^]*--presence-ttl|--presence-ttl[^]*--redis-host/);
});

test('tokens of any text work, too long ones do not', async () => {
  await signIn(someone('Ada'), { token: `ü ${randomUUID()}` });

  const long = await Person.connect(server, { userId: someone('Ada'), token: 'x'.repeat(257) });
  long.socket.emit('authenticate');
  await long.next('unauthenticated');
});
