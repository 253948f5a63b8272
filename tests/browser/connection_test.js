import assert from 'node:assert/strict';
import { test } from 'node:test';

import { screenshot } from './support/browser.js';
import { chatAndBrowser, enter } from './support/setup.js';

const BACK_WITHIN_MS = 10_000;
const given = chatAndBrowser();

test('the badge shows polling, then websocket, and what else there is to know', async () => {
  const ada = await enter(given, 'Ada');

  assert.deepEqual(await ada.transports(), ['polling', 'polling → websocket']);
  await ada.tab.waitForFunction(() => /^\d+(\.\d)? ms$/.test(document.querySelector('#badge-ping').textContent));
  assert.match(await ada.tab.textContent('#badge-sid'), /^[\w-]{20}$/);
  assert.match(await ada.tab.textContent('#badge-node'), /\w/);
  assert.equal(await ada.tab.textContent('#badge-recovered'), '–');
});

test('a dropped connection is recovered, and no message is lost', async () => {
  const ada = await enter(given, 'Ada');
  const linus = await enter(given, 'Linus');
  const sid = await ada.tab.textContent('#badge-sid');
  const texts = Array.from({ length: 20 }, (_, index) => `while it drops ${index + 1}.`);

  await Promise.all([ada.tab.click('#drop'), linus.sayAll(texts)]);

  await ada.shows('#badge-recovered', 'yes');
  assert.equal(await ada.tab.textContent('#badge-sid'), sid);
  await ada.sees('while it drops 20.');
  assert.deepEqual(await ada.saidBy('Linus'), texts);
});

test('what is said while a window is offline reaches it, and what it says reaches the others', async () => {
  const ada = await enter(given, 'Ada');
  const linus = await enter(given, 'Linus');
  const missed = ['missed one', 'missed two', 'missed three'];

  await ada.tab.context().setOffline(true);
  await ada.isOnline(false);
  await linus.sayAll(missed);
  await linus.sees('missed three');
  await ada.say('written without a line');
  await screenshot(ada, 'chat-offline');
  await ada.tab.context().setOffline(false);

  await ada.shows('#badge-recovered', 'yes');
  await ada.sees('missed three');
  await Promise.all([ada, linus].map((page) => page.sees('written without a line')));
  for (const page of [ada, linus]) {
    assert.deepEqual(await page.saidBy('Linus'), missed);
    assert.deepEqual(await page.saidBy('Ada'), ['written without a line']);
  }
  ada.forgiveNetworkFailures();
});

test('both windows are back soon after the server was ended and started', async () => {
  const ada = await enter(given, 'Ada');
  const linus = await enter(given, 'Linus');
  await Promise.all([ada.openRoom('help'), linus.openRoom('help')]);

  assert.deepEqual(await given.server.terminate(), { code: 0, signal: null });
  await Promise.all([ada.isOnline(false), linus.isOnline(false)]);
  await ada.say('written while nobody listened');
  await given.server.start();
  const before = Date.now();

  await Promise.all([ada.isOnline(true), linus.isOnline(true)]);
  await linus.sees('written while nobody listened');
  await linus.say('welcome back');
  await ada.sees('welcome back');
  assert.ok(Date.now() - before < BACK_WITHIN_MS, `back after ${Date.now() - before} ms`);
  for (const page of [ada, linus]) {
    assert.equal(await page.tab.textContent('#conversation-title'), '# help');
    assert.equal(await page.tab.textContent('#badge-recovered'), 'no');
    assert.deepEqual(await page.saidBy('Ada'), ['written while nobody listened']);
    page.forgiveNetworkFailures();
  }
});
