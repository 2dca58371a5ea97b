// How people sign in, as an operator chooses it: a password of an address beside its code, which of both is asked for
// first, a username, and whether new people choose a password, too; the sentences above the settings tell it before it is
// saved, and what is refused stands at its row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, assertWellInBoth, button, done, enterConsole, leave, saved, tokenOf } from './enter.js';
import { ZOOMED } from './hands.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

const EMAIL = { identifier: 'email', password: false, verificationCode: true, isPasswordPrimary: false };
const BOTH = { ...EMAIL, password: true, isPasswordPrimary: true };
const USERNAME = { identifier: 'username', password: true, verificationCode: false, isPasswordPrimary: false };

/** What an instance begins with, so that each language does. */
const BEGINNING = {
  signInMode: 'SignInAndRegister',
  signUp: { identifiers: ['email'], password: false, verify: true },
  signIn: { methods: [EMAIL] },
  passwordPolicy: {},
};

/** The preview may not take the focus. */
const EXPECTED = /Blocked autofocusing/;

const DESK = { width: 1280, height: 900 };

/** What is said of the settings, one change after the other. */
const SAYS = {
  en: {
    code: 'New people sign up with an email address and a code. Returning people sign in with an email address and a code.',
    codeFirst: 'New people sign up with an email address and a code. Returning people sign in with an email address and a code (or a password).',
    passwordFirst: 'New people sign up with an email address and a code. Returning people sign in with an email address and a password (or a code).',
    usernameToo: 'New people sign up with an email address and a code. Returning people sign in with an email address and a password (or a code) or a username and a password.',
    usernameFirst: 'New people sign up with an email address and a code. Returning people sign in with a username and a password or an email address and a password (or a code).',
    unasked: 'New people sign up with an email address, a code and a password. Returning people sign in with an email address and a code.',
    created: 'New people sign up with an email address, a code and a password. Returning people sign in with an email address and a code (or a password).',
    closed: 'New people cannot sign up. Returning people sign in with an email address and a password.',
  },
  fr: {
    code: 'Les nouveaux s’inscrivent avec une adresse e-mail et un code. Les habitués se connectent avec une adresse e-mail et un code.',
    codeFirst: 'Les nouveaux s’inscrivent avec une adresse e-mail et un code. Les habitués se connectent avec une adresse e-mail et un code (ou un mot de passe).',
    passwordFirst: 'Les nouveaux s’inscrivent avec une adresse e-mail et un code. Les habitués se connectent avec une adresse e-mail et un mot de passe (ou un code).',
    usernameToo: 'Les nouveaux s’inscrivent avec une adresse e-mail et un code. Les habitués se connectent avec une adresse e-mail et un mot de passe (ou un code) ou un nom d’utilisateur et un mot de passe.',
    usernameFirst: 'Les nouveaux s’inscrivent avec une adresse e-mail et un code. Les habitués se connectent avec un nom d’utilisateur et un mot de passe ou une adresse e-mail et un mot de passe (ou un code).',
    unasked: 'Les nouveaux s’inscrivent avec une adresse e-mail, un code et un mot de passe. Les habitués se connectent avec une adresse e-mail et un code.',
    created: 'Les nouveaux s’inscrivent avec une adresse e-mail, un code et un mot de passe. Les habitués se connectent avec une adresse e-mail et un code (ou un mot de passe).',
    closed: 'Les nouveaux ne peuvent pas s’inscrire. Les habitués se connectent avec une adresse e-mail et un mot de passe.',
  },
};

const rowOf = (page, w, kind) => page.getByRole('group', { name: w(`identifier-${kind}`), exact: true });
const factorOf = (row, w, id) => row.getByRole('checkbox', { name: w(id), exact: true });
const askedFirst = (row, w) => row.getByRole('combobox', { name: w('asked-first'), exact: true });
const says = (page, sentences) => page.getByText(sentences, { exact: true }).waitFor();

/** Opens the page with nothing changed yet. */
async function open(page, w) {
  await page.goto(`${running.signet.url}/console/sign-in-experience/sign-up-and-sign-in`);
  await rowOf(page, w, 'email').waitFor();
}

/** An operator on that page, and what calls the API beside it. */
async function begin(language, w) {
  const visitor = await enterConsole(running, { language });
  const authorization = await tokenOf(visitor.page, running.signet);
  const api = (method, body) => done(running.signet, authorization, method, '/sign-in-exp', body);
  await api('PATCH', BEGINNING);
  await open(visitor.page, w);
  return { visitor, page: visitor.page, api };
}

/** Ends a walk; what was refused on it is forgiven. */
async function end(visitor) {
  visitor.problems = visitor.problems.filter((problem) => !EXPECTED.test(problem));
  await leave(visitor);
}

async function save(page, w) {
  await button(page, w('save-changes')).click();
  await saved(page, w);
}

/** The server refuses it in words of its own, which stand at the row. */
async function refuse({ page, api }, w, row) {
  const answer = page.waitForResponse((one) => one.url().endsWith('/api/sign-in-exp') && one.request().method() === 'PATCH');
  await button(page, w('save-changes')).click();
  const refused = await answer;
  assert.equal(refused.status(), 400);
  await row.getByText((await refused.json()).message, { exact: true }).waitFor();
  const { signUp, signIn } = await api('GET');
  assert.deepEqual({ signUp, signIn }, { signUp: BEGINNING.signUp, signIn: BEGINNING.signIn });
  // At the end of the page the tools of the preview lie half below its head.
  await page.evaluate(() => scrollTo(0, 0));
  await assertWellInBoth(page);
}

