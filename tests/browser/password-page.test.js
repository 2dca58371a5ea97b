// The page that asks for a password after the identifier: beside a code, and for usernames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLight, assertStrict } from '../lib/audit.js';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, signInLink, startAtDemo } from '../lib/demo.js';
import { deploy } from '../lib/logto-api.js';
import {
  CODE_FIRST,
  letIn,
  newAccount,
  newPassword,
  newUsername,
  PASSWORD_FIRST,
  passwordForms,
  USERNAME,
} from '../lib/passwords.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import {
  chooseCode,
  choosePassword,
  enterCode,
  enterEmail,
  enterPassword,
  leadsBack,
  path,
  pressTwice,
  primary,
  says,
  sending,
  text,
} from '../lib/walk.js';

const running = suite({ browser: true, applications: [deploy] });

const PAGE = '/sign-in/password';
const WRONG = /That email or password isn’t right\./;
const WRONG_USERNAME = /That username or password isn’t right\./;
const isWrong = (url) => url.searchParams.get('error') === 'wrong';
const field = (page, name) => page.locator(`input[name=${name}]`);
const pattern = (words) => new RegExp(words.replaceAll('.', '\\.'));

/** A visitor on the sign-in page under these settings, and an account that may be theirs. */
async function onSignIn(methods, { username, ...options } = {}) {
  const { browser, signet } = running;
  await letIn(running, methods);
  const account = await newAccount(running, { username });
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...options });
  await startAtDemo(visitor.page, signet, signInLink);
  return { visitor, page: visitor.page, account };
}

/** A visitor who came to the page by way of the code page. */
async function onPasswordPage(options = {}) {
  const walk = await onSignIn([CODE_FIRST], options);
  await enterEmail(walk.page, walk.account.email);
  await choosePassword(walk.page);
  return walk;
}

async function assertWrong(page, identifier, sentence = WRONG) {
  await says(page, sentence);
  assert.equal(path(page), PAGE);
  await says(page, pattern(identifier));
  assert.equal(await field(page, 'password').inputValue(), '');
  await page.locator('input[name=password]:focus').waitFor();
}

for (const javaScript of [true, false]) {
  const mode = javaScript ? 'with the script' : 'without the script';
  const options = { javaScriptEnabled: javaScript };

  test(`the code page leads to the password, which signs in, ${mode}`, async () => {
    const { visitor, page, account } = await onSignIn([CODE_FIRST], options);
    assert.equal(await field(page, 'password').count(), 0, 'the code comes first');
    await enterEmail(page, account.email);
    await says(page, /use your password/i);
    await choosePassword(page);
    await says(page, /enter your password/i);
    await says(page, pattern(account.email));
    await enterPassword(page, newPassword());
    await assertWrong(page, account.email);
    await enterPassword(page, account.password);
    await assertSignedIn(page, running.signet, account.email);
    await visitor.leave();
  });

  test(`a code may be had instead of the password, ${mode}`, async () => {
    const { visitor, page, account } = await onPasswordPage(options);
    await running.signet.mailbox.code(account.email);
    await enterPassword(page, newPassword());
    await chooseCode(page);
    await enterCode(page, await running.signet.mailbox.code(account.email), { javaScript });
    await assertSignedIn(page, running.signet, account.email);
    await visitor.leave();
  });

  test(`back, reload and a second press do no harm on the page of the password, ${mode}`, async () => {
    const { signet } = running;
    const { visitor, page, account } = await onPasswordPage(options);
    const wrong = newPassword();
    await enterPassword(page, wrong);
    await page.reload();
    await assertWrong(page, account.email);
    await page.goBack();
    assert.equal(path(page), PAGE);
    assert.doesNotMatch(await text(page), WRONG);
    await field(page, 'password').fill(wrong);
    await pressTwice(page, isWrong);
    await assertWrong(page, account.email);
    await field(page, 'password').fill(account.password);
    await pressTwice(page, ({ origin }) => origin === signet.demo);
    await assertSignedIn(page, signet, account.email);
    await page.goBack();
    await leadsBack(page, signet.demo);
    await assertSignedIn(page, signet, account.email);
    await visitor.leave();
  });

  test(`a username and its password sign in, ${mode}`, async () => {
    const username = newUsername();
    const { visitor, page, account } = await onSignIn([CODE_FIRST, USERNAME], { username, ...options });
    await field(page, 'identifier').fill(username);
    await sending(page, () => primary(page).click());
    assert.equal(path(page), PAGE);
    assert.equal(await page.locator('button[name=way]').count(), 0, 'no code goes to a username');
    await enterPassword(page, newPassword());
    await assertWrong(page, username, WRONG_USERNAME);
    await enterPassword(page, account.password);
    await assertSignedIn(page, running.signet, account.email);
    assert.deepEqual(await running.signet.mailbox.messages(account.email), []);
    await visitor.leave();
  });
}

