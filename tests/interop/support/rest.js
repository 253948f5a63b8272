/** JSON requests below one URL; each is answered with `{status, body}`. */
export class Rest {
  constructor(base) {
    this.get = (path) => this.#request('GET', `${base}${path}`);
    this.post = (path, body) =>
      this.#request('POST', `${base}${path}`, typeof body === 'string' ? body : JSON.stringify(body));
  }

  async #request(method, url, body) {
    const response = await fetch(url, { method, body, headers: { 'Content-Type': 'application/json' } });
    return { status: response.status, body: await response.json() };
  }
}
