// T-44a and T-69 in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, signInLink, startAtDemo } from '../lib/demo.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { enterCode, enterEmail, primary, signInOnPages } from '../lib/walk.js';

const loopback = await planRelyingParty({ id: 'library', name: 'Library' });
const secure = await planRelyingParty({ id: 'bank', name: 'Bank', https: true });
const running = suite({ browser: true, plans: [loopback, secure] });

const newcomer = (options = {}) => {
  const { browser, signet } = running;
  const origins = [signet.url, signet.demo, loopback.url, secure.url];
  return newVisitor(browser, { origins, ignoreHTTPSErrors: true, ...options });
};

test('T-44a: every cookie is HttpOnly, Lax, for the whole host, and not Secure over http', async () => {
  const visitor = await newcomer();
  const lines = [];
  visitor.context.on('response', async (response) => {
    if (!response.url().startsWith(running.signet.url)) return;
    for (const { name, value } of await response.headersArray()) {
      if (name.toLowerCase() === 'set-cookie') lines.push(value);
    }
  });
  await startAtDemo(visitor.page, running.signet, signInLink);
  const email = somebody();
  await signInOnPages(visitor.page, running.signet, email);
  await assertSignedIn(visitor.page, running.signet, email);
  assert.ok(lines.length >= 2, 'a flow and a session were remembered');
  for (const line of lines) {
    const [pair, ...attributes] = line.split(/;\s*/);
    const name = pair.split('=')[0];
    const has = (wanted) => attributes.some((one) => one.toLowerCase() === wanted);
    assert.match(name, /^signet_/, name);
    assert.ok(has('httponly') && has('samesite=lax') && has('path=/'), `${name}: ${attributes}`);
    assert.ok(!has('secure') && !attributes.some((one) => /^domain=/i.test(one)), name);
  }
  const readable = await visitor.page.evaluate(() => document.cookie);
  assert.doesNotMatch(readable, /signet_/);
  await visitor.leave();
});

test('T-40: the cookies of before the sign-in are worth nothing after it', async () => {
  const visitor = await newcomer();
  await startAtDemo(visitor.page, running.signet, signInLink);
  const before = await visitor.context.cookies(running.signet.url);
  const email = somebody();
  await signInOnPages(visitor.page, running.signet, email);
  await assertSignedIn(visitor.page, running.signet, email);
  const thief = await newcomer();
  await thief.context.addCookies(before);
  await thief.page.goto(`${loopback.url}/sign-in`);
  await thief.page.waitForURL(`${running.signet.url}/**`);
  assert.ok(await thief.page.locator('input[name=email]').isVisible(), 'not signed in');
  await visitor.leave();
  await thief.leave();
});

for (const [kind, plan] of [
  ['a loopback client', loopback],
  ['an https client', secure],
]) {
  test(`T-69: the redirect back to ${kind} finishes after each form`, async () => {
    const { signet } = running;
    const visitor = await newcomer();
    const { page } = visitor;
    const email = somebody();
    // The offer of an account is a form whose answer leads back …
    await page.goto(`${plan.url}/sign-in`);
    await signInOnPages(page, signet, email);
    await page.waitForURL(`${plan.url}/`);
    assert.equal(await page.textContent('#who'), email);
    // … the sign-out is one …
    await page.click('text=Sign out');
    await page.waitForURL(`${plan.url}/`);
    assert.equal(await page.textContent('#who'), 'nobody');
    // … and so is the code itself.
    await page.goto(`${plan.url}/sign-in`);
    await enterEmail(page, email);
    await enterCode(page, await signet.mailbox.code(email));
    await page.waitForURL(`${plan.url}/`);
    assert.equal(await page.textContent('#who'), email);
    await visitor.leave();
  });
}

test('T-61: a sign-out without a hint asks first and stays at the provider', async () => {
  const { signet } = running;
  const visitor = await newcomer();
  const { page } = visitor;
  const email = somebody();
  await startAtDemo(page, signet, signInLink);
  await signInOnPages(page, signet, email);
  await assertSignedIn(page, signet, email);
  await page.goto(`${signet.issuer}/session/end?post_logout_redirect_uri=${loopback.url}/`);
  assert.ok(page.url().startsWith(signet.url));
  await primary(page).click();
  await page.waitForLoadState('load');
  assert.ok(page.url().startsWith(signet.url), 'no redirect without a client');
  await page.goto(`${loopback.url}/sign-in`);
  await page.waitForURL(/\/sign-in\?/);
  assert.ok(await page.locator('input[name=email]').isVisible(), 'the session is over');
  await visitor.leave();
});
