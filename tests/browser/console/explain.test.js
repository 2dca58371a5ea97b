// Why somebody cannot sign in: a person tries and fails, the page names the cause and the one thing to do,
// and after that the same attempt works.
import { test } from 'node:test';
import { atSignIn, goOn, goOnWithAnother, signIn, tryWithCode } from '../../lib/attempt.js';
import { newVisitor } from '../../lib/browser.js';
import { beginAdministration, proveAddress } from '../../lib/host.js';
import { Mailbox } from '../../lib/mailbox.js';
import { startMailgun } from '../../lib/mailgun.js';
import { somebody } from '../../lib/people.js';
import { freePort } from '../../lib/port.js';
import { planRelyingParty, startRelyingParty } from '../../lib/relying-party.js';
import { suite } from '../../lib/suite.js';
import { enterCode, enterEmail, resend, says } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { configureMailgun } from './configure.js';
import { assertWell, button, done, enterConsole, leave, OPERATOR, saved, tokenOf } from './enter.js';
import { answerOf, assertCanSignIn, assertCause, ask as askThere } from './explained.js';

/** As many wrong codes as an address may have, and as many mails. */
const WRONG_CODES = 3;
const MAILS = 10;

const mailgun = await startMailgun();
const bookstore = await planRelyingParty({ id: 'bookstore', name: 'Bookstore' });
const running = suite({
  browser: true,
  command: 'serve',
  mailbox: mailgun,
  plans: [bookstore],
  extra: `[outbound]\nallow = ["${mailgun.place}"]\n[limits]\nfailures_per_address = "${WRONG_CODES}/1h"\nsends_per_recipient = "${MAILS}/10m"\n`,
  begin: () => () => mailgun.stop(),
});

const ask = (page, w, question) => askThere(page, w, running.signet, question);

/** The one thing to do leads to a place of the console. */
async function goToRemedy(page, w, remedy, place) {
  await answerOf(page).getByRole('link', { name: w(`remedy-${remedy}`), exact: true }).click();
  await page.waitForURL(running.signet.url + place);
}

/** The one thing is done at once, said, and the answer is that of somebody who can sign in. */
async function remedyAtOnce(page, w, remedy, values) {
  await answerOf(page).getByRole('button', { name: w(`remedy-${remedy}`), exact: true }).click();
  await page.getByText(w(`remedied-${remedy}`, values), { exact: true }).first().waitFor();
  await assertCanSignIn(page);
}

/** Pastes something into the search, which leads straight to what it names. */
async function searchFor(page, text, wanted) {
  await page.keyboard.press('Control+K');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill(text);
  await dialog.getByRole('option', { name: wanted, exact: true }).waitFor();
  await assertWell(page);
  await page.keyboard.press('Enter');
}

