// Makes a site of the pages that the README leads to: build.js OUTPUT_FOLDER
// A link to a file or a heading that does not exist ends it with an error.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, posix, relative } from 'node:path';

import MarkdownIt from 'markdown-it';

const ROOT = new URL('../..', import.meta.url).pathname;
const HERE = new URL('.', import.meta.url).pathname;
const START = 'README.md';
const CONTENTS = 'docs/README.md';
const output = process.argv[2];

const markdown = new MarkdownIt({ html: true });
/** Of a heading, the way that forges make it. */
const anchorOf = (title) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
const pageOf = (path) => path.replace(/README\.md$/, 'index.html').replace(/\.md$/, '.html');
const escaped = markdown.utils.escapeHtml;

const pages = new Map();
const files = new Set();
const problems = [];

/** Reads a page and, through its links, those that it leads to. */
function collect(path) {
  const tokens = markdown.parse(readFileSync(join(ROOT, path), 'utf8'), {});
  const page = { path, tokens, anchors: new Set(), links: [], wanted: [], title: path };
  pages.set(path, page);
  tokens.forEach((token, index) => {
    if (token.type === 'heading_open') {
      const title = tokens[index + 1].content;
      const anchor = anchorOf(title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
      page.anchors.add(anchor);
      token.attrSet('id', anchor);
      page.title = token.tag === 'h1' ? title : page.title;
    }
    for (const child of token.children ?? []) {
      const name = { link_open: 'href', image: 'src' }[child.type];
      const link = name && child.attrGet(name);
      if (link && !/^[a-z]+:/.test(link)) {
        page.links.push({ child, name, link });
      }
    }
  });
  for (const { child, name, link } of page.links) {
    const [file, anchor] = decodeURI(link).split('#');
    const target = file ? posix.normalize(posix.join(posix.dirname(path), file)) : path;
    if (target.startsWith('..') || !existsSync(join(ROOT, target))) {
      problems.push(`${path}: ${link} leads nowhere`);
    } else if (extname(target) !== '.md') {
      files.add(target);
    } else {
      if (!pages.has(target)) {
        collect(target);
      }
      const from = posix.dirname(pageOf(path));
      child.attrSet(name, posix.relative(from, pageOf(target)) + (anchor ? `#${anchor}` : ''));
      page.wanted.push({ target, anchor, link });
    }
  }
}

function navigation(from) {
  const items = readFileSync(join(ROOT, CONTENTS), 'utf8').matchAll(/^## (.*)$|\[([^\]]+)\]\(([^)#]+\.md)\)/gm);
  const lines = [...items].map(([, heading, title, link]) => {
    if (heading) {
      return `<h2>${escaped(heading)}</h2>`;
    }
    const target = posix.join(posix.dirname(CONTENTS), link);
    const isCurrent = target === from ? ' aria-current="page"' : '';
    return `<a href="${posix.relative(posix.dirname(pageOf(from)), pageOf(target))}"${isCurrent}>${escaped(title)}</a>`;
  });
  const reference = posix.relative(posix.dirname(pageOf(from)), 'reference/index.html');
  return `${lines.join('\n')}\n<h2>Reference</h2>\n<a href="${reference}">Public headers</a>`;
}

function write({ path, tokens, title }) {
  const file = join(output, pageOf(path));
  const style = relative(dirname(file), join(output, 'style.css'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Ignis for C++</title>
<link rel="stylesheet" href="${style}">
<nav>
${navigation(path)}
</nav>
<main>
${markdown.renderer.render(tokens, markdown.options, {})}</main>
</html>
`,
  );
}

collect(START);
for (const { path, wanted } of pages.values()) {
  for (const { target, anchor, link } of wanted) {
    if (anchor && !pages.get(target).anchors.has(anchor)) {
      problems.push(`${path}: ${link} has no such heading`);
    }
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
rmSync(output, { recursive: true, force: true });
pages.forEach(write);
files.forEach((file) => cpSync(join(ROOT, file), join(output, file)));
cpSync(join(HERE, 'style.css'), join(output, 'style.css'));
console.log(`${pages.size} pages in ${output}`);
