import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { chatAndBrowser, enter } from './support/setup.js';

const given = chatAndBrowser();

async function twoPeople() {
  const [ada, linus] = await Promise.all(['Ada', 'Linus'].map((name) => enter(given, name)));
  // Any picture will do: that of the page is one.
  const picture = await ada.tab.screenshot();
  return { ada, linus, picture, sha256: createHash('sha256').update(picture).digest('hex') };
}

async function checkArrived(page, { picture, sha256 }) {
  const figure = page.tab.locator('figure').last();
  await figure.waitFor();
  assert.equal(await figure.locator('code').getAttribute('data-sha256'), sha256);
  const caption = await figure.locator('figcaption').textContent();
  assert.match(caption, /arrived intact/);
  assert.ok(caption.includes(`${(picture.length / 1024).toFixed(1)} KB`), caption);
  await page.tab.waitForFunction(() => [...document.querySelectorAll('figure img')].at(-1).naturalWidth === 1280);
}

test('a picture that is chosen arrives with every byte', async () => {
  const { ada, linus, picture, sha256 } = await twoPeople();

  await ada.tab.setInputFiles('#picture', { name: 'page.png', mimeType: 'image/png', buffer: picture });

  await checkArrived(linus, { picture, sha256 });
  await checkArrived(ada, { picture, sha256 });
});

test('a picture that is pasted arrives with every byte', async () => {
  const { ada, linus, picture, sha256 } = await twoPeople();

  await ada.tab.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('#message').dispatchEvent(paste);
  }, picture.toString('base64'));

  await checkArrived(linus, { picture, sha256 });
});

for (const [what, file, answer] of [
  ['a file of another kind', { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('text') }, /notes\.txt.*PNG/],
  ['a picture of more than 1 MB', { name: 'huge.png', mimeType: 'image/png', buffer: Buffer.alloc(1024 * 1024 + 1) }, /huge\.png has.*at most/],
  ['what only calls itself a picture', { name: 'lie.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') }, /content/],
]) {
  test(`${what} is not sent, and the person is told why`, async () => {
    const ada = await enter(given, 'Ada');

    await ada.tab.setInputFiles('#picture', file);

    await ada.tab.locator('#notices p').waitFor();
    assert.match(await ada.tab.textContent('#notices p'), answer);
    assert.equal(await ada.tab.locator('figure').count(), 0);
  });
}