test('without a connector no code leaves, until one is configured', async () => {
  const w = wordsOf('en');
  const address = somebody();
  const operator = await newVisitor(running.browser, { origins: [running.signet.url], locale: 'en', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const { page } = operator;
  await beginAdministration(page, running.signet, OPERATOR);
  await page.locator('#main h1').waitFor();
  const person = await atSignIn(running, bookstore, 'en');
  await enterEmail(person.page, address);
  await person.page.locator('[data-failed]:visible').waitFor();
  await ask(page, w, { address });
  await assertCause(page, w, { address, check: 'mail', why: /cannot sign in to Bookstore.*No e-mail connector/, remedy: 'openConnectors' });
  await goToRemedy(page, w, 'openConnectors', '/console/connectors/email-sms');
  await configureMailgun(page, w, mailgun);
  await ask(page, w, { address });
  await assertCanSignIn(page);
  await proveAddress(page, running.signet, OPERATOR);
  await leave(operator);
  await goOnWithAnother(running, person, bookstore, address);
});

test('a provider that refuses the key is quoted, and the key replaced (fr)', async () => {
  const w = wordsOf('fr');
  const address = somebody();
  const operator = await enterConsole(running, { language: 'fr' });
  const { page } = operator;
  const authorization = await tokenOf(page, running.signet);
  const [{ id }] = await done(running.signet, authorization, 'GET', '/connectors');
  await done(running.signet, authorization, 'PATCH', `/connectors/${id}`, { config: { ...mailgun.config, apiKey: 'not-the-key-of-this-account' } });
  const person = await atSignIn(running, bookstore, 'fr');
  await enterEmail(person.page, address);
  await person.page.locator('[data-failed]:visible').waitFor();
  await ask(page, w, { address });
  await assertCause(page, w, { address, check: 'mail', why: /ne peut pas se connecter à Bookstore.*401/, remedy: 'openConnectors' });
  await goToRemedy(page, w, 'openConnectors', '/console/connectors/email-sms');
  await page.getByRole('link', { name: 'Mailgun', exact: true }).click();
  await page.getByRole('button', { name: new RegExp(`^${w('replace')} `) }).click();
  await page.getByLabel('apiKey').fill(mailgun.config.apiKey);
  await button(page, w('save-changes')).click();
  await saved(page, w);
  await ask(page, w, { address });
  await assertCanSignIn(page);
  await leave(operator);
  await goOnWithAnother(running, person, bookstore, address);
});

test('an unknown address is kept out where nobody may sign up, until that is allowed', async () => {
  const w = wordsOf('en');
  const address = somebody();
  const operator = await enterConsole(running);
  const { page } = operator;
  await done(running.signet, await tokenOf(page, running.signet), 'PATCH', '/sign-in-exp', { signInMode: 'SignIn' });
  const person = await tryWithCode(running, bookstore, 'en', address);
  await says(person.page, /New accounts can’t be created here/);
  await person.leave();
  await searchFor(page, address, w('explain-of', { address }));
  await page.waitForURL(/\/users\/explain\?identifier=/);
  await page.getByRole('heading', { name: w('attempts-of', { address }), exact: true }).waitFor();
  await page.locator('.events summary').first().waitFor();
  await assertCause(page, w, { address, check: 'account', why: /no account with this address/, remedy: 'openSignInExperience' });
  await goToRemedy(page, w, 'openSignInExperience', '/console/sign-in-experience/sign-up-and-sign-in');
  await page.getByRole('checkbox', { name: w('registration-open'), exact: true }).check();
  await button(page, w('save-changes')).click();
  await saved(page, w);
  await ask(page, w, { address });
  await assertCanSignIn(page);
  await leave(operator);
  await signIn(running, bookstore, 'en', address);
});

test('a suspended person is named, and let in again at once (fr)', async () => {
  const w = wordsOf('fr');
  const address = somebody();
  await signIn(running, bookstore, 'fr', address);
  const operator = await enterConsole(running, { language: 'fr', path: `/console/users?q=${encodeURIComponent(address)}` });
  const { page } = operator;
  await page.getByRole('link', { name: address, exact: true }).click();
  await button(page, w('suspend')).click();
  await page.getByText(w('user-suspended', { name: address }), { exact: true }).waitFor();
  const person = await tryWithCode(running, bookstore, 'fr', address);
  await says(person.page, /Votre compte est suspendu/);
  await person.leave();
  await ask(page, w, { address });
  await assertCause(page, w, { address, check: 'suspension', why: /Le compte est suspendu/, remedy: 'resumeUser' });
  await remedyAtOnce(page, w, 'resumeUser', { address });
  await leave(operator);
  await signIn(running, bookstore, 'fr', address);
});

test('too many wrong codes make a person wait, until the limit is lifted', async () => {
  const w = wordsOf('en');
  const address = somebody();
  const person = await atSignIn(running, bookstore, 'en');
  await enterEmail(person.page, address);
  const code = await running.signet.mailbox.code(address);
  for (let times = 0; times < WRONG_CODES; times += 1) await enterCode(person.page, Mailbox.wrong(code));
  await enterCode(person.page, code);
  await says(person.page, /Too many wrong codes/);
  const operator = await enterConsole(running);
  const { page } = operator;
  await ask(page, w, { address });
  await assertCause(page, w, { address, check: 'limits', why: /As many wrong codes/, remedy: 'liftLimits' });
  await remedyAtOnce(page, w, 'liftLimits', { address });
  await leave(operator);
  await goOn(running, person, bookstore, address, code);
});

test('too many mails make a person wait, until the limit is lifted (fr)', async () => {
  const w = wordsOf('fr');
  const address = somebody();
  const person = await atSignIn(running, bookstore, 'fr');
  await enterEmail(person.page, address);
  for (let times = 1; times <= MAILS; times += 1) await resend(person.page);
  await says(person.page, /déjà envoyé plusieurs codes/);
  for (let times = 0; times < MAILS; times += 1) await running.signet.mailbox.next(address);
  const operator = await enterConsole(running, { language: 'fr' });
  const { page } = operator;
  await ask(page, w, { address });
  await assertCause(page, w, { address, check: 'limits', why: /Le nombre maximal de codes a été envoyé à cette adresse/, remedy: 'liftLimits' });
  await remedyAtOnce(page, w, 'liftLimits', { address });
  await leave(operator);
  await goOnWithAnother(running, person, bookstore, address);
});

/** An application of the console whose callback is not registered, and what serves it. */
async function misregistered(t, authorization, name) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const oidcClientMetadata = { redirectUris: [`${url}/other`], postLogoutRedirectUris: [] };
  const { id } = await done(running.signet, authorization, 'POST', '/applications', { name, type: 'SPA', oidcClientMetadata });
  const rp = await startRelyingParty({ id, name, port, url }, running.signet.issuer);
  t.after(() => rp.stop());
  return { id, name, url };
}

for (const language of ['en', 'fr']) {
  test(`a refused redirect URI is found by its reference, named and added at once (${language})`, async (t) => {
    const w = wordsOf(language);
    const address = somebody();
    const operator = await enterConsole(running, { language });
    const { page } = operator;
    const library = await misregistered(t, await tokenOf(page, running.signet), `Library ${language}`);
    const redirectUri = `${library.url}/callback`;
    const person = await atSignIn(running, library, language);
    const reference = await person.page.locator('.reference').innerText();
    await person.leave();

    await searchFor(page, reference, w('events-of-request', { id: reference }));
    await page.waitForURL(new RegExp(`/activity/events\\?requestId=${reference}$`));
    await page.locator('#main').getByText(redirectUri).first().waitFor();
    await assertWell(page);

    await ask(page, w, { address, application: library.name, redirectUri });
    await assertCause(page, w, { address, check: 'redirectUri', why: new RegExp(`${redirectUri}.*${library.url}/other`), remedy: 'addRedirectUri' });
    await remedyAtOnce(page, w, 'addRedirectUri', { uri: redirectUri });
    await leave(operator);
    await signIn(running, library, language, address);
  });
}
