const TOKENS = 'ignis-chat.tokens';
const NAME = 'ignis-chat.name';
const TOKEN_BYTES = 24;

/**
 * The secret that shows the server that a name is ours. It stays in this browser; each name has its own, so that two
 * windows can be two people.
 */
export function tokenOf(name) {
  const tokens = new Map(Object.entries(JSON.parse(localStorage.getItem(TOKENS) ?? '{}')));
  if (!tokens.has(name)) {
    const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
    tokens.set(name, [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
    localStorage.setItem(TOKENS, JSON.stringify(Object.fromEntries(tokens)));
  }
  return tokens.get(name);
}

/** Who is signed in in this window, which outlives a reload. */
export const signedIn = {
  get: () => sessionStorage.getItem(NAME),
  set: (name) => {
    sessionStorage.setItem(NAME, name);
    localStorage.setItem(NAME, name);
  },
  clear: () => sessionStorage.removeItem(NAME),
  last: () => localStorage.getItem(NAME) ?? '',
};
