import { element } from './dom.js';

export const MAX_PICTURE_BYTES = 1024 * 1024;
const TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Why a file cannot be sent; null when it can. */
export function pictureProblem({ name, size, type }) {
  if (!TYPES.includes(type)) {
    return `${name || 'The file'} is no picture that can be sent: choose a PNG, JPEG, GIF or WebP file.`;
  }
  if (size > MAX_PICTURE_BYTES) {
    return `${name || 'The picture'} has ${sizeText(size)}: choose one of at most ${sizeText(MAX_PICTURE_BYTES)}.`;
  }
  return null;
}

/** A picture as messages hold it. `expected` is what the server says of it: `{size, sha256}`. */
export async function pictureOf(bytes, { name, type, size, sha256: expected }) {
  const sha256 = await sha256Of(bytes);
  const isIntact = sha256 === null ? null : sha256 === expected && bytes.byteLength === size;
  return { url: URL.createObjectURL(new Blob([bytes], { type })), name, size, sha256: sha256 ?? expected, isIntact };
}

export function pictureElement({ url, name, size, sha256, isIntact }) {
  const verdict = { true: '✓ arrived intact', false: '✗ damaged on the way', null: 'not checked' }[isIntact];
  return element(
    'figure',
    {},
    element('a', { href: url, target: '_blank', rel: 'noopener' }, element('img', { src: url, alt: name })),
    element(
      'figcaption',
      {},
      `${name} · ${sizeText(size)} · SHA-256 `,
      element('code', { title: sha256, dataset: { sha256 } }, `${sha256.slice(0, 12)}…`),
      ` · ${verdict}`,
    ),
  );
}

/** Hexadecimal; null where the browser has no such function, which is away from https and localhost. */
async function sha256Of(bytes) {
  if (!globalThis.crypto.subtle) {
    return null;
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function sizeText(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KB`;
}
