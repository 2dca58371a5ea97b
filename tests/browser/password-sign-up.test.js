// Signing up where new accounts have a password: the address, its code, and a password that the person chooses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLight, assertStrict } from '../lib/audit.js';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, createAccountLink, signInLink, startAtDemo } from '../lib/demo.js';
import { deploy } from '../lib/logto-api.js';
import { assertLooksWell, LOOKS } from '../lib/looks.js';
import { CODE_FIRST, declaredAtSignUp, newAccount, newPassword, passwordForms } from '../lib/passwords.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import {
  acceptOffer,
  choosePassword,
  enterCode,
  enterEmail,
  enterNewPassword,
  enterPassword,
  leadsBack,
  paste,
  path,
  pressTwice,
  proveNewAddress,
  says,
  sending,
  text,
} from '../lib/walk.js';

const running = suite({ browser: true, applications: [deploy], extra: declaredAtSignUp(CODE_FIRST) });

const PAGE = '/continue/password';
const field = (page) => page.locator('input[name=new_password]');
const reasons = (page) => page.locator('[aria-live] li').allInnerTexts();

/** A visitor on the first page, who came by this link of the shop. */
async function onFirstPage({ by = createAccountLink, ...options } = {}) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...options });
  await startAtDemo(visitor.page, signet, by);
  return { visitor, page: visitor.page, email: somebody(), password: newPassword() };
}

/** A visitor who has proven an address, on the page that asks for a password. */
async function onNewPassword({ javaScriptEnabled = true, ...options } = {}) {
  const walk = await onFirstPage({ javaScriptEnabled, ...options });
  await proveNewAddress(walk.page, running.signet, walk.email, { javaScript: javaScriptEnabled });
  return walk;
}

/** A person signs in with a password, in a browser that was never here. */
async function assertSignsIn({ email, password }) {
  const { visitor, page } = await onFirstPage({ by: signInLink });
  await enterEmail(page, email);
  await choosePassword(page);
  await enterPassword(page, password);
  await assertSignedIn(page, running.signet, email);
  await visitor.leave();
}

/** The page says what is wrong, each reason for itself, and waits for another password. */
async function assertRefused(page, count) {
  assert.equal(path(page), PAGE);
  assert.equal((await reasons(page)).length, count, await text(page));
  assert.equal(await field(page).inputValue(), '');
  assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
  const described = await field(page).getAttribute('aria-describedby');
  const list = await page.locator('[aria-live] ul').getAttribute('id');
  assert.ok(described.split(' ').includes(list), 'the field is described by its reasons');
  await page.locator('input[name=new_password]:focus').waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? 'with the script' : 'without the script';

  test(`a newcomer chooses a password, and signs in with it, ${mode}`, async () => {
    const { visitor, page, email, password } = await onFirstPage({ javaScriptEnabled });
    assert.equal(path(page), '/register');
    assert.equal(await page.locator('input[type=password]').count(), 0, 'the address is proven first');
    await proveNewAddress(page, running.signet, email, { javaScript: javaScriptEnabled });
    await says(page, /create a password/i);
    assert.ok((await text(page)).includes(email));
    await page.locator('input[name=new_password]:focus').waitFor();
    await enterNewPassword(page, 'abc123');
    await assertRefused(page, 3);
    await enterNewPassword(page, 'password123');
    await assertRefused(page, 1);
    await enterNewPassword(page, password);
    await assertSignedIn(page, running.signet, email);
    assert.equal((await running.signet.mailbox.messages(email)).length, 1, 'one code was enough');
    assert.deepEqual(visitor.requests.filter((line) => line.includes(password)), []);
    await visitor.leave();
    await assertSignsIn({ email, password });
  });

  test(`the offer of an account leads to the password, ${mode}`, async () => {
    const { visitor, page, email, password } = await onNewPassword({ by: signInLink, javaScriptEnabled });
    const paths = visitor.requests.map((line) => line.split('?')[0]);
    assert.ok(paths.some((line) => line.endsWith('/sign-in/no-account')), 'the offer was shown');
    await enterNewPassword(page, password);
    await assertSignedIn(page, running.signet, email);
    await visitor.leave();
    await assertSignsIn({ email, password });
  });

  test(`back, reload and a second press do no harm, ${mode}`, async () => {
    const { signet } = running;
    const { visitor, page, email, password } = await onNewPassword({ javaScriptEnabled });
    await page.reload();
    assert.equal(path(page), PAGE);
    await page.goBack();
    await page.reload();
    assert.equal(path(page), PAGE, 'the code page leads to the step that comes next');
    assert.deepEqual(await reasons(page), []);
    await field(page).fill(password);
    await pressTwice(page, ({ origin }) => origin === signet.demo);
    await assertSignedIn(page, signet, email);
    await page.reload();
    await assertSignedIn(page, signet, email);
    await page.goBack();
    await leadsBack(page, signet.demo);
    await assertSignedIn(page, signet, email);
    await visitor.leave();
    await assertSignsIn({ email, password });
  });
}

test('of two tabs one makes the account, and the other leads back', async () => {
  const { signet } = running;
  const { visitor, page, email, password } = await onNewPassword();
  const other = await visitor.tab();
  await other.goto(page.url());
  assert.equal(path(other), PAGE);
  await enterNewPassword(page, password);
  await assertSignedIn(page, signet, email);
  await enterNewPassword(other, newPassword());
  await leadsBack(other, signet.demo);
  await assertSignedIn(other, signet, email);
  await visitor.leave();
  await assertSignsIn({ email, password });
});

