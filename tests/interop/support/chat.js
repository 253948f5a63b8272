import { randomUUID } from 'node:crypto';

import { Client } from './client.js';
import { CHAT, ServerProcess } from './server.js';

export const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The chat, once it is open. */
export async function startChat(commandLine = []) {
  const server = await ServerProcess.start(CHAT, {}, commandLine);
  await server.logged(/The chat is open/);
  return server;
}

/** A window of a person: `userId` is their name, `token` what it belongs to. */
export class Person extends Client {
  static async connect(server, { userId, token = randomUUID(), ...options } = {}) {
    const person = new Person(server.url, { auth: { token, ...(userId && { userId }) }, ...options });
    person.userId = userId;
    person.token = token;
    await person.next('connect');
    return person;
  }

  /** Signed in, with what the server said: `hello`. */
  static async signIn(server, options) {
    const person = await Person.connect(server, options);
    person.socket.emit('authenticate');
    await person.next('authenticated');
    if (person.userId) {
      person.hello = await person.next('hello');
    }
    return person;
  }

  async join(roomId) {
    const answer = await this.ask('room:join', { roomId });
    if (!answer.ok) {
      throw new Error(answer.message);
    }
    await this.next('room:user-joined');
  }

  /** What the server has sent this window so far is here. */
  async settle() {
    await this.ask('presence:list');
  }

  /** The next event of that name about that user. */
  async nextPresence(userId) {
    for (;;) {
      const presence = await this.next('presence:changed');
      if (presence.userId === userId) {
        return presence;
      }
    }
  }
}

/** A name that no other test uses. */
export const someone = (name) => `${name} ${randomUUID().slice(0, 8)}`;

/** JSON requests of the owner of a token; each is answered with `{status, body}`. */
export async function request(server, token, path, body) {
  const response = await fetch(`${server.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
  });
  return { status: response.status, body: await response.json() };
}
