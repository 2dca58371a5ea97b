// Signing in where the password is asked for first: an address and a password on one page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, signInLink, startAtDemo } from '../lib/demo.js';
import { client, data, deploy } from '../lib/logto-api.js';
import { declared, newAccount, newPassword, PASSWORD_FIRST, passwordForms } from '../lib/passwords.js';
import { somebody } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import {
  chooseCode,
  choosePassword,
  enterCode,
  enterPassword,
  leadsBack,
  paste,
  path,
  pressTwice,
  says,
  sending,
  text,
} from '../lib/walk.js';

const running = suite({ browser: true, applications: [deploy], extra: declared(PASSWORD_FIRST) });

const WRONG = /That email or password isn’t right\./;
const isWrong = (url) => url.searchParams.get('error') === 'wrong';
const field = (page, name) => page.locator(`input[name=${name}]`);

/** A visitor on the sign-in page, and an account that may be theirs. */
async function onSignIn({ account = {}, ...options } = {}) {
  const { browser, signet } = running;
  const own = await newAccount(running, account);
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...options });
  await startAtDemo(visitor.page, signet, signInLink);
  return { visitor, page: visitor.page, account: own };
}

async function fill(page, { email, password }) {
  await field(page, 'email').fill(email);
  await field(page, 'password').fill(password);
}

async function enterBoth(page, { email, password }) {
  await field(page, 'email').fill(email);
  await enterPassword(page, password);
}

/** The page says that it was wrong, keeps the address, and waits for the password. */
async function assertWrong(page, email) {
  await says(page, WRONG);
  assert.equal(path(page), '/sign-in');
  assert.equal(await field(page, 'email').inputValue(), email);
  assert.equal(await field(page, 'password').inputValue(), '');
  await page.locator('input[name=password]:focus').waitFor();
  assert.equal(await field(page, 'password').getAttribute('aria-invalid'), 'true');
  const told = page.locator('[aria-live], [role=alert]').filter({ hasText: WRONG });
  assert.ok((await told.count()) > 0, 'the error is announced');
}

for (const javaScript of [true, false]) {
  const mode = javaScript ? 'with the script' : 'without the script';
  const options = { javaScriptEnabled: javaScript };

  test(`a wrong password is told and the address is kept; then the right one signs in, ${mode}`, async () => {
    const { visitor, page, account } = await onSignIn(options);
    const wrong = newPassword();
    await enterBoth(page, { ...account, password: wrong });
    await assertWrong(page, account.email);
    await enterPassword(page, account.password);
    await assertSignedIn(page, running.signet, account.email);
    assert.deepEqual(await running.signet.mailbox.messages(account.email), [], 'no code was mailed');
    const leaking = (line) => line.includes(wrong) || line.includes(account.password);
    assert.deepEqual(visitor.requests.filter(leaking), [], 'no password stands in an address');
    await visitor.leave();
  });

  test(`a code may be had instead, ${mode}`, async () => {
    const { visitor, page, account } = await onSignIn(options);
    await field(page, 'email').fill(account.email);
    await chooseCode(page);
    const code = await running.signet.mailbox.code(account.email);
    await enterCode(page, code, { javaScript });
    await assertSignedIn(page, running.signet, account.email);
    await visitor.leave();
  });

  test(`back, reload and a second press after a wrong password do no harm, ${mode}`, async () => {
    const { visitor, page, account } = await onSignIn(options);
    const wrong = { ...account, password: newPassword() };
    await enterBoth(page, wrong);
    const posts = () => visitor.requests.filter((line) => line.startsWith('POST ')).length;
    const sent = posts();
    await page.reload();
    await assertWrong(page, account.email);
    assert.equal(posts(), sent, 'a reload sends nothing again');
    await page.goBack();
    assert.doesNotMatch(await text(page), WRONG);
    assert.equal(await field(page, 'password').inputValue(), '');
    await fill(page, wrong);
    await pressTwice(page, isWrong);
    await assertWrong(page, account.email);
    await enterPassword(page, account.password);
    await assertSignedIn(page, running.signet, account.email);
    await visitor.leave();
  });

  test(`a second press of the right password, reload and back after it do no harm, ${mode}`, async () => {
    const { signet } = running;
    const { visitor, page, account } = await onSignIn(options);
    await fill(page, account);
    await pressTwice(page, ({ origin }) => origin === signet.demo);
    await assertSignedIn(page, signet, account.email);
    await page.reload();
    await assertSignedIn(page, signet, account.email);
    await page.goBack();
    await leadsBack(page, signet.demo);
    await assertSignedIn(page, signet, account.email);
    await visitor.leave();
  });
}

