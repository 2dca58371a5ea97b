// What a browser keeps while its person is elsewhere: closed and opened again, opened under another
// name of this machine, beside another application's cookies.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newVisitor, openProfile } from '../lib/browser.js';
import { assertSignedIn, control, signInLink, signOutLink, startAtDemo } from '../lib/demo.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import { acceptOffer, enterCode, enterEmail, signInOnPages } from '../lib/walk.js';

const running = suite({ browser: true });

const origins = () => {
  const { signet } = running;
  const elsewhere = signet.url.replace('localhost', '127.0.0.1');
  return [signet.url, signet.demo, elsewhere];
};

test('a browser that is closed while the mail is read finds its sign-in again', async () => {
  const { signet } = running;
  const folder = mkdtempSync(join(tmpdir(), 'signet-profile-'));
  const email = somebody();
  try {
    const before = await openProfile(folder, { origins: origins() });
    await startAtDemo(before.page, signet, signInLink);
    await enterEmail(before.page, email);
    const page = before.page.url();
    // Chromium writes its cookies to the disk half a minute after they came, or when it closes.
    await before.leave();

    const after = await openProfile(folder, { origins: origins() });
    await after.page.goto(page);
    await enterCode(after.page, await signet.mailbox.code(email));
    await acceptOffer(after.page, signet);
    await assertSignedIn(after.page, signet, email);
    const kept = await after.context.cookies(signet.url);
    assert.ok(!kept.some(({ name }) => name.startsWith('signet_browser')), 'nothing is under way');
    await after.leave();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a page opened as 127.0.0.1 works under the name that is configured', async () => {
  const { signet } = running;
  const visitor = await newVisitor(running.browser, { origins: origins() });
  const { page } = visitor;
  await startAtDemo(page, signet, signInLink);
  await visitor.context.clearCookies();
  const request = new URL(
    visitor.requests.find((line) => line.includes('/oidc/auth?')).replace(/^GET /, ''),
  );
  request.hostname = '127.0.0.1';
  await page.goto(request.href);
  assert.equal(new URL(page.url()).origin, signet.url);
  const email = somebody();
  await enterEmail(page, email);
  await page.locator('input[name=code]').waitFor();
  const cookies = await visitor.context.cookies();
  assert.ok(cookies.every(({ domain }) => domain === 'localhost'), 'none for the other name');
  await visitor.leave();
});

test('a cookie of another application that is not plain text hides nothing', async () => {
  const { signet } = running;
  const visitor = await newVisitor(running.browser, { origins: origins() });
  const { page } = visitor;
  await page.goto(signet.demo);
  await page.evaluate(() => {
    document.cookie = 'prefs=café; path=/';
  });
  await startAtDemo(page, signet, signInLink);
  const email = somebody();
  await signInOnPages(page, signet, email);
  await assertSignedIn(page, signet, email);
  await control(page, signOutLink).click();
  await page.waitForURL(`${signet.demo}/**`);
  await startAtDemo(page, signet, signInLink);
  assert.ok(await page.locator('input[name=email]').isVisible(), 'the session has ended');
  await visitor.leave();
});
