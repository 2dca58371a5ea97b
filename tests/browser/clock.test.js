// What time does to a sign-in. The clock belongs to a test-only build of the same router
// (crates/server/examples/clockwork.rs); the product has no such door.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { somebody } from '../lib/people.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { suite } from '../lib/suite.js';
import { acceptOffer, enterCode, enterEmail, path, resend, says } from '../lib/walk.js';

const library = await planRelyingParty({ id: 'library', name: 'Library' });
const running = suite({ browser: true, clock: true, plans: [library] });
const MINUTE = 60;

async function onCodePage() {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, library.url] });
  const { page } = visitor;
  const email = somebody();
  await page.goto(`${library.url}/sign-in`);
  await enterEmail(page, email);
  return { visitor, page, email, code: await signet.mailbox.code(email) };
}

test('a code of nine minutes still signs in', async () => {
  const { visitor, page, email, code } = await onCodePage();
  await running.signet.advance(9 * MINUTE);
  await enterCode(page, code);
  await acceptOffer(page, running.signet);
  await page.waitForURL(`${library.url}/`);
  assert.equal(await page.textContent('#who'), email);
  await visitor.leave();
});

test('an expired code says so and offers a new one, which signs in', async () => {
  const { visitor, page, email, code } = await onCodePage();
  await running.signet.advance(10 * MINUTE + 1);
  await enterCode(page, code);
  assert.match(path(page), /\/verification-code$/);
  await says(page, /expired/i);
  await resend(page);
  await enterCode(page, await running.signet.mailbox.code(email));
  await acceptOffer(page, running.signet);
  await page.waitForURL(`${library.url}/`);
  assert.equal(await page.textContent('#who'), email);
  await visitor.leave();
});

test('a sign-in left open for an hour starts again at the application it came from', async () => {
  const { visitor, page, code } = await onCodePage();
  await running.signet.advance(61 * MINUTE);
  await enterCode(page, code);
  await says(page, /start again|expired/i);
  await page.locator('main a, main button').first().click();
  await page.waitForURL(/\/sign-in(\?|$)/);
  assert.ok(await page.locator('input[name=email]').isVisible());
  await visitor.leave();
});

test('the session slides for fourteen days and is over after them', async () => {
  const { visitor, page, email, code } = await onCodePage();
  await enterCode(page, code);
  await acceptOffer(page, running.signet);
  await page.waitForURL(`${library.url}/`);
  await running.signet.advance(13 * 24 * 60 * MINUTE);
  await page.goto(`${library.url}/sign-in`);
  await page.waitForURL(`${library.url}/`);
  assert.equal(await page.textContent('#who'), email);
  await running.signet.advance(15 * 24 * 60 * MINUTE);
  await page.goto(`${library.url}/sign-in`);
  await page.waitForURL(`${running.signet.url}/**`);
  assert.equal(path(page), '/sign-in');
  await visitor.leave();
});
