// T-60: every reflected parameter into every HTML page. Chromium runs once with the CSP switched
// off, so that the escaping is tested and not only the policy behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { AUTHORIZE, PAGES, PAYLOADS, SIGN_OUT } from '../lib/payloads.js';
import { planRelyingParty } from '../lib/relying-party.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import { enterEmail, primary, sending } from '../lib/walk.js';

const HOSTILE = `<img src=x data-pwned onerror=window.pwned=1>{{ 7*1910039 }}"'`;
const plan = await planRelyingParty({ id: 'library', name: HOSTILE });
let visitor;
const running = suite({
  browser: true,
  plans: [plan],
  extra: `[branding]\nname = ${JSON.stringify(HOSTILE)}\n`,
  begin: async ({ browser, signet }) => {
    const origins = [signet.url, signet.demo, plan.url];
    visitor = await newVisitor(browser, { origins, bypassCSP: true, attacker: true });
    return () => visitor.leave();
  },
});

/** Fails when anything of a payload came to life on the page that is open. */
async function assertHarmless(page, what) {
  const found = await page.evaluate(() => {
    const live = document.querySelectorAll('[data-pwned], [onerror], [onload], [onfocus]').length;
    const urls = [...document.querySelectorAll('a[href], form[action], iframe[src], link[href]')];
    const bad = urls
      .map((element) => element.getAttribute('href') ?? element.action ?? element.src)
      .filter((url) => /^\s*(javascript|vbscript|data:text)\b/i.test(String(url)));
    const text = document.documentElement.outerHTML;
    return { script: window.pwned, live, bad, computed: text.includes('13370273') };
  });
  assert.deepEqual(found, { script: undefined, live: 0, bad: [], computed: false }, what);
  const cookies = await page.context().cookies();
  assert.ok(!cookies.some(({ name }) => name === 'pwned'), `${what}: a header was injected`);
}

/** Opens a page with these parameters; Signet must neither break nor let anything come to life. */
async function attack(base, parameters) {
  const { page } = visitor;
  const url = new URL(base);
  url.search = new URLSearchParams(parameters);
  const response = await page.goto(url.href, { waitUntil: 'domcontentloaded' });
  const ours = response.url().startsWith(running.signet.url);
  const what = JSON.stringify(parameters);
  assert.ok(!ours || response.status() < 500, `${response.status()} at ${url.pathname} for ${what}`);
  await assertHarmless(page, `${url.pathname} with ${what}`);
}

/** Each payload in each parameter by itself. */
async function each(base, parameters, fixed = {}) {
  for (const name of parameters) {
    for (const payload of PAYLOADS) await attack(base, { ...fixed, [name]: payload });
  }
}

/** Each payload in all parameters at once, and all payloads together in each by itself. */
async function crosswise(base, parameters, fixed = {}) {
  for (const payload of PAYLOADS) {
    await attack(base, { ...Object.fromEntries(parameters.map((name) => [name, payload])), ...fixed });
  }
  for (const name of parameters) await attack(base, { ...fixed, [name]: PAYLOADS.join(' ') });
}

const request = () => ({
  client_id: 'library',
  redirect_uri: `${plan.url}/callback`,
  response_type: 'code',
  scope: 'openid',
  state: 'x'.repeat(20),
});

test('the authorization endpoint and the pages and errors it leads to', async () => {
  await each(`${running.signet.issuer}/auth`, AUTHORIZE, request());
});

for (const path of [
  '/sign-in',
  '/register',
  '/sign-in/verification-code',
  '/register/verification-code',
  '/sign-in/no-account',
  '/register/account-exists',
  '/select-account',
  '/consent',
]) {
  test(`${path} without and within a sign-in`, async () => {
    await crosswise(`${running.signet.url}${path}`, PAGES);
    await visitor.page.goto(`${plan.url}/sign-in`);
    await visitor.page.waitForURL(`${running.signet.url}/**`);
    const within = Object.fromEntries(new URL(visitor.page.url()).searchParams);
    await crosswise(`${running.signet.url}${path}`, PAGES, within);
  });
}

test('the pages of the sign-out', async () => {
  const { issuer } = running.signet;
  await crosswise(`${issuer}/session/end`, SIGN_OUT);
  await each(`${issuer}/session/end`, SIGN_OUT, { client_id: 'library' });
  await crosswise(`${issuer}/session/end/success`, [...SIGN_OUT, 'error']);
});

test('paths nobody serves, the mailbox, and the callback of the demo app', async () => {
  const { signet } = running;
  for (const payload of PAYLOADS) {
    for (const base of [`${signet.url}/`, `${signet.issuer}/`, `${signet.url}/dev/mailbox/`]) {
      const url = base + encodeURIComponent(payload);
      const response = await visitor.page.goto(url, { waitUntil: 'domcontentloaded' });
      assert.ok(response.status() < 500, `${response.status()} for ${url}`);
      await assertHarmless(visitor.page, url);
    }
  }
  await crosswise(`${signet.url}/dev/mailbox`, ['to', 'id', 'q']);
  await crosswise(`${signet.demo}/callback`, ['error', 'error_description', 'state', 'code', 'iss']);
});

test('what is typed into the address and the code comes back as text', async () => {
  const { page } = visitor;
  const loose = (form) => (form.noValidate = true);
  for (const payload of PAYLOADS) {
    await page.goto(`${plan.url}/sign-in`);
    await page.waitForURL(`${running.signet.url}/**`);
    await page.locator('input[name=email]').evaluate((input, text) => {
      input.type = 'text';
      input.value = text;
    }, payload);
    await page.locator('form').first().evaluate(loose);
    await sending(page, () => primary(page).click());
    await assertHarmless(page, `email ${payload}`);
  }
  await page.goto(`${plan.url}/sign-in`);
  await enterEmail(page, somebody());
  for (const payload of PAYLOADS.slice(0, 4)) {
    const send = (form, text) => {
      form.elements.code.value = text;
      form.submit();
    };
    await sending(page, () => page.locator('form').first().evaluate(send, payload));
    await assertHarmless(page, `code ${payload}`);
  }
});

test('a hostile name of an application is text on pages, in the mail and in the mailbox', async () => {
  const { page } = visitor;
  const { signet } = running;
  await page.goto(`${plan.url}/sign-in`);
  await page.waitForURL(`${signet.url}/**`);
  await assertHarmless(page, 'the sign-in page');
  const email = somebody();
  await enterEmail(page, email);
  await assertHarmless(page, 'the code page');
  const mail = await signet.mailbox.next(email);
  assert.doesNotMatch(mail.html, /<img/);
  assert.doesNotMatch(mail.html + mail.subject + mail.text, /13370273/);
  await page.goto(`${signet.url}/dev/mailbox`);
  await page.waitForLoadState('load');
  await assertHarmless(page, 'the mailbox');
  for (const frame of page.frames()) {
    const live = await frame.evaluate(() => document.querySelectorAll('[data-pwned]').length);
    assert.equal(live, 0, 'the mail in its frame');
  }
});
