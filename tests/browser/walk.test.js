// The walk a newcomer takes, on both databases: sign up in the shop, sign out, sign in again, and
// go on to a second application without a page.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { newPostgresDatabase } from '../lib/database.js';
import {
  assertSignedIn,
  assertSignedOut,
  control,
  createAccountLink,
  signInLink,
  signOutLink,
  startAtDemo,
} from '../lib/demo.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { path, signInOnPages } from '../lib/walk.js';

for (const database of ['SQLite', 'PostgreSQL']) {
  const plan = await planRelyingParty({ id: 'library', name: 'Library' });
  describe(`on ${database}`, () => walk(database, plan));
}

function walk(database, plan) {
  const url = database === 'PostgreSQL' ? newPostgresDatabase() : undefined;
  const ada = somebody();
  let visitor;
  const running = suite({
    browser: true,
    database: url,
    plans: [plan],
    begin: async ({ browser, signet }) => {
      const origins = [signet.url, signet.demo, plan.url];
      visitor = await newVisitor(browser, { origins });
      return () => visitor.leave();
    },
  });

  test('a newcomer creates an account from the demo app', async () => {
    const { page } = visitor;
    await startAtDemo(page, running.signet, createAccountLink);
    assert.equal(path(page), '/register');
    await signInOnPages(page, running.signet, ada);
    await assertSignedIn(page, running.signet, ada);
  });

  test('the demo app refreshes its tokens', async () => {
    const { page } = visitor;
    await control(page, /^\s*(refresh|actualiser)/i).click();
    await page.waitForLoadState('load');
    await assertSignedIn(page, running.signet, ada);
    const { page: shown } = visitor;
    assert.doesNotMatch(await shown.innerText('body'), /invalid_grant/);
  });

  test('a second client gets its code without a page', async () => {
    const { page } = visitor;
    const before = visitor.requests.length;
    await page.goto(`${plan.url}/sign-in`);
    await page.waitForURL(`${plan.url}/`);
    assert.equal(await page.textContent('#who'), ada);
    const pages = visitor.requests.slice(before).filter((line) => /\/(sign-in|register)\?/.test(line));
    assert.deepEqual(pages.filter((line) => line.includes(running.signet.url)), []);
  });

  test('signing out of the shop ends the session', async () => {
    const { page } = visitor;
    await page.goto(running.signet.demo);
    await control(page, signOutLink).click();
    await assertSignedOut(page, running.signet);
    await control(page, signInLink).click();
    await page.waitForURL(`${running.signet.url}/**`);
    assert.equal(path(page), '/sign-in');
  });

  test('the same person signs in again', async () => {
    const { page } = visitor;
    await startAtDemo(page, running.signet, signInLink);
    await signInOnPages(page, running.signet, ada);
    await assertSignedIn(page, running.signet, ada);
  });

  test('a person without an account is offered one after the code, with no second code', async () => {
    const { browser, signet } = running;
    const stranger = await newVisitor(browser, { origins: [signet.url, signet.demo] });
    const bea = somebody('bea');
    await startAtDemo(stranger.page, signet, signInLink);
    await signInOnPages(stranger.page, signet, bea);
    await assertSignedIn(stranger.page, signet, bea);
    const paths = stranger.requests.map((line) => line.split('?')[0]);
    assert.ok(paths.some((line) => line.endsWith('/sign-in/no-account')), 'the offer was shown');
    assert.equal((await signet.mailbox.messages(bea)).length, 1, 'one code was enough');
    await stranger.leave();
  });

  test('a person with an account who registers again is signed in after the code', async () => {
    const { browser, signet } = running;
    const again = await newVisitor(browser, { origins: [signet.url, signet.demo] });
    await startAtDemo(again.page, signet, createAccountLink);
    const mails = (await signet.mailbox.messages(ada)).length;
    await signInOnPages(again.page, signet, ada);
    await assertSignedIn(again.page, signet, ada);
    const paths = again.requests.map((line) => line.split('?')[0]);
    assert.ok(paths.some((line) => line.endsWith('/register/account-exists')));
    assert.equal((await signet.mailbox.messages(ada)).length, mails + 1);
    await again.leave();
  });
}
