// The consent page and the chooser of accounts, as people meet them; T-60 and T-69 on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertStrict } from '../lib/audit.js';
import { assertAccessible } from '../lib/axe.js';
import { newVisitor } from '../lib/browser.js';
import { createAccountLink, startAtDemo } from '../lib/demo.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { enterCode, enterEmail, path, primary, says, sending, signInOnPages } from '../lib/walk.js';

const HOSTILE = '<img src=x onerror=window.pwned=1> club';
const club = await planRelyingParty({ id: 'club', name: HOSTILE, third_party: true });
const secure = await planRelyingParty({ id: 'bank', name: 'Bank', third_party: true, https: true });
const app = await planRelyingParty({ id: 'app', name: 'Club app', kind: 'native', third_party: true });
const running = suite({ browser: true, plans: [club, secure, app] });

/** Somebody who is signed in to the demo app, and so to Signet. */
async function signedIn(options = {}, javaScript = true) {
  const { browser, signet } = running;
  const origins = [signet.url, signet.demo, club.url, secure.url, app.url];
  const visitor = await newVisitor(browser, { origins, ignoreHTTPSErrors: true, ...options });
  const email = somebody();
  await startAtDemo(visitor.page, signet, createAccountLink);
  await signInOnPages(visitor.page, signet, email, { javaScript });
  return Object.assign(visitor, { email });
}

/** The button with this text. */
const button = (page, name) => page.getByRole('button', { name });

async function assertSignedInAt(page, plan, email) {
  await page.waitForURL(`${plan.url}/`);
  assert.equal(await page.innerText('#who'), email);
}

for (const [kind, plan] of [
  ['a loopback client', club],
  ['an https client', secure],
  ['an installed application', app],
]) {
  for (const javaScript of [true, false]) {
    test(`T-69: allowing ${kind} leads back to it, JavaScript ${javaScript}`, async () => {
      const visitor = await signedIn({ javaScriptEnabled: javaScript }, javaScript);
      const { page, email } = visitor;
      await page.goto(`${plan.url}/sign-in`);
      assert.equal(path(page), '/consent');
      await says(page, new RegExp(`You are signed in as ${email}`));
      await says(page, /See your email address/);
      const leads = new RegExp(`Your answer takes you to localhost:${plan.port}, a web page on this computer`);
      await says(page, plan === app ? /Your answer goes to an app on this device/ : leads);
      if (javaScript) {
        await assertAccessible(page);
        assert.equal(await page.evaluate(() => window.pwned), undefined, 'T-60');
      }
      assert.equal(await page.locator('main img').count(), 0, 'T-60');
      await primary(page).click();
      await assertSignedInAt(page, plan, email);
      assert.ok(running.rps[plan.id].session.tokens.refresh_token);
      // It is remembered, but not of an installed application.
      await page.goto(`${plan.url}/sign-in`);
      if (plan === app) {
        assert.equal(path(page), '/consent');
      } else {
        await assertSignedInAt(page, plan, email);
      }
      await visitor.leave();
    });
  }
}

test('cancelling leads back with a refusal and is asked again', async () => {
  const visitor = await signedIn();
  const { page } = visitor;
  await page.goto(`${club.url}/sign-in`);
  await button(page, 'Cancel').click();
  await page.waitForURL(`${club.url}/callback?**`);
  assert.match(await page.innerText('#error'), /access_denied/);
  await page.goto(`${club.url}/sign-in`);
  assert.equal(path(page), '/consent');
  await visitor.leave();
});

test('a consent page may be reloaded, left and found again with the back button', async () => {
  const visitor = await signedIn();
  const { page, email } = visitor;
  await page.goto(`${club.url}/sign-in`);
  await page.reload();
  assert.equal(path(page), '/consent');
  await button(page, 'Allow').click();
  await assertSignedInAt(page, club, email);
  await page.goBack();
  await page.goto(`${club.url}/sign-in`);
  await assertSignedInAt(page, club, email);
  await visitor.leave();
});

test('the chooser goes on as whoever is signed in, or as somebody else', async () => {
  const visitor = await signedIn();
  const { page, email } = visitor;
  await page.goto(`${club.url}/sign-in?prompt=select_account`);
  assert.equal(path(page), '/select-account');
  await assertAccessible(page);
  await button(page, `Continue as ${email}`).click();
  await page.waitForURL(/\/consent\?/);
  await sending(page, () => button(page, 'Use another account').click());
  assert.equal(path(page), '/sign-in');
  const other = somebody('other');
  await enterEmail(page, other);
  await enterCode(page, await running.signet.mailbox.code(other));
  await page.waitForURL(/\/no-account\?/);
  await sending(page, () => primary(page).click());
  assert.equal(path(page), '/consent');
  await says(page, new RegExp(`You are signed in as ${other}`));
  await visitor.leave();
});

test('the page speaks French to a French browser', async () => {
  const visitor = await signedIn({ locale: 'fr-FR' });
  const { page } = visitor;
  await page.goto(`${secure.url}/sign-in`);
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  await says(page, /Autoriser Bank à utiliser votre compte/);
  await assertAccessible(page);
  await visitor.leave();
});

test('the page keeps to a strict policy without form-action', async () => {
  const visitor = await signedIn();
  const response = await visitor.page.goto(`${secure.url}/sign-in`);
  const headers = response.headers();
  assert.doesNotMatch(headers['content-security-policy'], /form-action|unsafe/);
  assert.equal(headers['referrer-policy'], 'same-origin');
  assertStrict(response, await response.text());
  await visitor.leave();
});
