// The console's session: tokens that no storage holds, a window that asks for a fresh sign-in, and
// nothing lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { enterCode, enterEmail } from '../../lib/walk.js';
import { saw } from '../../lib/witness.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertWell, assertWellInBoth, button, done, enterConsole, leave, OPERATOR, saved, stored, tokenOf,
} from './enter.js';
import { makeApplication } from './guide-code.js';

const running = suite({ browser: true, clock: true, extra: ADMINISTRATORS });

const field = (page, w, id) => page.getByRole('textbox', { name: w(id), exact: true });

/** Makes an application, and ends at its settings; its id. */
async function newApplication(page, w) {
  const id = await makeApplication(page, running.signet, w);
  const tabs = page.getByRole('navigation', { name: w('application-pages'), exact: true });
  await tabs.getByRole('link', { name: w('settings'), exact: true }).click();
  await field(page, w, 'application-name').waitFor();
  return id;
}

/** The dialog that asks for a sign-in because of this, once it is there. */
async function question(page, w, why) {
  const dialog = page.getByRole('dialog', { name: w(why), exact: true });
  await dialog.waitFor();
  return dialog;
}

/** Goes on to the small window. */
async function openWindow(page, w, dialog) {
  const opened = page.context().waitForEvent('page');
  await button(dialog, w('sign-in-again')).click();
  return opened;
}

/** Signs in in the small window, which is gone before it has another page to show. */
async function signInThere(window) {
  await enterEmail(window, OPERATOR);
  await enterCode(window, await running.signet.mailbox.code(OPERATOR)).catch(() => {});
}

/** What the server has of an application, asked for beside the console with the token that it has by now. */
async function asked(page, method, path) {
  return done(running.signet, await tokenOf(page, running.signet), method, path);
}

/** Leaves, and forgives that the provider refused to renew what had ended. */
async function leaveAfterEnd(visitor) {
  visitor.problems = visitor.problems.filter((problem) => !/oidc\/token/.test(problem));
  await leave(visitor);
}

test('a reload and a deep link come back to where one was, and no token is stored', async () => {
  const visitor = await enterConsole(running, { path: '/console/users?q=nobody' });
  const { page } = visitor;
  assert.match(page.url(), /\/console\/users\?q=nobody$/);
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
  const authorization = await tokenOf(page, running.signet);
  const kept = await stored(page);
  assert.doesNotMatch(kept, /verifier|pending/);
  assert.ok(!kept.includes(authorization.slice(7)));
  await leave(visitor);
});

/** Keeps the script that the console consists of from coming until this is called. */
async function heldBack(page) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(/\/console\/joined\./, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

const isQuiet = (request) => /\/oidc\/auth\?.*prompt=none/.test(request.url());

test('the provider is asked who this is while the console is read, once, and not where an answer has come', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  const release = await heldBack(page);
  const quiet = [];
  page.on('request', (request) => isQuiet(request) && quiet.push(request.url()));
  const first = page.waitForRequest(isQuiet);
  await page.goto(`${running.signet.url}/console/users?q=nobody`, { waitUntil: 'commit' });
  await first;
  release();
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
  assert.equal(quiet.length, 1);
  await page.goto(`${running.signet.url}/console/callback?error=access_denied&state=another`);
  await page.getByRole('heading').first().waitFor();
  assert.equal(quiet.length, 1);
  // It takes itself for the small window, which it is not.
  visitor.problems = visitor.problems.filter((problem) => !/Scripts may close only/.test(problem));
  await leave(visitor);
});

test('a code that became too old while the console was read is not redeemed: one leaves for another', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await page.clock.install();
  const release = await heldBack(page);
  const came = page.waitForResponse((response) => isQuiet(response.request()));
  await page.goto(`${running.signet.url}/console/users?q=nobody`, { waitUntil: 'commit' });
  await (await came).finished();
  await page.clock.fastForward(50_000);
  const left = page.waitForRequest((one) => one.isNavigationRequest() && one.url().includes('/oidc/auth?'));
  release();
  await left;
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
  await leave(visitor);
});

test('where the session cannot be asked beside the page, one leaves for the provider and comes back', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  const html = { contentType: 'text/html', body: '<p>Not now.</p>' };
  for (const answer of [{ status: 429, ...html }, { status: 500, ...html }, { status: 200, ...html }, undefined]) {
    await page.route(/\/oidc\/auth\?.*prompt=none/, (route) => (answer ? route.fulfill(answer) : route.abort()));
    const left = page.waitForRequest((one) => one.isNavigationRequest() && one.url().includes('/oidc/auth?'));
    await page.goto(`${running.signet.url}/console/users?q=nobody`);
    await left;
    await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
    assert.match(page.url(), /\/console\/users\?q=nobody$/);
    await page.unroute(/\/oidc\/auth\?.*prompt=none/);
  }
  visitor.problems = visitor.problems.filter((problem) => !/Failed to load resource.*prompt=none/.test(problem));
  await leave(visitor);
});