test('another address can be given, and needs a code of its own', async () => {
  const { visitor, page, email, password } = await onNewPassword();
  const meant = somebody('grace');
  await page.locator('main a').filter({ hasText: /change/i }).click();
  await page.waitForURL(/\/register\?/);
  assert.equal(await page.locator('input[name=email]').inputValue(), email);
  await proveNewAddress(page, running.signet, meant);
  assert.ok((await text(page)).includes(meant));
  await enterNewPassword(page, password);
  await assertSignedIn(page, running.signet, meant);
  await visitor.leave();
});

test('a person who has an account is asked for no new password', async () => {
  const { visitor, page } = await onFirstPage();
  const account = await newAccount(running);
  await enterEmail(page, account.email);
  await enterCode(page, await running.signet.mailbox.code(account.email));
  assert.equal(path(page), '/register/account-exists');
  await acceptOffer(page, running.signet);
  await assertSignedIn(page, running.signet, account.email);
  await visitor.leave();
  await assertSignsIn(account);
});

test('a password manager finds one form with the username and the new password', async () => {
  const { visitor, page, email, password } = await onNewPassword();
  const either = { maxLength: -1, isThere: true };
  assert.deepEqual(await passwordForms(page), [[
    { name: 'identifier', type: 'text', autocomplete: 'username', readOnly: true, value: email, ...either },
    { name: 'new_password', type: 'password', autocomplete: 'new-password', readOnly: false, value: '', ...either },
  ]]);
  assert.match(await field(page).getAttribute('passwordrules'), /minlength: 8; maxlength: 256;/);
  await field(page).fill(password);
  await sending(page, () => field(page).press('Enter'));
  await assertSignedIn(page, running.signet, email);
  await visitor.leave();
});

test('a new password is shown and hidden again, and hidden when it is sent', async () => {
  const { visitor, page, password } = await onNewPassword();
  const show = page.locator('form button[type=button]');
  await field(page).fill(password);
  for (const [type, label] of [['text', /hide/i], ['password', /show/i], ['text', /hide/i]]) {
    await show.click();
    assert.equal(await field(page).getAttribute('type'), type);
    assert.equal(await field(page).inputValue(), password);
    assert.match(await show.innerText(), label);
  }
  const typeWhenSent = await page.evaluate(() => {
    const form = document.querySelector('form');
    addEventListener('submit', (event) => event.preventDefault(), { once: true });
    form.requestSubmit();
    return form.elements.new_password.type;
  });
  assert.equal(typeWhenSent, 'password');
  await visitor.leave();
});

test('without the script nothing offers to show the new password', async () => {
  const { visitor, page } = await onNewPassword({ javaScriptEnabled: false });
  assert.equal(await page.locator('form button').filter({ hasText: /show/i, visible: true }).count(), 0);
  await visitor.leave();
});

test('a long password of any script is pasted whole', async () => {
  const { visitor, page, email } = await onNewPassword();
  const password = `${newPassword()} ${'Grüße, 東京 🗝 '.repeat(14)}!`;
  await paste(field(page), password);
  assert.equal(await field(page).inputValue(), password);
  await sending(page, () => field(page).press('Enter'));
  await assertSignedIn(page, running.signet, email);
  await visitor.leave();
  await assertSignsIn({ email, password });
});

test('the page is lighter than 40 KB and has a strict policy', async () => {
  const { visitor, page } = await onNewPassword();
  let response;
  await assertLight(page, async () => {
    response = await page.reload();
  });
  assertStrict(response, await response.text());
  await visitor.leave();
});

test('the page is nothing without a proof, and in another browser', async () => {
  const { browser, signet } = running;
  const { visitor, page } = await onFirstPage();
  const { search } = new URL(page.url());
  await page.goto(`${signet.url}${PAGE}${search}`);
  assert.equal(path(page), '/register', 'no address was proven');
  await proveNewAddress(page, signet, somebody());
  const stranger = await newVisitor(browser, { origins: [signet.url, signet.demo] });
  await stranger.page.goto(page.url());
  await says(stranger.page, /start again|expired|no longer/i);
  await stranger.leave();
  await visitor.leave();
});

for (const look of Object.keys(LOOKS)) {
  test(`the page that asks for a new password, ${look}`, { timeout: 180_000 }, async () => {
    const { visitor, page, email, password } = await onNewPassword(LOOKS[look]);
    const findings = [];
    const lookAt = async (name) => {
      await assertLooksWell(page, look, name).catch(({ message }) => findings.push(`${name}: ${message}`));
    };
    await lookAt('new-password');
    await enterNewPassword(page, 'abc123');
    await lookAt('new-password-refused');
    await enterNewPassword(page, `${password}\t`);
    await lookAt('new-password-unusable');
    await enterNewPassword(page, '');
    await lookAt('new-password-missing');
    await field(page).fill(password);
    await page.locator('form button[type=button]').click();
    await lookAt('new-password-shown');
    await enterNewPassword(page, password);
    await assertSignedIn(page, running.signet, email);
    assert.deepEqual(findings, []);
    await visitor.leave();
  });
}
