// Why somebody cannot sign in: a person tries and fails, the page names the cause and the one thing to do, in English
// and in French, and after that the same attempt works.
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
import { enterCode, enterEmail, resend, says, saysUnsent } from '../../lib/walk.js';
import { configureMailgun, fieldFor } from './configure.js';
import { assertWellInBoth, button, done, leave, OPERATOR, saved, tokenOf } from './enter.js';
import { answerOf, assertCanSignIn, assertCause, ask as askThere, searchFor } from './explained.js';
import * as faults from './faults.js';
import { Languages } from './languages.js';

/** As many wrong codes as an address may have, and as many mails. */
const WRONG_CODES = 3;
const MAILS = 10;

const mailgun = await startMailgun();
const bookstore = await planRelyingParty({ id: 'bookstore', name: 'Bookstore' });

/** One operator is in the console from the beginning to the end, and changes its language. */
let operator;
const languages = new Languages();
const w = languages.words;

const running = suite({
  browser: true,
  command: 'serve',
  mailbox: mailgun,
  plans: [bookstore],
  extra: [
    `[outbound]\nallow = ["${mailgun.place}"]`,
    `[limits]\nfailures_per_address = "${WRONG_CODES}/1h"\nsends_per_recipient = "${MAILS}/10m"\n`,
  ].join('\n'),
  begin: async ({ browser, signet }) => {
    operator = await newVisitor(browser, {
      origins: [signet.url],
      locale: languages.spoken,
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    return async () => {
      await mailgun.stop();
      await leave(operator);
    };
  },
});

const ask = (question) => askThere(operator.page, w, running.signet, question);

/** The answer names this fault, in the language that is spoken. */
const assertFault = ({ check, remedy, ...said }, address) =>
  assertCause(operator.page, w, { address, check, remedy, ...said[languages.spoken] });

/** Asked in both languages, the page names this fault. */
const assertNamed = (fault, question) => languages.inBoth(operator.page, async () => {
  await ask(question);
  await assertFault(fault, question.address);
});

/** The one thing to do leads to a place of the console. */
async function goToRemedy(remedy, place) {
  const { page } = operator;
  await answerOf(page).getByRole('link', { name: w(`remedy-${remedy}`), exact: true }).click();
  await page.waitForURL(running.signet.url + place);
}

/** The one thing is done at once, said, and the answer is that of somebody who can sign in. */
async function remedyAtOnce(remedy, values) {
  const { page } = operator;
  await answerOf(page).getByRole('button', { name: w(`remedy-${remedy}`), exact: true }).click();
  await page.getByText(w(`remedied-${remedy}`, values), { exact: true }).first().waitFor();
  await assertCanSignIn(page);
}

test('without a connector no code leaves, until one is configured', async () => {
  const { page } = operator;
  const address = somebody();
  await beginAdministration(page, running.signet, OPERATOR);
  await page.locator('#main h1').waitFor();
  const person = await atSignIn(running, bookstore, 'en');
  await enterEmail(person.page, address);
  await saysUnsent(person.page);
  await assertNamed(faults.noConnector, { address });
  await goToRemedy('openConnectors', '/console/connectors/email-sms');
  await configureMailgun(page, w, mailgun);
  await ask({ address });
  await assertCanSignIn(page);
  await proveAddress(page, running.signet, OPERATOR);
  await goOnWithAnother(running, person, bookstore, address);
});

test('a provider that refuses the key is quoted, and the key replaced', async () => {
  const { page } = operator;
  const address = somebody();
  const authorization = await tokenOf(page, running.signet);
  const [{ id }] = await done(running.signet, authorization, 'GET', '/connectors');
  const config = { ...mailgun.config, apiKey: 'not-the-key-of-this-account' };
  await done(running.signet, authorization, 'PATCH', `/connectors/${id}`, { config });
  const person = await atSignIn(running, bookstore, 'fr');
  await enterEmail(person.page, address);
  await saysUnsent(person.page);
  await assertNamed(faults.wrongKey, { address });
  await goToRemedy('openConnectors', '/console/connectors/email-sms');
  await page.getByRole('link', { name: 'Mailgun', exact: true }).click();
  await page.getByRole('button', { name: new RegExp(`^${w('replace')} `) }).click();
  await fieldFor(page, 'apiKey').fill(mailgun.config.apiKey);
  await button(page, w('save-changes')).click();
  await saved(page, w);
  await ask({ address });
  await assertCanSignIn(page);
  await goOnWithAnother(running, person, bookstore, address);
});

test('an unknown address is kept out where nobody may sign up, until that is allowed', async () => {
  const { page } = operator;
  const address = somebody();
  await done(running.signet, await tokenOf(page, running.signet), 'PATCH', '/sign-in-exp', { signInMode: 'SignIn' });
  const person = await tryWithCode(running, bookstore, 'en', address);
  await says(person.page, /New accounts can’t be created here/);
  await person.leave();
  await searchFor(page, address, w('explain-of', { address }));
  await page.waitForURL(/\/users\/explain\?identifier=/);
  await page.getByRole('heading', { name: w('attempts-of', { address }), exact: true }).waitFor();
  await page.locator('.events summary').first().waitFor();
  await assertFault(faults.closed, address);
  await assertNamed(faults.closed, { address });
  await goToRemedy('openSignInExperience', '/console/sign-in-experience/sign-up-and-sign-in');
  await page.getByRole('checkbox', { name: w('registration-open'), exact: true }).check();
  await button(page, w('save-changes')).click();
  await saved(page, w);
  await ask({ address });
  await assertCanSignIn(page);
  await signIn(running, bookstore, 'en', address);
});

test('a suspended person is named, and let in again at once', async () => {
  const { page } = operator;
  const address = somebody();
  await signIn(running, bookstore, 'fr', address);
  await page.getByRole('link', { name: w('users'), exact: true }).first().click();
  await page.getByRole('link', { name: address, exact: true }).click();
  await button(page, w('suspend')).click();
  await page.getByText(w('user-suspended', { name: address }), { exact: true }).waitFor();
  const person = await tryWithCode(running, bookstore, 'fr', address);
  await says(person.page, /Votre compte est suspendu/);
  await person.leave();
  await assertNamed(faults.suspended, { address });
  await remedyAtOnce('resumeUser', { address });
  await signIn(running, bookstore, 'fr', address);
});

test('too many wrong codes make a person wait, until the limit is lifted', async () => {
  const address = somebody();
  const person = await atSignIn(running, bookstore, 'en');
  await enterEmail(person.page, address);
  const code = await running.signet.mailbox.code(address);
  for (let times = 0; times < WRONG_CODES; times += 1) await enterCode(person.page, Mailbox.wrong(code));
  await enterCode(person.page, code);
  await says(person.page, /Too many wrong codes/);
  await assertNamed(faults.wrongCodes, { address });
  await remedyAtOnce('liftLimits', { address });
  await goOn(running, person, bookstore, address, code);
});

test('too many mails make a person wait, until the limit is lifted', async () => {
  const address = somebody();
  const person = await atSignIn(running, bookstore, 'fr');
  await enterEmail(person.page, address);
  for (let times = 1; times <= MAILS; times += 1) {
    // A mail that has not left when another code is asked for is withdrawn.
    await running.signet.mailbox.next(address);
    await resend(person.page);
  }
  await says(person.page, /déjà envoyé plusieurs codes/);
  await assertNamed(faults.manyMails, { address });
  await remedyAtOnce('liftLimits', { address });
  await goOnWithAnother(running, person, bookstore, address);
});

/** An application of the console whose callback is not registered, and what serves it. */
async function misregistered(t, authorization, name) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const oidcClientMetadata = { redirectUris: [`${url}/other`], postLogoutRedirectUris: [] };
  const wanted = { name, type: 'SPA', oidcClientMetadata };
  const { id } = await done(running.signet, authorization, 'POST', '/applications', wanted);
  const rp = await startRelyingParty({ id, name, port, url }, running.signet.issuer);
  t.after(() => rp.stop());
  return { id, name, url };
}

test('a refused redirect URI is found by its reference, named and added at once', async (t) => {
  const { page } = operator;
  const address = somebody();
  const library = await misregistered(t, await tokenOf(page, running.signet), 'Library');
  const redirectUri = `${library.url}/callback`;
  const person = await atSignIn(running, library, 'en');
  const reference = await person.page.locator('.reference').innerText();
  await says(person.page, /This application can’t sign you in/);
  await person.leave();

  await languages.inBoth(page, async () => {
    await searchFor(page, reference, w('events-of-request', { id: reference }));
    await page.waitForURL(new RegExp(`/activity/events\\?requestId=${reference}$`));
    await page.locator('#main').getByText(redirectUri).first().waitFor();
    await assertWellInBoth(page);
  });

  const fault = faults.notRegistered(library.name, redirectUri, `${library.url}/other`);
  await assertNamed(fault, { address, application: library.name, redirectUri });
  await remedyAtOnce('addRedirectUri', { uri: redirectUri });
  await signIn(running, library, 'en', address);
});
