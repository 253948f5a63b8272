import assert from 'node:assert/strict';
import { test } from 'node:test';

import { screenshot } from './support/browser.js';
import { chatAndBrowser, enter } from './support/setup.js';

const given = chatAndBrowser();

test('the links and the source lead somewhere', async () => {
  const ada = await enter(given, 'Ada');

  const links = await ada.tab.locator('.links a').evaluateAll((all) => all.map(({ href }) => href));
  assert.equal(links.length, 3);
  for (const link of links) {
    assert.equal((await fetch(link)).status, 200, link);
  }
  await ada.tab.waitForSelector('#source-text .keyword');
  const source = await (await fetch(new URL('source', given.server.url))).text();
  assert.equal(await ada.tab.textContent('#source-text'), source.trimEnd());
});

test('a lively chat', async () => {
  const [ada, linus, grace] = await Promise.all(['Ada', 'Linus', 'Grace'].map((name) => enter(given, name)));
  const sayings = [
    [grace, 'Morning! Which port is the new chat on?'],
    [ada, 'The same as everything else. Page, REST and Socket.IO come from one process.'],
    [linus, 'I stopped it while you were writing, by the way. Twice.'],
    [ada, 'Not a message was lost 🎉'],
    [ada, 'This is what it looked like before:'],
  ];
  for (const [page, text] of sayings) {
    await page.say(text);
    await Promise.all([ada, linus, grace].map((other) => other.sees(text)));
  }
  const picture = await linus.tab.screenshot({ clip: { x: 0, y: 0, width: 860, height: 320 } });
  await ada.tab.setInputFiles('#picture', { name: 'before.png', mimeType: 'image/png', buffer: picture });
  await linus.tab.locator('figure img').waitFor();
  await linus.say('Nice. Does <img src=x onerror=alert(1)> work?');
  await grace.sees('onerror');
  await grace.tab.locator('#message').pressSequentially('It shows as');
  await linus.shows('#typing', 'Grace is typing …');

  await screenshot(linus, 'chat');
});
