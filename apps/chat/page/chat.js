import { showConnection } from './badge.js';
import { Composer } from './composer.js';
import { Connection, RefusedError } from './connection.js';
import { Conversation } from './conversations.js';
import { byId, notice } from './dom.js';
import { MessageLog } from './messages.js';
import { pictureOf, pictureProblem } from './pictures.js';
import { Rest } from './rest.js';
import { Sidebar } from './sidebar.js';

const PAGE_SIZE = 50;
const FIRST_ROOM = 'general';
/** A typist whose "stopped" got lost is forgotten after this time. */
const TYPING_FORGOTTEN_MS = 4000;
const ROOMS_AGAIN_MS = 10_000;

/** One person in the chat, from signing in to signing out. */
export class Chat {
  #name;
  #rest;
  #connection;
  #sidebar;
  #log;
  #composer;
  #onRefused;
  #rooms = new Map();
  #direct = new Map();
  #people = new Map();
  #current = null;
  #sent = 0;
  #roomsTimer;

  /** `onRefused(message)` is called when the server does not accept the name. */
  constructor({ name, token, onRefused }) {
    this.#name = name;
    this.#onRefused = onRefused;
    this.#rest = new Rest(token);
    this.#sidebar = new Sidebar(name, (kind, id) => this.#open(this.#conversation(kind, id)));
    this.#log = new MessageLog(name, {
      edit: ({ id }, content) => this.#ask('message:edit', { messageId: id, content }),
      remove: ({ id }) => this.#ask('message:delete', { messageId: id }),
      retry: (entry) => this.#retry(entry),
      discard: (entry) => this.#discard(entry),
      done: () => this.#composer.focus(),
    });
    this.#composer = new Composer({
      send: (content) => this.#send(content),
      sendPicture: (file) => this.#sendPicture(file),
      typing: (isTyping) => this.#tellTyping(isTyping),
      editLast: () => this.#log.editLast(),
    });
    this.#connection = new Connection(
      { userId: name, token },
      {
        changed: () => this.#showConnection(),
        welcomed: (hello) => this.#welcomed(hello),
        refused: (message) => this.#refused(message),
        presence: (users) => this.#knowPeople(users),
      },
    );
    this.#listen();
    this.#showConnection();
    byId('earlier').onclick = () => this.#loadEarlier();
    byId('leave').onclick = () => this.#leave();
    byId('drop').onclick = () => this.#connection.drop();
    this.#roomsTimer = setInterval(() => this.#connection.isReady && this.#loadRooms(), ROOMS_AGAIN_MS);
  }

  close() {
    clearInterval(this.#roomsTimer);
    this.#connection.close();
  }

  /** Makes a room and opens it. Resolves to whether it was made. */
  async makeRoom(wanted) {
    try {
      const room = await this.#rest.makeRoom(wanted);
      this.#knowRooms([room]);
      await this.#open(this.#rooms.get(room.id));
      return true;
    } catch (error) {
      notice(`The room could not be made: ${error.message}`);
      return false;
    }
  }

  #listen() {
    const on = (event, handler) => this.#connection.on(event, handler);
    on('message:new', (message) => this.#arrived(this.#rooms.get(message.roomId), said(message, message.userId)));
    on('dm:new', (message) => {
      const other = message.senderId === this.#name ? message.receiverId : message.senderId;
      this.#arrived(this.#conversation('direct', other), said(message, message.senderId));
    });
    on('message:edited', ({ roomId, id, content, editedAt }) => this.#changed(roomId, id, { content, editedAt }));
    on('message:deleted', ({ roomId, messageId }) => {
      this.#changed(roomId, messageId, { content: '', deletedAt: new Date().toISOString() });
    });
    on('picture:new', async (about, bytes) => {
      const picture = await pictureOf(bytes, about);
      this.#arrived(this.#rooms.get(about.roomId), { ...said(about, about.userId), picture });
    });
    on('typing:update', ({ roomId, userId, isTyping }) => {
      const room = this.#rooms.get(roomId);
      if (isTyping && userId !== this.#name) {
        room?.setTyping(userId, Date.now() + TYPING_FORGOTTEN_MS);
        setTimeout(() => this.#showTyping(), TYPING_FORGOTTEN_MS);
      } else {
        room?.stopTyping(userId);
      }
      this.#showTyping();
    });
    on('presence:changed', (user) => this.#knowPeople([user]));
    on('error', ({ message }) => notice(message));
  }

  /** Signed in, for the first time or again: takes up what was going on. */
  async #welcomed({ rooms, recovered, server }) {
    byId('chat').dataset.ready = 'true';
    byId('server-version').textContent = `${server.name} ${server.version}`;
    this.#knowRooms(rooms);
    this.#current ??= this.#rooms.get(FIRST_ROOM) ?? [...this.#rooms.values()][0];
    if (!recovered) {
      // A session that was recovered still has its rooms, and got what was said meanwhile.
      const joined = [...this.#rooms.values()].filter((room) => room.isJoined);
      joined.forEach((room) => (room.isJoined = false));
      await Promise.all(joined.map((room) => this.#join(room)));
      await this.#open(this.#current);
      joined.filter((room) => room !== this.#current).forEach((room) => this.#loadHistory(room));
    }
    this.#conversations().forEach((conversation) => this.#flush(conversation));
    this.#loadRooms();
    this.#loadConversations();
  }

  #refused(message) {
    this.close();
    this.#onRefused(message);
  }

  async #loadRooms() {
    await this.#quietly(async () => {
      this.#knowRooms(await this.#rest.rooms());
      this.#showSidebar();
    });
  }

  async #loadConversations() {
    await this.#quietly(async () => {
      for (const { userId } of await this.#rest.conversations()) {
        this.#conversation('direct', userId);
      }
      this.#showSidebar();
    });
  }

  #knowRooms(rooms) {
    for (const { id, name, isPrivate } of rooms) {
      const room = this.#rooms.get(id) ?? new Conversation('room', id, name);
      room.isPrivate = isPrivate ?? room.isPrivate;
      this.#rooms.set(id, room);
    }
  }

  #knowPeople(users) {
    for (const user of users) {
      this.#people.set(user.userId, user);
      if (user.status === 'offline') {
        this.#rooms.forEach((room) => room.stopTyping(user.userId));
      }
    }
    this.#showSidebar();
    this.#showTyping();
  }

  #conversation(kind, id) {
    if (kind === 'room') {
      return this.#rooms.get(id);
    }
    if (!this.#direct.has(id)) {
      this.#direct.set(id, new Conversation('direct', id));
    }
    return this.#direct.get(id);
  }

  #conversations() {
    return [...this.#rooms.values(), ...this.#direct.values()];
  }

  async #open(conversation) {
    if (this.#current !== conversation) {
      this.#current.draft = this.#composer.draft;
    }
    this.#composer.open(conversation);
    this.#current = conversation;
    conversation.unread = 0;
    this.#show();
    byId('chat').dispatchEvent(new CustomEvent('conversation-opened'));
    this.#composer.focus();
    if (this.#connection.isReady) {
      await this.#join(conversation);
      await this.#loadHistory(conversation);
      this.#flush(conversation);
    }
  }

  async #join(conversation) {
    if (conversation.kind === 'room' && !conversation.isJoined) {
      conversation.isJoined = await this.#ask('room:join', { roomId: conversation.id });
    }
  }

  async #leave() {
    const room = this.#current;
    const others = [...this.#rooms.values()].filter((other) => other !== room);
    await this.#open(others.find((other) => other.isJoined) ?? others[0]);
    if (await this.#ask('room:leave', { roomId: room.id })) {
      room.isJoined = false;
      room.isLoaded = false;
    }
    this.#show();
  }

  async #loadHistory(conversation) {
    await this.#quietly(async () => {
      const history = await this.#rest.history(conversation, { limit: PAGE_SIZE });
      conversation.hasEarlier ||= !conversation.isLoaded && history.length === PAGE_SIZE;
      conversation.merge(history.map((message) => said(message, message.userId ?? message.senderId)));
      this.#show();
      conversation.isLoaded = true;
      this.#show();
    });
  }

  async #loadEarlier() {
    const conversation = this.#current;
    await this.#quietly(async () => {
      const [first] = conversation.messages;
      const history = await this.#rest.history(conversation, { limit: PAGE_SIZE, before: first.id });
      conversation.hasEarlier = history.length === PAGE_SIZE;
      conversation.merge(history.map((message) => said(message, message.userId ?? message.senderId)));
      this.#log.show(conversation).keepPlace();
    });
  }

  #arrived(conversation, message) {
    if (!conversation) {
      return;
    }
    conversation.stopTyping(message.author);
    if (message.author === this.#name) {
      conversation.settle(message.content);
    }
    if (conversation.add(message) && message.author !== this.#name) {
      const isSeen = conversation === this.#current && document.visibilityState === 'visible';
      conversation.unread += isSeen ? 0 : 1;
    }
    this.#show();
  }

  #changed(roomId, id, changes) {
    this.#rooms.get(roomId)?.change(id, changes);
    this.#show();
  }

  #send(content) {
    this.#current.pending.push({ key: `pending-${++this.#sent}`, content, inFlight: false });
    this.#show();
    this.#flush(this.#current);
  }

  /** Says what waits. Without a line it waits on: nothing of it is lost. */
  #flush(conversation) {
    if (!this.#connection.isReady || (conversation.kind === 'room' && !conversation.isJoined)) {
      return;
    }
    for (const entry of conversation.pending) {
      if (!entry.inFlight && !entry.failure) {
        this.#transmit(conversation, entry);
      }
    }
  }

  async #transmit(conversation, entry) {
    const { id } = conversation;
    entry.inFlight = true;
    try {
      const { message } =
        conversation.kind === 'room'
          ? await this.#connection.ask('message:send', { roomId: id, content: entry.content })
          : await this.#connection.ask('dm:send', { receiverId: id, content: entry.content });
      conversation.pending = conversation.pending.filter((other) => other !== entry);
      conversation.add(said(message, this.#name));
    } catch (error) {
      entry.inFlight = false;
      // Cut off before the answer it is said again once the line is back, unless its event comes first.
      if (error instanceof RefusedError) {
        entry.failure = error.message;
      } else if (this.#connection.isReady) {
        entry.failure = 'the server does not answer.';
      }
    }
    this.#show();
  }

  #retry(entry) {
    delete entry.failure;
    this.#show();
    this.#flush(this.#current);
  }

  #discard(entry) {
    this.#current.pending = this.#current.pending.filter((other) => other !== entry);
    this.#show();
    this.#composer.focus();
  }

  async #sendPicture(file) {
    const room = this.#current;
    const problem = pictureProblem(file);
    if (problem) {
      notice(problem);
      return;
    }
    const about = { roomId: room.id, name: file.name, type: file.type };
    byId('picture-button').classList.add('busy');
    try {
      const bytes = await file.arrayBuffer();
      const { id, size, sha256 } = await this.#connection.ask('picture:send', about, bytes);
      const picture = await pictureOf(bytes, { ...about, size, sha256 });
      room.add({ id, author: this.#name, content: '', createdAt: new Date().toISOString(), picture });
      this.#show();
    } catch (error) {
      // A refusal is told by the event `error`.
      if (!(error instanceof RefusedError)) {
        notice(`${file.name} was not sent: the server does not answer. Try again.`);
      }
    } finally {
      byId('picture-button').classList.remove('busy');
    }
  }

  #tellTyping(isTyping) {
    const { kind, id, isJoined } = this.#current;
    if (kind === 'room' && isJoined) {
      this.#connection.tell(isTyping ? 'typing:start' : 'typing:stop', { roomId: id });
    }
  }

  /** Resolves to whether it was done; a refusal is told to the person by the event `error`. */
  async #ask(event, payload) {
    try {
      await this.#connection.ask(event, payload);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError) && this.#connection.isReady) {
        notice('The server does not answer. Try again.');
      }
      return false;
    }
  }

  /** What the next connection does again may fail without a word while there is none. */
  async #quietly(action) {
    try {
      await action();
    } catch (error) {
      if (this.#connection.isReady && !(error instanceof TypeError)) {
        notice(error.message);
      }
    }
  }

  #show() {
    if (!this.#current) {
      return;
    }
    const { kind, title, isPrivate, isJoined } = this.#current;
    byId('conversation-title').textContent = kind === 'room' ? `# ${title}` : title;
    const room = isPrivate ? 'A private room' : 'A room for everybody';
    byId('conversation-about').textContent = kind === 'room' ? room : 'Direct messages, for the two of you';
    byId('leave').hidden = kind !== 'room' || !isJoined || this.#rooms.size < 2;
    this.#log.show(this.#current);
    this.#showTyping();
    this.#showSidebar();
  }

  #showSidebar() {
    const known = [...this.#direct.keys()].map((userId) => this.#people.get(userId) ?? { userId, status: 'offline' });
    const people = new Map([...known, ...this.#people.values()].map((user) => [user.userId, user]));
    const rank = ({ userId, status }) => (userId === this.#name ? 0 : status === 'online' ? 1 : 2);
    const users = [...people.values()]
      .sort((one, other) => rank(one) - rank(other) || one.userId.localeCompare(other.userId))
      .map((user) => ({ ...user, conversation: this.#conversation('direct', user.userId) }));
    this.#sidebar.showRooms([...this.#rooms.values()], this.#current);
    this.#sidebar.showPeople(users, this.#current);
    const unread = this.#conversations().reduce((sum, conversation) => sum + conversation.unread, 0);
    document.title = unread > 0 ? `(${unread}) Ignis chat` : 'Ignis chat';
  }

  #showTyping() {
    const names = this.#current?.typists(Date.now()) ?? [];
    const text = names.length > 2 ? 'Several people are' : names.length === 2 ? `${names.join(' and ')} are` : `${names[0]} is`;
    byId('typing').textContent = names.length === 0 ? '' : `${text} typing …`;
  }

  /** The person looks at the page again. */
  seen() {
    if (this.#current) {
      this.#current.unread = 0;
      this.#showSidebar();
    }
  }

  #showConnection() {
    showConnection(this.#connection);
    const isLost = this.#connection.state === 'offline';
    byId('offline').textContent = isLost ? 'The connection is lost. What you write is sent once it is back.' : '';
  }
}

/** A message of the server as conversations keep it. */
function said({ id, content = '', createdAt, editedAt, deletedAt }, author) {
  return { id, author, content, createdAt, editedAt, deletedAt };
}
