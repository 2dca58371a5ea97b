// The same walk by other people: without JavaScript, in French, in the dark, on phones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNoOverflow, assertReadable } from '../lib/audit.js';
import { newVisitor, PHONE, SMALL_PHONE } from '../lib/browser.js';
import {
  assertSignedIn,
  assertSignedOut,
  control,
  createAccountLink,
  signInLink,
  signOutLink,
  startAtDemo,
} from '../lib/demo.js';
import { Mailbox } from '../lib/mailbox.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import { acceptOffer, enterCode, enterEmail, resend, sending, signInOnPages, text } from '../lib/walk.js';

const running = suite({ browser: true });

/** Sign-up, sign-out, sign-in, with `look` called on each page on the way. */
async function wholeWalk(options, { javaScript = true, look = async () => {} } = {}) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...options });
  const { page } = visitor;
  const email = somebody();

  await startAtDemo(page, signet, createAccountLink);
  await look(page, 'register');
  await enterEmail(page, email);
  await look(page, 'code');
  const code = await signet.mailbox.code(email);
  await enterCode(page, Mailbox.wrong(code), { javaScript });
  await look(page, 'wrong code');
  await enterCode(page, code, { javaScript });
  await assertSignedIn(page, signet, email);
  await control(page, signOutLink).click();
  await assertSignedOut(page, signet);

  await startAtDemo(page, signet, signInLink);
  await look(page, 'sign-in');
  await signInOnPages(page, signet, email, { javaScript });
  await assertSignedIn(page, signet, email);
  return visitor;
}

test('the whole walk works with JavaScript off', async () => {
  const visitor = await wholeWalk({ javaScriptEnabled: false }, { javaScript: false });
  const scripts = visitor.requests.filter((line) => /\.js(\?|$)/.test(line));
  assert.deepEqual(scripts, []);
  await visitor.leave();
});

test('with JavaScript off a resend and the offer of an account work, too', async () => {
  const { browser, signet } = running;
  const origins = [signet.url, signet.demo];
  const visitor = await newVisitor(browser, { origins, javaScriptEnabled: false });
  const { page } = visitor;
  const email = somebody();
  await startAtDemo(page, signet, signInLink);
  await enterEmail(page, email);
  await signet.mailbox.code(email);
  await sending(page, () => page.locator('form[action*=resend] button').click());
  await enterCode(page, await signet.mailbox.code(email), { javaScript: false });
  await acceptOffer(page, signet);
  await assertSignedIn(page, signet, email);
  await visitor.leave();
});

test('the whole walk is in French for a French browser', async () => {
  const english = /\b(sign in|create account|continue|your code|enter|change|resend|wrong|tries)\b/i;
  const look = async (page, name) => {
    assert.equal(await page.getAttribute('html', 'lang'), 'fr', name);
    assert.doesNotMatch(await text(page), english, name);
  };
  await (await wholeWalk({ locale: 'fr-FR' }, { look })).leave();
});

test('the mail to a French browser is French', async () => {
  const { browser, signet } = running;
  const origins = [signet.url, signet.demo];
  const visitor = await newVisitor(browser, { origins, locale: 'fr-FR' });
  const email = somebody('amelie');
  await startAtDemo(visitor.page, signet, signInLink);
  await enterEmail(visitor.page, email);
  const mail = await signet.mailbox.next(email);
  assert.match(mail.subject, /\bcode\b.*\bpour\b/i);
  assert.match(mail.text, /minutes/);
  assert.doesNotMatch(mail.text, /\b(your code|ignore this)\b/i);
  await resend(visitor.page);
  assert.equal(await visitor.page.getAttribute('html', 'lang'), 'fr');
  await visitor.leave();
});

test('the language switch changes the page and stays for the rest of the walk', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo] });
  const { page } = visitor;
  await startAtDemo(page, signet, signInLink);
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.locator('a').filter({ hasText: /français/i }).first().click();
  await page.waitForLoadState('load');
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  await enterEmail(page, somebody());
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  await visitor.leave();
});

test('ui_locales wins over the browser', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo] });
  const { page } = visitor;
  await startAtDemo(page, signet, signInLink);
  const request = visitor.requests.find((line) => line.includes('/oidc/auth?'));
  const url = new URL(request.split(' ')[1]);
  url.searchParams.set('ui_locales', 'fr-CA fr');
  await page.goto(url.href);
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  await visitor.leave();
});

test('the whole walk is readable in the dark', async () => {
  const look = async (page) => {
    await assertReadable(page);
    const [r, g, b] = await page.evaluate(() => {
      const { background } = window.colours;
      return background(document.body);
    });
    assert.ok(r + g + b < 200, 'the page is dark');
  };
  await (await wholeWalk({ colorScheme: 'dark' }, { look })).leave();
});

for (const viewport of [PHONE, SMALL_PHONE]) {
  test(`the whole walk fits a phone ${viewport.width} pixels wide`, async () => {
    const phone = { viewport, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
    const look = async (page) => {
      await assertNoOverflow(page);
      const box = await page.locator('form button').first().boundingBox();
      assert.ok(box.height >= 40, 'the button is large enough for a thumb');
    };
    await (await wholeWalk(phone, { look })).leave();
  });
}
