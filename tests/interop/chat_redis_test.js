import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Person, request, someone, startChat } from './support/chat.js';
import { RedisServer } from './support/redis.js';

let redis;
let servers;
const people = [];

const startNode = () =>
  startChat(['--redis-host', '127.0.0.1', '--redis-port', String(redis.port), '--presence-ttl', '1500']);

before(async () => {
  redis = await RedisServer.start();
  servers = await Promise.all([startNode(), startNode()]);
});
afterEach(() => people.splice(0).forEach((person) => person.close()));
after(async () => {
  await Promise.all(servers?.map((server) => server.stop()) ?? []);
  await redis.stop();
});

const signIn = async (server, name, options = {}) => {
  const person = await Person.signIn(server, { userId: someone(name), ...options });
  people.push(person);
  return person;
};
const statusOf = async (asker, userId) =>
  (await asker.ask('presence:list')).users.find((user) => user.userId === userId)?.status;

test('two processes are one chat', async () => {
  const ada = await signIn(servers[0], 'Ada');
  const bob = await signIn(servers[1], 'Bob');
  assert.notEqual(ada.hello.node, bob.hello.node);
  await ada.join('general');
  await bob.join('general');
  assert.equal((await ada.next('room:user-joined')).userId, bob.userId);

  const { message } = await ada.ask('message:send', { roomId: 'general', content: 'hello' });
  assert.deepEqual(await bob.next('message:new'), message);
  await ada.ask('typing:start', { roomId: 'general' });
  assert.equal((await bob.next('typing:update')).isTyping, true);
  const { message: direct } = await bob.ask('dm:send', { receiverId: ada.userId, content: 'psst' });
  assert.deepEqual(await ada.next('dm:new'), direct);
  await bob.ask('message:send', { roomId: 'general', content: 'hi' });

  for (const server of servers) {
    const { body } = await request(server, bob.token, '/chat/rooms/general/messages?limit=2');
    assert.deepEqual(body.map(({ content }) => content), ['hi', 'hello']);
    assert.deepEqual((await request(server, bob.token, '/chat/conversations')).body.length, 1);
  }
});

test('a picture crosses processes', async () => {
  const ada = await signIn(servers[0], 'Ada');
  const bob = await signIn(servers[1], 'Bob');
  await ada.join('general');
  await bob.join('general');
  const content = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(100_000, 7)]);

  const answer = await ada.ask('picture:send', { roomId: 'general', name: 'x', type: 'image/gif' }, content);

  const [described, received] = await bob.nextValues('picture:new');
  assert.equal(described.sha256, answer.sha256);
  assert.ok(content.equals(Buffer.from(received)));
});

test('a name is taken in all processes', async () => {
  const ada = await signIn(servers[0], 'Ada');
  const thief = await Person.connect(servers[1], { userId: ada.userId });
  people.push(thief);
  thief.socket.emit('authenticate');
  assert.match((await thief.next('unauthenticated')).message, /\w/);
});

test('who is in two processes is online until both windows have gone', async () => {
  const watcher = await signIn(servers[1], 'Watcher');
  const ada = await signIn(servers[0], 'Ada');
  const { userId, token } = ada;
  assert.equal((await watcher.nextPresence(userId)).status, 'online');
  const second = await signIn(servers[1], '', { userId, token });

  ada.close();
  await second.settle();
  assert.equal(await statusOf(watcher, userId), 'online');

  second.close();
  assert.equal((await watcher.nextPresence(userId)).status, 'offline');
  assert.ok(!watcher.untakenValues('presence:changed').some(([presence]) => presence.userId === userId));
});

for (const [signal, how] of [['SIGKILL', 'dies'], ['SIGTERM', 'ends']]) {
  test(`the users of a process that ${how} go offline`, async () => {
    const third = await startNode();
    const watcher = await signIn(servers[0], 'Watcher');
    const ada = await signIn(third, 'Ada');
    assert.equal((await watcher.nextPresence(ada.userId)).status, 'online');

    third.signal(signal);
    await third.ended();

    assert.equal((await watcher.nextPresence(ada.userId)).status, 'offline');
    assert.equal(await statusOf(watcher, ada.userId), 'offline');
  });
}

test('a lost client is recovered by another process', async () => {
  const ada = await signIn(servers[0], 'Ada');
  const bob = await signIn(servers[1], 'Bob');
  await ada.join('general');
  await bob.join('general');
  await bob.ask('message:send', { roomId: 'general', content: 'before' });
  assert.equal((await ada.next('message:new')).content, 'before');

  ada.socket.io.engine.close();
  await ada.next('disconnect');
  await bob.ask('message:send', { roomId: 'general', content: 'meanwhile' });
  ada.socket.io.uri = servers[1].url;
  ada.socket.connect();

  await ada.next('connect');
  assert.equal(ada.socket.recovered, true);
  assert.equal((await ada.next('message:new')).content, 'meanwhile');
  ada.socket.emit('authenticate');
  assert.equal((await ada.next('hello')).node, bob.hello.node);
});

test('the history outlives all processes, and names have an end', async () => {
  const ada = await signIn(servers[0], 'Ada');
  await ada.join('general');
  await ada.ask('message:send', { roomId: 'general', content: 'kept' });
  const client = redis.client();
  assert.equal(await client.ttl(`chat:name:${ada.userId}`), -1);
  ada.close();
  const watcher = await signIn(servers[0], 'Watcher');
  while ((await statusOf(watcher, ada.userId)) !== 'offline');
  while ((await client.ttl(`chat:name:${ada.userId}`)) < 0);
  client.disconnect();

  await Promise.all(servers.map((server) => server.stop()));
  servers = [await startNode()];
  const { body } = await request(servers[0], '', '/chat/rooms/general/messages?limit=1');
  assert.equal(body[0].content, 'kept');
});
