// The production start: `signet serve` on PostgreSQL, mail through Mailgun, the same walk.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { newPostgresDatabase } from '../lib/database.js';
import { startMailgun } from '../lib/mailgun.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { path, signInOnPages } from '../lib/walk.js';

const library = await planRelyingParty({ id: 'library', name: 'Library' });
const cinema = await planRelyingParty({ id: 'cinema', name: 'Cinema' });
const mailgun = await startMailgun();
let visitor;
const running = suite({
  browser: true,
  command: 'serve',
  database: newPostgresDatabase(),
  extra: mailgun.table,
  mailbox: mailgun,
  plans: [library, cinema],
  begin: async ({ browser, signet }) => {
    visitor = await newVisitor(browser, { origins: [signet.url, library.url, cinema.url] });
    return () => Promise.all([visitor.leave(), mailgun.stop()]);
  },
});
const ada = somebody();

test('sign-up with a code that came through Mailgun', async () => {
  const { page } = visitor;
  await page.goto(`${library.url}/sign-in?first_screen=register`);
  assert.equal(path(page), '/register');
  await signInOnPages(page, running.signet, ada);
  await page.waitForURL(`${library.url}/`);
  assert.equal(await page.textContent('#who'), ada);
  await running.rps.library.refresh();
});

test('a second client without a page, sign-out, and sign-in again', async () => {
  const { page } = visitor;
  await page.goto(`${cinema.url}/sign-in`);
  await page.waitForURL(`${cinema.url}/`);
  assert.equal(await page.textContent('#who'), ada);
  await page.click('text=Sign out');
  await page.waitForURL(`${cinema.url}/`);
  await page.goto(`${library.url}/sign-in`);
  await signInOnPages(page, running.signet, ada);
  await page.waitForURL(`${library.url}/`);
  assert.equal(await page.textContent('#who'), ada);
});

test('the mailbox is not there', async () => {
  for (const place of ['/dev/mailbox', '/dev/mailbox/messages']) {
    const answer = await fetch(`${running.signet.url}${place}`);
    assert.equal(answer.status, 404);
    await answer.text();
  }
});
