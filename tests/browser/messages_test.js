import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chatAndBrowser, enter } from './support/setup.js';

const given = chatAndBrowser();

async function twoPeople() {
  const [ada, linus] = await Promise.all(['Ada', 'Linus'].map((name) => enter(given, name)));
  return { ada, linus };
}

test('two windows exchange fifty messages each way, in order', async () => {
  const { ada, linus } = await twoPeople();
  const texts = (name) => Array.from({ length: 50 }, (_, index) => `${name} says ${index + 1} ✓`);

  await Promise.all([ada.sayAll(texts('Ada')), linus.sayAll(texts('Linus'))]);

  for (const page of [ada, linus]) {
    await Promise.all(['Ada', 'Linus'].map((name) => page.sees(`${name} says 50 ✓`)));
    for (const name of ['Ada', 'Linus']) {
      assert.deepEqual(await page.saidBy(name), texts(name));
    }
  }
});

test('who comes later sees what was said before', async () => {
  const { ada } = await twoPeople();
  await ada.say('said before Grace came');
  await ada.sees('said before Grace came');

  const grace = await enter(given, 'Grace');

  await grace.sees('said before Grace came');
});

test('earlier messages come page by page, each once', async () => {
  const { ada, linus } = await twoPeople();
  await Promise.all([ada.openRoom('random'), linus.openRoom('random')]);
  const texts = Array.from({ length: 60 }, (_, index) => `line ${index + 1}.`);
  await linus.sayAll(texts);
  await ada.sees('line 60.');

  const grace = await enter(given, 'Grace');
  await grace.openRoom('random');
  await grace.sees('line 60.');
  assert.deepEqual(await grace.saidBy('Linus'), texts.slice(10));
  await grace.tab.click('#earlier');

  await grace.sees('line 1.');
  assert.deepEqual(await grace.saidBy('Linus'), texts);
  assert.equal(await grace.tab.isVisible('#earlier'), false);
});

test('markup in a message is text and runs nothing', async () => {
  const { ada, linus } = await twoPeople();
  const markup = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';

  await ada.say(markup);

  await linus.sees('onerror');
  assert.equal((await linus.said()).at(-1).text, markup);
  assert.equal(await linus.tab.locator('#messages img, #messages script').count(), 0);
  assert.doesNotMatch(await linus.tab.title(), /owned/);
});

test('markup in a name is text as well', async () => {
  const name = '<i onclick=x>Mallory</i>';
  const mallory = await enter(given, name);
  await mallory.say('who am I');
  await mallory.sees('who am I');

  assert.equal((await mallory.said()).at(-1).author, name);
  assert.equal(await mallory.tab.locator('#chat i').count(), 0);
});

test('own messages are edited and deleted, everywhere', async () => {
  const { ada, linus } = await twoPeople();
  await ada.say('a tpyo of Ada');
  await linus.sees('a tpyo of Ada');
  assert.equal(await linus.message('a tpyo of Ada').locator('.buttons').count(), 0);

  await ada.message('a tpyo of Ada').hover();
  await ada.message('a tpyo of Ada').getByRole('button', { name: 'Edit' }).click();
  await ada.tab.fill('.edit textarea', 'a typo of Ada');
  await ada.tab.click('.edit button[type=submit]');
  await linus.sees('a typo of Ada (edited)');
  assert.equal((await linus.saidBy('Ada')).at(-1), 'a typo of Ada');

  await ada.message('a typo of Ada').hover();
  await ada.message('a typo of Ada').getByRole('button', { name: 'Delete' }).click();
  await ada.message('a typo of Ada').getByRole('button', { name: 'Really delete?' }).click();
  await linus.sees('This message was deleted.');
  assert.equal((await linus.saidBy('Ada')).at(-1), 'This message was deleted.');
});

test('direct messages reach the two of them and nobody else', async () => {
  const { ada, linus } = await twoPeople();
  const grace = await enter(given, 'Grace');

  await ada.openDirect('Linus');
  await ada.say('for your eyes only');
  await linus.person('Ada').locator('.unread').waitFor();
  assert.match(await linus.tab.title(), /^\(1\)/);
  await linus.openDirect('Ada');
  await linus.sees('for your eyes only');
  assert.equal(await linus.tab.title(), 'Ignis chat');
  await linus.say('and mine');
  await ada.sees('and mine');

  await ada.openRoom('general');
  await ada.say('for everybody again');
  await grace.sees('for everybody again');
  assert.equal(await grace.tab.locator('.unread').count(), 0);
});

test('a private room is seen by those who are invited', async () => {
  const { ada, linus } = await twoPeople();
  const grace = await enter(given, 'Grace');

  await ada.tab.click('#new-room');
  await ada.tab.fill('#room-name', 'kitchen');
  await ada.tab.check('#room-private');
  await ada.tab.fill('#room-members', 'Linus');
  await ada.tab.press('#room-members', 'Enter');
  await ada.isIn('# kitchen');
  await ada.say('the cake is in the kitchen');
  await ada.sees('the cake is in the kitchen');

  for (const page of [linus, grace]) {
    await page.tab.reload();
    await page.isIn('# general');
  }
  await linus.openRoom('kitchen');
  await linus.sees('the cake is in the kitchen');
  await grace.tab.locator('#rooms .entry', { hasText: 'help' }).waitFor();
  assert.equal(await grace.tab.locator('#rooms .entry', { hasText: 'kitchen' }).count(), 0);
});

test('who is typing is seen, and seen no more when they stop', async () => {
  const { ada, linus } = await twoPeople();

  await ada.tab.locator('#message').pressSequentially('hello');
  await linus.shows('#typing', 'Ada is typing …');
  await ada.tab.fill('#message', '');
  await linus.shows('#typing', '');

  await ada.tab.locator('#message').pressSequentially('hello');
  await linus.shows('#typing', 'Ada is typing …');
  await ada.tab.press('#message', 'Enter');
  await linus.shows('#typing', '');

  await ada.tab.locator('#message').pressSequentially('and then silence');
  await linus.shows('#typing', 'Ada is typing …');
  await linus.shows('#typing', '');
});

test('closing the tab is seen by the others', async () => {
  const { ada, linus } = await twoPeople();
  const person = (status) => ada.tab.locator(`#people li[data-status=${status}] .entry`, { hasText: 'Linus' });
  await person('online').waitFor();

  await linus.close();

  await person('offline').waitFor();
});

test('a name belongs to who had it first', async () => {
  await enter(given, 'Ada');
  const other = await given.browser.open(given.server.url);

  await other.tab.fill('#name', 'Ada');
  await other.tab.press('#name', 'Enter');

  await other.tab.locator('#sign-in-problem', { hasText: 'choose another' }).waitFor();
  await other.tab.fill('#name', 'Ada Two');
  await other.tab.press('#name', 'Enter');
  await other.isIn('# general');
});
