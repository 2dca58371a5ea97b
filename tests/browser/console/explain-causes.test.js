// Why somebody cannot sign in, for what an operator or time did: an application that was taken out of the file, a
// mode that keeps accounts out, an identifier that is no address, a code that was typed too late; and nothing at all.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { atSignIn, goOn, goOnWithAnother, signIn, tryWithCode } from '../../lib/attempt.js';
import { somebody } from '../../lib/people.js';
import { planRelyingParty } from '../../lib/relying-party.js';
import { configuration } from '../../lib/signet.js';
import { suite } from '../../lib/suite.js';
import { enterCode, enterEmail, primary, says, sending } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWellInBoth, button, done, enterConsole, leave, saved, tokenOf } from './enter.js';
import { answerOf, ask as askThere, assertCanSignIn, assertCause } from './explained.js';

/** All checks where people sign in by a code alone, in the order in which they are made. */
const CHECKS = ['application', 'redirectUri', 'identifier', 'account', 'suspension', 'limits', 'mail', 'code', 'expected', 'chosen', 'fresh', 'consent'];

/** For how many seconds a code may be typed. */
const LIFETIME = 600;

const NUMBER = '+33612345678';

/** What the person is told. */
const TOLD = {
  en: {
    unknown: /We don’t know this application/,
    closed: /is already registered, and only new accounts can be created here\./,
    invalid: /That doesn’t look like an email address\./,
    expired: /This code has expired\. Ask for a new one below\./,
  },
  fr: {
    unknown: /Application inconnue/,
    closed: /est déjà enregistrée, et seuls de nouveaux comptes peuvent être créés ici\./,
    invalid: /Cette adresse e-mail ne semble pas valide\./,
    expired: /Ce code a expiré\. Demandez-en un nouveau ci-dessous\./,
  },
};

/** What the operator is told: sentences, and single checks with what helps. */
const SAYS = {
  en: {
    can: (who) => `${who} can sign in to Bookstore.`,
    cannot: (who) => `${who} cannot sign in to Bookstore: `,
    disabled: /cannot sign in to Library: Library is disabled\.$/,
    onlyNew: /cannot sign in to Bookstore: Only new accounts are let in: who has one may not sign in by an e-mail address\.$/,
    noAddress: { because: `"${NUMBER}" is no e-mail address, and nothing else lets people in.`, remedy: 'Have them type the e-mail address of their account.' },
    // What has begun counts as a whole minute.
    expired: { because: 'The last code was asked for 11 min ago and has expired.', remedy: 'Have them ask for another code.' },
    used: 'The last code was used.',
  },
  fr: {
    can: (who) => `${who} peut se connecter à Bookstore.`,
    cannot: (who) => `${who} ne peut pas se connecter à Bookstore\u00a0: `,
    disabled: /ne peut pas se connecter à Library\u00a0: Library est désactivée\.$/,
    onlyNew: /ne peut pas se connecter à Bookstore\u00a0: Seuls les nouveaux comptes entrent\u00a0: qui en a un ne peut pas se connecter par une adresse e-mail\.$/,
    noAddress: { because: `"${NUMBER}" n’est pas une adresse e-mail, et rien d’autre ne permet d’entrer.`, remedy: 'Demandez à la personne de saisir l’adresse e-mail de son compte.' },
    expired: { because: 'Le dernier code a été demandé il y a 11 min et a expiré.', remedy: 'Demandez à la personne de redemander un code.' },
    used: 'Le dernier code a été utilisé.',
  },
};

/** A console that is open over a restart may ask in between, and the preview may not take the focus. */
const EXPECTED = /ERR_CONNECTION_REFUSED|Blocked autofocusing/;

for (const language of ['en', 'fr']) {
  const bookstore = await planRelyingParty({ id: 'bookstore', name: 'Bookstore' });
  const library = await planRelyingParty({ id: 'library', name: 'Library' });
  describe(`(${language})`, () => walk(language, bookstore, library));
}

/**
 * With a Signet of its own, as its file and its clock are changed. The clock comes last: a restart sets it to the
 * machine's time, which must not be earlier than what was written before.
 */