test('a return address that is not of the console leads home', async () => {
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await page.goto(`${running.signet.url}/console//evil.example/x`);
  await page.locator('#main h1').waitFor();
  assert.equal(new URL(page.url()).origin, running.signet.url);
  await leave(visitor);
});

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);

  test(`a secret wants a fresh sign-in, which a small window gives, and the page stays (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const id = await newApplication(page, w);
    const at = page.url();
    await field(page, w, 'description').fill('typed and not saved');
    await running.signet.advance(11 * 60);
    await page.getByRole('button', { name: w('reveal') }).click();
    const dialog = await question(page, w, 'again-prove');
    await assertWell(page);
    await signInThere(await openWindow(page, w, dialog));
    const hide = button(page, w('hide'));
    await hide.waitFor();
    assert.equal(page.url(), at);
    assert.equal(await field(page, w, 'description').inputValue(), 'typed and not saved');
    const secret = page.locator('dd', { has: hide });
    const shown = await secret.locator('.mono').innerText();
    await secret.getByRole('button', { name: w('application-secret') }).click();
    await page.getByText(w('copied'), { exact: true }).first().waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const { value } = await asked(page, 'POST', `/signet/applications/${id}/secrets/Default%20secret/reveal`);
    assert.ok(shown === saw('client secret', value), 'what is shown is the secret');
    assert.ok(copied === value, 'what is copied is the secret');
    await leave(visitor);
  });

  test(`a session that lay unused asks once, and a no is a no until the next step (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const id = await newApplication(page, w);
    await field(page, w, 'description').fill('typed before the end');
    // Half an hour unused ends the console's session, and not the one with the provider.
    await running.signet.advance(40 * 60);
    await question(page, w, 'again-expired');
    await assertWell(page);
    await page.keyboard.press('Escape');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor({ state: 'detached' });
    // Long enough for what the page looks at every 0.7 seconds.
    const looks = () => page.waitForTimeout(2000);
    await looks();
    assert.equal(await dialog.count(), 0, 'the background does not ask again');
    // A press that is not at its end yet is no next step: the question would come between.
    await button(page, w('save-changes')).hover();
    await page.mouse.down();
    await looks();
    assert.equal(await dialog.count(), 0, 'nor while a pointer is held down');
    await page.mouse.move(0, 0);
    await page.mouse.up();
    await page.keyboard.down('Control');
    await looks();
    assert.equal(await dialog.count(), 0, 'nor between two keys');
    await page.keyboard.press('S');
    await page.keyboard.up('Control');
    await openWindow(page, w, await question(page, w, 'again-expired'));
    await saved(page, w);
    assert.equal(await field(page, w, 'description').inputValue(), 'typed before the end');
    assert.equal((await asked(page, 'GET', `/applications/${id}`)).description, 'typed before the end');
    await leaveAfterEnd(visitor);
  });

  test(`a session that another tab ended asks for a sign-in, and what was typed is saved (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const id = await newApplication(page, w);
    await field(page, w, 'description').fill('typed before the sign-out');
    const other = await visitor.tab();
    await other.goto(`${running.signet.url}/console`);
    await button(other, w('sign-out')).click();
    await other.waitForURL(/\/sign-in\?/);
    await other.close();
    const dialog = await question(page, w, 'again-expired');
    await signInThere(await openWindow(page, w, dialog));
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await field(page, w, 'description').inputValue(), 'typed before the sign-out');
    await page.keyboard.press('Control+S');
    await saved(page, w);
    assert.equal((await asked(page, 'GET', `/applications/${id}`)).description, 'typed before the sign-out');
    await leaveAfterEnd(visitor);
  });

  test(`a list that cannot be loaded says so, and tries again (${language})`, async () => {
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await page.route('**/api/users?**', (route) => route.abort());
    await page.getByRole('link', { name: w('users'), exact: true }).click();
    await button(page, w('try-again')).waitFor();
    await assertWellInBoth(page);
    await page.unroute('**/api/users?**');
    await button(page, w('try-again')).click();
    await page.getByRole('link', { name: OPERATOR, exact: true }).waitFor();
    visitor.problems = visitor.problems.filter((problem) => !/ERR_FAILED/.test(problem));
    await leave(visitor);
  });
}

const french = wordsOf('fr');

test('what was typed is there after a look at another page', async () => {
  const visitor = await enterConsole(running, { language: 'fr' });
  const { page } = visitor;
  await newApplication(page, french);
  await field(page, french, 'description').fill('a draft');
  await page.getByRole('link', { name: french('users'), exact: true }).click();
  await page.getByRole('heading', { name: french('users'), exact: true }).waitFor();
  await page.goBack();
  await field(page, french, 'description').waitFor();
  assert.equal(await field(page, french, 'description').inputValue(), 'a draft');
  await button(page, french('discard')).click();
  await leave(visitor);
});
