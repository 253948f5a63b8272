import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { screenshot } from './support/browser.js';
import { chatAndBrowser } from './support/setup.js';

const { source: axe } = createRequire(import.meta.url)('axe-core');
const NARROW = { width: 360, height: 720 };
const given = chatAndBrowser();

async function checkAccessible(page) {
  await page.tab.evaluate(axe);
  const { violations } = await page.tab.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  assert.deepEqual(found, []);
}

async function checkFits(page) {
  const width = await page.tab.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= NARROW.width, `${width} pixels wide`);
}

for (const colorScheme of ['light', 'dark']) {
  test(`the page is accessible, ${colorScheme}`, async () => {
    const ada = await given.browser.open(given.server.url, { colorScheme });
    await checkAccessible(ada);
    await ada.signIn('Ada');
    await ada.say('hello');
    await ada.say('hello again');
    await ada.sees('hello again');
    await ada.tab.waitForSelector('#source-text .keyword');
    await ada.tab.click('#new-room');
    await checkAccessible(ada);

    await ada.tab.press('#room-name', 'Escape');
    await ada.tab.focus('#message');
    await ada.tab.press('#message', 'ArrowUp');
    await ada.tab.waitForSelector('.edit textarea');
    await checkAccessible(ada);
  });

  test(`the page is accessible and fits on 360 pixels, ${colorScheme}`, async () => {
    const grace = await given.browser.open(given.server.url, { viewport: NARROW, colorScheme });
    await checkFits(grace);
    await screenshot(grace, `narrow-sign-in-${colorScheme}`);
    await grace.signIn('Grace of the very long last name');
    await grace.say('wide'.repeat(50));
    await grace.sees('widewide');
    const picture = await grace.tab.screenshot();
    await grace.tab.setInputFiles('#picture', { name: 'wide'.repeat(30), mimeType: 'image/png', buffer: picture });
    await grace.tab.locator('figure').last().waitFor();
    await checkFits(grace);
    await checkAccessible(grace);
    await screenshot(grace, `narrow-chat-${colorScheme}`);

    for (const drawer of ['sidebar', 'badge', 'source']) {
      await grace.tab.click(`#${drawer}-toggle`);
      await grace.tab.locator(`#${drawer}`).waitFor();
      await checkFits(grace);
      await checkAccessible(grace);
      await screenshot(grace, `narrow-${drawer}-${colorScheme}`);
    }
  });
}

test('the keyboard alone is enough', async () => {
  const ada = await given.browser.open(given.server.url);
  const { keyboard } = ada.tab;
  const focused = () => ada.tab.evaluate(() => document.activeElement.textContent.trim());
  const tabTo = async (text, key = 'Tab') => {
    for (let presses = 0; presses < 50 && !(await focused()).startsWith(text); ++presses) {
      await keyboard.press(key);
    }
    assert.match(await focused(), new RegExp(`^${text}`));
  };

  await keyboard.type('Keyboard Ada');
  await keyboard.press('Enter');
  await ada.isIn('# general');
  await keyboard.type('typed without a mouse');
  await keyboard.press('Enter');
  await ada.sees('typed without a mouse');

  await keyboard.press('ArrowUp');
  await keyboard.press('End');
  await keyboard.type(', edited as well');
  await keyboard.press('Enter');
  await ada.sees('typed without a mouse, edited as well');

  await tabTo('Delete', 'Shift+Tab');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await ada.sees('This message was deleted.');

  await tabTo('#random', 'Shift+Tab');
  await keyboard.press('Enter');
  await ada.isIn('# random');
  await keyboard.type('here I am');
  await keyboard.press('Enter');
  await ada.sees('here I am');
});
