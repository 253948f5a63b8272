/** The chat's REST routes, asked in the name of one person. */
export class Rest {
  #token;

  constructor(token) {
    this.#token = token;
  }

  rooms() {
    return this.#request('GET', '/chat/rooms');
  }

  makeRoom(room) {
    return this.#request('POST', '/chat/rooms', room);
  }

  conversations() {
    return this.#request('GET', '/chat/conversations');
  }

  /** The latest messages, oldest first; those before the message `before` when it is given. */
  async history({ kind, id }, { limit, before }) {
    const path = kind === 'room' ? `/chat/rooms/${encodeURIComponent(id)}/messages` : `/chat/dm/${encodeURIComponent(id)}`;
    const query = new URLSearchParams({ limit, ...(before && { before }) });
    const newestFirst = await this.#request('GET', `${path}?${query}`);
    return newestFirst.reverse();
  }

  async #request(method, path, body) {
    const response = await fetch(path, {
      method,
      headers: { Authorization: `Bearer ${this.#token}`, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok) {
      throw new Error(answer?.error?.message ?? answer?.message ?? `${method} ${path}: ${response.status}`);
    }
    return answer;
  }
}