test('the code page leads to the password again', async () => {
  const { visitor, page, account } = await onSignIn();
  await field(page, 'email').fill(account.email);
  await chooseCode(page);
  await says(page, /use your password/i);
  await choosePassword(page);
  await enterPassword(page, account.password);
  await assertSignedIn(page, running.signet, account.email);
  await visitor.leave();
});

test('an address without an account is told the same as a wrong password', async () => {
  const { visitor, page, account } = await onSignIn();
  const told = [];
  for (const email of [account.email, somebody('stranger')]) {
    await enterBoth(page, { email, password: newPassword() });
    await assertWrong(page, email);
    told.push(await text(page));
  }
  assert.equal(told[1], told[0]);
  await visitor.leave();
});

test('no password at all is told, and is no wrong one', async () => {
  const { visitor, page, account } = await onSignIn();
  await enterBoth(page, { ...account, password: '' });
  await says(page, /Enter your password\./);
  assert.doesNotMatch(await text(page), WRONG);
  assert.equal(await field(page, 'email').inputValue(), account.email);
  await page.locator('input[name=password]:focus').waitFor();
  await visitor.leave();
});

test('a password is shown and hidden again, and hidden when it is sent', async () => {
  const { visitor, page, account } = await onSignIn();
  const show = page.locator('form button[type=button]');
  const password = field(page, 'password');
  await password.fill(account.password);
  for (const [type, label] of [['text', /hide/i], ['password', /show/i], ['text', /hide/i]]) {
    await show.click();
    assert.equal(await password.getAttribute('type'), type);
    assert.equal(await password.inputValue(), account.password);
    assert.match(await show.innerText(), label);
  }
  const typeWhenSent = await page.evaluate(() => {
    const form = document.querySelector('form');
    addEventListener('submit', (event) => event.preventDefault(), { once: true });
    form.requestSubmit();
    return form.elements.password.type;
  });
  assert.equal(typeWhenSent, 'password');
  await visitor.leave();
});

test('without the script nothing offers to show the password', async () => {
  const { visitor, page } = await onSignIn({ javaScriptEnabled: false });
  assert.equal(await page.locator('form button').filter({ hasText: /show/i, visible: true }).count(), 0);
  await visitor.leave();
});

test('a password manager finds one form with the username and the current password', async () => {
  const { visitor, page, account } = await onSignIn();
  const either = { maxLength: -1, readOnly: false, value: '', isThere: true };
  assert.deepEqual(await passwordForms(page), [[
    { name: 'email', type: 'email', autocomplete: 'username', ...either },
    { name: 'password', type: 'password', autocomplete: 'current-password', ...either },
  ]]);
  // The key of a form is the first button that sends it: not the one that asks for a code.
  await fill(page, account);
  await sending(page, () => field(page, 'password').press('Enter'));
  await assertSignedIn(page, running.signet, account.email);
  await visitor.leave();
});

test('a long password of any script is pasted whole', async () => {
  const password = `${newPassword()} ${'Grüße, 東京 🗝 '.repeat(14)}!`;
  const { visitor, page, account } = await onSignIn({ account: { password } });
  await field(page, 'email').fill(account.email);
  await paste(field(page, 'password'), password);
  assert.equal(await field(page, 'password').inputValue(), password);
  await sending(page, () => field(page, 'password').press('Enter'));
  await assertSignedIn(page, running.signet, account.email);
  await visitor.leave();
});

test('a person who is suspended is told so after the right password only', async () => {
  const { visitor, page, account } = await onSignIn();
  const logto = await client(running);
  const suspension = { params: { path: { userId: account.id } }, body: { isSuspended: true } };
  data(await logto.PATCH('/api/users/{userId}/is-suspended', suspension));
  const flow = new URL(page.url()).searchParams.get('flow');
  await enterBoth(page, { ...account, password: newPassword() });
  await assertWrong(page, account.email);
  await enterPassword(page, account.password);
  await says(page, /your account is suspended/i);
  const { events } = data(await logto.GET('/api/signet/events', { params: { query: { flow } } }));
  const tried = events.filter(({ kind }) => kind.startsWith('password.'));
  assert.deepEqual(tried.map(({ kind }) => kind), ['password.accepted', 'password.wrong']);
  assert.equal(tried[0].data.next, 'suspended');
  await page.reload();
  await says(page, /your account is suspended/i);
  await page.goto(running.signet.demo);
  assert.ok(!(await text(page)).includes(account.email), 'no session was made');
  await visitor.leave();
});
