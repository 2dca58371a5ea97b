// The keys of the console: to every place, among the rows, to what a page is for, to the search.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, enterConsole, leave } from './enter.js';

const application = (id, name) => ({ id, name, kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] });
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [application('bookstore', 'Bookstore'), application('library', 'Library')] });

/** Where `g` and a letter lead. */
const PLACES = {
  a: '/console/applications',
  c: '/console/connectors/email-sms',
  s: '/console/sign-in-experience/sign-up-and-sign-in',
  u: '/console/users',
  e: '/console/activity/events',
  h: '/console',
};

const at = (page) => new URL(page.url()).pathname;

/** Goes somewhere by its letter, and waits until the page is there. */
async function goBy(page, letter) {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
  await page.waitForURL(running.signet.url + PLACES[letter]);
  // The address is there before the page is.
  await page.locator(`#navigation a[href="${PLACES[letter]}"][aria-current=page]`).waitFor();
}

/** The text of what has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());

test('a letter leads to each place, and one to what its page is for', async () => {
  const w = wordsOf('en');
  const visitor = await enterConsole(running);
  const { page } = visitor;
  for (const letter of Object.keys(PLACES)) await goBy(page, letter);
  await goBy(page, 'a');
  await page.keyboard.press('c');
  await page.waitForURL(/\/applications\/create$/);
  await goBy(page, 'c');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: w('choose-provider'), exact: true }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  assert.equal(at(page), PLACES.c, 'what lies behind a dialog waits');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await goBy(page, 'u');
  await page.keyboard.press('c');
  await page.waitForURL(/\/users\/create$/);
  await page.getByRole('textbox', { name: w('email-address'), exact: true }).pressSequentially('gc');
  assert.equal(await page.getByRole('textbox', { name: w('email-address'), exact: true }).inputValue(), 'gc');
  assert.equal(at(page), '/console/users/create', 'letters are typed where one types');
  await leave(visitor);
});

test('rows are gone through, and one is opened', async () => {
  const visitor = await enterConsole(running, { path: '/console/applications' });
  const { page } = visitor;
  const links = page.locator('#main tbody th a');
  const names = await links.allInnerTexts();
  assert.ok(names.length > 1, names.join());
  for (const [key, row] of [['j', 0], ['j', 1], ['k', 0], ['k', 0], ['j', 1]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(page), names[row], key);
  }
  const href = await links.nth(1).getAttribute('href');
  await page.keyboard.press('Enter');
  await page.waitForURL(running.signet.url + href);
  await page.getByRole('heading', { name: names[1], exact: true }).waitFor();
  await leave(visitor);
});

test('the keys are told, and single letters can be switched off', async () => {
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('?');
  await dialog.getByRole('heading', { name: w('keys'), exact: true }).waitFor();
  await assertWell(page);
  await dialog.getByRole('checkbox', { name: w('keys-letters'), exact: true }).uncheck();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  assert.equal(at(page), '/console');
  assert.equal(await dialog.count(), 0);
  await page.keyboard.press('Control+K');
  await dialog.waitFor();
  await leave(visitor);
});

test('a search by a key finds a page and an application, and Escape leaves it', async () => {
  const w = wordsOf('fr');
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill('licences');
  await page.getByRole('option').first().waitFor();
  await assertWell(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(at(page), '/console');
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').fill(w('administrators'));
  await page.getByRole('option', { name: w('administrators') }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/settings\/administrators$/);
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').fill('Bookst');
  await page.getByRole('option', { name: 'Bookstore' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/applications\/bookstore\/settings$/);
  await leave(visitor);
});

test('a search that is opened while another page is on its way stays open on that page', async () => {
  const w = wordsOf('en');
  const visitor = await enterConsole(running);
  const { page } = visitor;
  // Within one task: no hand is this fast, but a page that is drawn late is as slow.
  await page.evaluate(() => {
    document.querySelector('#navigation a[href="/console/users"]').click();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }));
  });
  await page.locator('#navigation a[href="/console/users"][aria-current=page]').waitFor();
  await page.locator('#main h1', { hasText: w('users') }).waitFor();
  // What is done after the page is drawn has been done by then.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150))));
  const search = page.getByRole('combobox', { name: w('search'), exact: true });
  assert.equal(await search.count(), 1, 'the search was closed by the page that came');
  assert.ok(await search.evaluate((field) => field === document.activeElement), 'the page that came took the focus');
  await leave(visitor);
});

test('what is typed right after the search is opened is typed into it, and what it opens stays open', async () => {
  const w = wordsOf('en');
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await page.keyboard.press('/');
  await page.keyboard.type('shortcuts');
  assert.equal(await page.getByRole('combobox', { name: w('search'), exact: true }).inputValue(), 'shortcuts');
  await page.getByRole('option', { name: w('keys'), exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('heading', { name: w('keys'), exact: true }).waitFor();
  await leave(visitor);
});