function walk(language, bookstore, library) {
  const w = wordsOf(language);
  const told = TOLD[language];
  const said = SAYS[language];
  let operator;
  const running = suite({
    browser: true,
    clock: true,
    extra: ADMINISTRATORS,
    plans: [bookstore, library],
    begin: async (begun) => {
      operator = await enterConsole(begun, { language });
      return async () => {
        operator.problems = operator.problems.filter((problem) => !EXPECTED.test(problem));
        await leave(operator);
      };
    },
  });

  const ask = (question) => askThere(operator.page, w, running.signet, question);

  /** The one thing to do leads to a place of the console. */
  async function goToRemedy(remedy, place) {
    const { page } = operator;
    await answerOf(page).getByRole('link', { name: w(`remedy-${remedy}`), exact: true }).click();
    await page.waitForURL(running.signet.url + place);
  }

  /** What the answer says of a check, and what helps, if it says so. */
  async function assertSaid(check, because, remedy) {
    const { page } = operator;
    const name = page.getByText(w(`check-${check}`), { exact: true });
    const line = answerOf(page).locator('.timeline li').filter({ has: name });
    assert.equal(await line.locator('.plain').innerText(), because);
    assert.deepEqual(await line.locator('.remedy').allInnerTexts(), remedy ? [`→ ${remedy}`] : []);
  }

  /** Starts Signet anew with these applications in its file: one that was there before is disabled. */
  function declare(...plans) {
    const applications = plans.map(({ application }) => application);
    const text = configuration({ applications, extra: ADMINISTRATORS });
    return running.signet.restart(() => writeFile(join(running.signet.folder, 'signet.toml'), text));
  }

  const listed = (application) => operator.page.getByRole('link', { name: application.name, exact: true });

  test('of somebody who can sign in every check is passed, and they do sign in', async () => {
    const { page } = operator;
    const address = somebody();
    await signIn(running, bookstore, language, address);
    await ask({ address, redirectUri: `${bookstore.url}/callback` });
    await assertCanSignIn(page);
    assert.equal(await answerOf(page).locator('.notice.is-good').innerText(), said.can(address));
    const passed = await answerOf(page).locator('.timeline li.good strong').allInnerTexts();
    assert.deepEqual(passed, CHECKS.map((check) => w(`check-${check}`)));
    await signIn(running, bookstore, language, address);
  });

  test('an account is kept out where only new ones are let in, until that is changed', async () => {
    const { page } = operator;
    const address = somebody();
    await signIn(running, bookstore, language, address);
    await done(running.signet, await tokenOf(page, running.signet), 'PATCH', '/sign-in-exp', { signInMode: 'Register' });
    const person = await tryWithCode(running, bookstore, language, address);
    await says(person.page, told.closed);
    await person.leave();
    await ask({ address });
    await assertCause(page, w, { address, check: 'identifier', why: said.onlyNew, remedy: 'openSignInExperience' });
    await goToRemedy('openSignInExperience', '/console/sign-in-experience/sign-up-and-sign-in');
    await page.locator('.notice.is-bad', { hasText: w('only-new') }).waitFor();
    await assertWellInBoth(page);
    await button(page, w('let-sign-in')).click();
    await button(page, w('save-changes')).click();
    await saved(page, w);
    await ask({ address });
    await assertCanSignIn(page);
    await signIn(running, bookstore, language, address);
  });

  test('a telephone number is no identifier, and there is nothing to press about it', async () => {
    const { page } = operator;
    const address = somebody();
    const person = await atSignIn(running, bookstore, language);
    await person.page.fill('input[name=email]', NUMBER);
    await sending(person.page, () => primary(person.page).click());
    await says(person.page, told.invalid);
    await ask({ address: NUMBER });
    const answer = answerOf(page);
    await answer.locator('.notice.is-bad', { hasText: said.noAddress.because }).waitFor();
    assert.equal(await answer.locator('.timeline li.bad strong').first().innerText(), w('check-identifier'));
    const sentence = await answer.locator('.notice.is-bad').innerText();
    assert.equal(sentence, `${said.cannot(NUMBER)}${said.noAddress.because}`);
    await assertSaid('identifier', said.noAddress.because, said.noAddress.remedy);
    assert.equal(await answer.locator('.actions').count(), 0, 'only the person can type another one');
    await assertWellInBoth(page);
    await enterEmail(person.page, address);
    await goOn(running, person, bookstore, address, await running.signet.mailbox.code(address));
  });

  test('an application that is disabled is named first, and people are let in when it is declared again', async () => {
    const { page } = operator;
    const address = somebody();
    await signIn(running, library, language, address);
    await declare(bookstore);
    const person = await atSignIn(running, library, language);
    await says(person.page, told.unknown);
    await person.leave();
    // It stands in no list any more: it is asked about by its id.
    await ask({ address, applicationId: library.id });
    await assertCause(page, w, { address, check: 'application', why: said.disabled, remedy: 'findApplication' });
    await goToRemedy('findApplication', '/console/applications');
    await listed(bookstore).waitFor();
    assert.equal(await listed(library).count(), 0);
    await declare(bookstore, library);
    await page.reload();
    await listed(library).waitFor();
    await ask({ address, application: library.name });
    await assertCanSignIn(page);
    await signIn(running, library, language, address);
  });

  test('a code that has expired keeps nobody out: what helps is said, and another one is right', async () => {
    const { page } = operator;
    const address = somebody();
    await signIn(running, bookstore, language, address);
    // Of two codes of one instant none is the last, and the clock stands still.
    await running.signet.advance(1);
    const person = await atSignIn(running, bookstore, language);
    await enterEmail(person.page, address);
    const code = await running.signet.mailbox.code(address);
    await running.signet.advance(LIFETIME + 1);
    await enterCode(person.page, code);
    await says(person.page, told.expired);
    // The console's token has expired as well, by a clock that the browser does not see.
    await page.reload();
    await ask({ address });
    await assertCanSignIn(page);
    const sentence = await answerOf(page).locator('.notice.is-good').innerText();
    assert.equal(sentence, `${said.can(address)} ${said.expired.because}`);
    await assertSaid('code', said.expired.because, said.expired.remedy);
    await goOnWithAnother(running, person, bookstore, address);
    await ask({ address });
    await assertCanSignIn(page);
    await assertSaid('code', said.used);
  });
}
