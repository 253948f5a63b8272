import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const ROOT = new URL('../..', import.meta.url).pathname;
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

function pages() {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true }).map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', 'tests/bench/README.md', ...docs].filter((name) => name.endsWith('.md'));
}

/** Headings as anchors, the way that forges make them. */
function anchors(text) {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'),
  );
}

test('the code of the README is the quickstart application', () => {
  const [, code] = /```cpp\n([^]*?)```/.exec(read('README.md'));

  assert.equal(code, read('apps/quickstart/main.cpp'));
});

for (const page of pages()) {
  test(`the links of ${page} lead somewhere`, () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link);

    for (const link of links) {
      const [path, anchor] = link.split('#');
      const target = path ? relative(ROOT, join(ROOT, dirname(page), path)) : page;
      assert.ok(existsSync(join(ROOT, target)), link);
      if (anchor) {
        assert.ok(anchors(read(target)).includes(anchor), link);
      }
    }
  });
}