test('where a username may be typed an address still gets its code', async () => {
  const { visitor, page, account } = await onSignIn([CODE_FIRST, USERNAME]);
  await field(page, 'identifier').fill(account.email);
  await sending(page, () => primary(page).click());
  await enterCode(page, await running.signet.mailbox.code(account.email));
  await assertSignedIn(page, running.signet, account.email);
  await visitor.leave();
});

test('where each has its password first, one page takes address or username', async () => {
  const username = newUsername();
  const { visitor, page, account } = await onSignIn([PASSWORD_FIRST, USERNAME], { username });
  await field(page, 'identifier').fill(username);
  await sending(page, () => page.locator('button[name=way][value=code]').click());
  assert.equal(path(page), '/sign-in', 'no code goes to a username');
  assert.equal(await field(page, 'identifier').inputValue(), username);
  assert.equal(await field(page, 'identifier').getAttribute('aria-invalid'), 'true');
  await enterPassword(page, newPassword());
  await says(page, WRONG_USERNAME);
  await field(page, 'identifier').fill(username.toUpperCase());
  await enterPassword(page, account.password);
  await assertSignedIn(page, running.signet, account.email);
  await visitor.leave();
});

test('an address without an account is told the same as a wrong password', async () => {
  const { visitor, page, account } = await onSignIn([CODE_FIRST]);
  const told = [];
  for (const email of [account.email, somebody('stranger')]) {
    await enterEmail(page, email);
    await choosePassword(page);
    await enterPassword(page, newPassword());
    await assertWrong(page, email);
    told.push((await text(page)).replaceAll(email, '…'));
    await page.locator('a').filter({ hasText: /change/i }).click();
    await page.waitForURL(/\/sign-in\?/);
    assert.equal(await field(page, 'email').inputValue(), email);
  }
  assert.equal(told[1], told[0]);
  await visitor.leave();
});

test('a password manager finds whose password it is in the form', async () => {
  const { visitor, page, account } = await onPasswordPage();
  const either = { maxLength: -1, isThere: true };
  assert.deepEqual(await passwordForms(page), [[
    { name: 'identifier', type: 'text', autocomplete: 'username', readOnly: true, value: account.email, ...either },
    { name: 'password', type: 'password', autocomplete: 'current-password', readOnly: false, value: '', ...either },
  ]]);
  await visitor.leave();
});

test('the page is lighter than 40 KB and has a strict policy', async () => {
  const { visitor, page } = await onPasswordPage();
  let response;
  await assertLight(page, async () => {
    response = await page.reload();
  });
  assertStrict(response, await response.text());
  await visitor.leave();
});

test('the page is nothing without a sign-in, without an identifier, and where no password is asked for', async () => {
  const { signet } = running;
  const { visitor, page, account } = await onSignIn([CODE_FIRST]);
  const { search } = new URL(page.url());
  await page.goto(`${signet.url}${PAGE}${search}`);
  assert.equal(path(page), '/sign-in', 'no account was named');
  await enterEmail(page, account.email);
  await choosePassword(page);
  await letIn(running, [{ ...CODE_FIRST, password: false }]);
  await page.reload();
  assert.equal(path(page), '/sign-in', 'no password is asked for any more');
  await page.context().clearCookies();
  await page.goto(`${signet.url}${PAGE}`);
  await says(page, /start again|expired|no longer/i);
  await visitor.leave();
});