/** Looks at the page in both themes, and on a small screen. */
async function lookAt(page) {
  await assertWellInBoth(page);
  await page.setViewportSize(ZOOMED);
  await assertWell(page);
  await page.setViewportSize(DESK);
}

/** A password beside the code of an address, and asked for before it. */
async function addPassword({ page, api }, w, told) {
  const row = rowOf(page, w, 'email');
  await says(page, told.code);
  assert.equal(await askedFirst(row, w).count(), 0, 'what is asked for first is asked where there is one factor');
  await factorOf(row, w, 'password').check();
  await says(page, told.codeFirst);
  await askedFirst(row, w).selectOption({ label: w('password-first') });
  await says(page, told.passwordFirst);
  await lookAt(page);
  assert.deepEqual((await api('GET')).signIn.methods, [EMAIL]);
  await save(page, w);
  assert.deepEqual((await api('GET')).signIn.methods, [BOTH]);
  await open(page, w);
  await says(page, told.passwordFirst);
  assert.equal(await askedFirst(row, w).inputValue(), 'password');
}

/** A username, which has a password and nothing else, and is moved before the address. */
async function addUsername({ page, api }, w, told) {
  const name = w('identifier-username'), row = rowOf(page, w, 'username');
  await button(page, w('add-identifier', { identifier: name })).click();
  await says(page, told.usernameToo);
  const code = factorOf(row, w, 'verification-code');
  assert.deepEqual([await code.isChecked(), await code.isDisabled()], [false, true]);
  await row.getByText(w('no-code'), { exact: true }).waitFor();
  assert.ok(await factorOf(row, w, 'password').isChecked());
  assert.equal(await askedFirst(row, w).count(), 0);
  await button(row, w('move-up', { of: name })).click();
  await says(page, told.usernameFirst);
  await lookAt(page);
  await save(page, w);
  assert.deepEqual((await api('GET')).signIn.methods, [USERNAME, BOTH]);
  await open(page, w);
  await says(page, told.usernameFirst);
}

/** Where a password is all that is asked for, a longer one is proposed, and saved with the settings. */
async function askForLonger({ page, api }, w) {
  const advice = page.getByText(w('password-short', { least: '8', enough: '15', member: 'passwordPolicy.length.min' }), { exact: true });
  await advice.waitFor();
  await button(page, w('password-longer', { enough: '15' })).click();
  await advice.waitFor({ state: 'detached' });
  await save(page, w);
  assert.equal((await api('GET')).passwordPolicy.length.min, 15);
}

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);
  const told = SAYS[language];

  test(`people sign in by a password once an operator says so (${language})`, { timeout: 180_000 }, async () => {
    const operator = await begin(language, w);
    await addPassword(operator, w, told);
    await addUsername(operator, w, told);
    await askForLonger(operator, w);
    await operator.api('PATCH', BEGINNING);
    await end(operator.visitor);
  });

  test(`new people choose a password once a row asks for it (${language})`, { timeout: 120_000 }, async () => {
    const operator = await begin(language, w);
    const { visitor, page, api } = operator;
    const row = rowOf(page, w, 'email');
    const signUp = page.getByRole('region', { name: w('sign-up'), exact: true });
    await factorOf(signUp, w, 'create-a-password').check();
    await says(page, told.unasked);
    const warning = row.getByText(w('needs-sign-up-password'), { exact: true });
    await warning.waitFor();
    await refuse(operator, w, row);

    await factorOf(row, w, 'password').check();
    await says(page, told.created);
    await warning.waitFor({ state: 'detached' });
    await save(page, w);
    const kept = await api('GET');
    assert.deepEqual(kept.signUp, { ...BEGINNING.signUp, password: true });
    assert.deepEqual(kept.signIn.methods, [{ ...EMAIL, password: true }]);
    await open(page, w);
    await says(page, told.created);
    await lookAt(page);
    await end(visitor);
  });

  test(`what cannot be saved of a row is said there (${language})`, { timeout: 120_000 }, async () => {
    const operator = await begin(language, w);
    const { visitor, page } = operator;
    const row = rowOf(page, w, 'email');
    await factorOf(row, w, 'password').check();
    await factorOf(row, w, 'verification-code').uncheck();
    const warning = row.getByText(w('needs-code'), { exact: true });
    await warning.waitFor();
    await refuse(operator, w, row);

    await page.getByRole('checkbox', { name: w('registration-open'), exact: true }).uncheck();
    await says(page, told.closed);
    await warning.waitFor({ state: 'detached' });
    await button(page, w('discard')).click();
    await says(page, told.code);

    await button(page, w('add-identifier', { identifier: w('identifier-username') })).click();
    const username = rowOf(page, w, 'username');
    await factorOf(username, w, 'password').uncheck();
    await username.getByText(w('needs-password'), { exact: true }).waitFor();
    assert.ok(await button(page, w('save-changes')).isDisabled());
    await assertWellInBoth(page);
    await button(page, w('discard')).click();
    await username.waitFor({ state: 'detached' });
    await end(visitor);
  });
}
