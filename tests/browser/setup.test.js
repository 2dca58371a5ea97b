// The first administrator: from the link on the terminal to the page that says it is done, and the way back
// in when no mail arrives; with JavaScript, and in both languages without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoOverflow, assertReadable, assertStrict, assertVisibleFocus } from '../lib/audit.js';
import { assertAccessible } from '../lib/axe.js';
import { newVisitor, openBrowser, SMALL_PHONE } from '../lib/browser.js';
import { Mailbox } from '../lib/mailbox.js';
import { somebody } from '../lib/people.js';
import { picture } from '../lib/picture.js';
import { startSignet } from '../lib/signet.js';
import { enterCode, path, primary, says, sending } from '../lib/walk.js';
import { assertSilent, saw } from '../lib/witness.js';

let browser;
let signet;

/** Those that are set up without JavaScript, by language: each has a first administrator once. */
const scriptless = {};

before(async () => {
  const begun = [openBrowser(), startSignet(), startSignet(), startSignet()];
  [browser, signet, scriptless.en, scriptless.fr] = await Promise.all(begun);
});

after(async () => {
  await browser?.close();
  await Promise.all([signet, ...Object.values(scriptless)].map((one) => one?.stop()));
  assertSilent();
});

/** The link that the command prints, and its code. */
function printed(page, host = signet) {
  const [link, code] = host.command('admin', 'code').match(/http\S+#(\S+)/);
  saw('administrator code', code);
  assert.ok(link.startsWith(`${host.url}/${page}#`), 'the link of the page');
  return { link, code };
}

/** Looks at a page as it is, on a small phone. */
async function look(page, name) {
  await page.setViewportSize(SMALL_PHONE);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `setup/${name}-${colorScheme}`);
    await assertAccessible(page);
    await assertReadable(page);
    await assertNoOverflow(page);
  }
  await assertVisibleFocus(page);
}

/** The console has come, by itself: before that, it would lead the browser away from where a test sends it. */
async function inConsole(page) {
  await page.waitForURL(`${signet.url}/console`);
  await page.locator('#main h1').waitFor();
}

// What fades is measured when it has faded.
const visit = (options = {}) => newVisitor(browser, { origins: [signet.url], reducedMotion: 'reduce', ...options });

test('the link fills in the code, and one address later its owner is the administrator', async () => {
  const { link, code } = printed('setup');
  const visitor = await visit();
  const { page } = visitor;
  await page.goto(link);
  assert.equal(await page.inputValue('input[name=code]'), code);
  assert.equal(page.url(), `${signet.url}/setup`, 'the code has left the address');
  assert.ok(!visitor.requests.some((request) => request.includes(code)), 'and was sent nowhere');
  assert.ok(await page.locator('input[name=email]').evaluate((e) => e === document.activeElement));
  await look(page, 'setup');
  const email = somebody();
  await page.fill('input[name=email]', email);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${signet.url}/setup/email`);
  const first = await signet.mailbox.code(email);
  await look(page, 'address');
  await page.goto(`${signet.url}/?admin=setup`);
  await says(page, /Nobody has confirmed/);
  await look(page, 'unproven');
  await primary(page).click();
  await page.waitForURL(`${signet.url}/setup/email?sent=1`);
  const second = await signet.mailbox.code(email);
  if (first !== second) {
    await enterCode(page, first);
    await says(page, /That code isn’t right/);
  }
  await enterCode(page, second);
  await inConsole(page);
  await page.goto(`${signet.url}/?admin=setup`);
  await says(page, /You are the first administrator/);
  await look(page, 'done');
  const gone = await page.request.get(`${signet.url}/setup`);
  assert.equal(gone.status(), 404);
  await visitor.leave();
});

test('when no mail arrives, a link of the host signs the administrator in', async () => {
  assert.equal((await fetch(`${signet.url}/recover`)).status, 404);
  const { link, code } = printed('recover');
  const visitor = await visit();
  const { page } = visitor;
  await page.goto(link);
  assert.equal(await page.inputValue('input[name=code]'), code);
  await look(page, 'recover');
  await primary(page).click();
  await inConsole(page);
  await page.goto(`${signet.url}/?admin=recovery`);
  await says(page, /You are signed in as an administrator/);
  assert.equal((await fetch(`${signet.url}/recover`)).status, 404);
  await visitor.leave();
});

/** What people are told on the way, and what the console says without JavaScript, in whichever language. */
const SAYS = {
  en: {
    setUp: /You become the first administrator, with the code that was printed on the host\./,
    wrong: /This code doesn’t count\. Codes work once and end by themselves: check it, or have another one printed/,
    mailed: /Enter the code we sent to/,
    wrongMailed: /That code isn’t right\. You have 4 tries left\./,
    done: /You are the first administrator of this instance, and signed in\./,
    recover: /Enter the code that was printed on the host by signet admin code\. It signs you in once\./,
    recovered: /You are signed in as an administrator of this instance\. The code is used up\./,
  },
  fr: {
    setUp: /Vous devenez le premier administrateur, avec le code affiché sur la machine hôte\./,
    wrong: /Ce code n’est pas valable\. Un code ne sert qu’une fois et expire de lui-même : vérifiez-le ou faites-en/,
    mailed: /Saisissez le code envoyé à l’adresse/,
    wrongMailed: /Ce code n’est pas le bon\. Il vous reste 4 essais\./,
    done: /Vous êtes le premier administrateur de cette instance, et vous êtes connecté\./,
    recover: /Saisissez le code affiché sur la machine hôte par signet admin code\. Il vous connecte une seule fois\./,
    recovered: /Vous êtes connecté en tant qu’administrateur de cette instance\. Le code ne peut plus servir\./,
  },
};

const CONSOLE = [
  'The console needs JavaScript. Signing in works without it.',
  'La console a besoin de JavaScript. Pour se connecter, il n’est pas nécessaire.',
];

/** Without JavaScript a form is sent by its button. */
const send = (page) => sending(page, () => primary(page).click());

/** Where no script takes the code out of the link it is typed; a wrong one says so, and the page stays. */
async function assertWrongCode(page, link, words) {
  const response = await page.goto(link);
  assertStrict(response, await response.text());
  assert.equal(await page.inputValue('input[name=code]'), '', 'the code is typed');
  const email = page.locator('input[name=email]');
  const typed = (await email.count()) > 0 ? somebody() : undefined;
  await page.fill('input[name=code]', 'ABCD-EFGH');
  if (typed) await email.fill(typed);
  await send(page);
  assert.equal(path(page), new URL(link).pathname);
  await says(page, words);
  assert.equal(await page.inputValue('input[name=code]'), 'ABCD-EFGH');
  assert.equal(await page.getAttribute('input[name=code]', 'aria-invalid'), 'true');
  if (typed) assert.equal(await email.inputValue(), typed);
}

/** All that the console says without JavaScript. */
async function assertConsoleNeedsScript(page, host) {
  assert.equal(page.url(), `${host.url}/console`);
  assert.deepEqual(await page.locator('main p').allInnerTexts(), CONSOLE);
}

/** No script was asked for: each step was the server's. */
const assertNoScript = ({ requests }) => assert.deepEqual(requests.filter((line) => /\.js(\?|$)/.test(line)), []);

for (const language of ['en', 'fr']) {
  const words = SAYS[language];
  const visitWithout = (host) => visit({ origins: [host.url], javaScriptEnabled: false, locale: language });

  test(`without JavaScript the first administrator gets as far as to the console (${language})`, async () => {
    const host = scriptless[language];
    const { link, code } = printed('setup', host);
    const visitor = await visitWithout(host);
    const { page } = visitor;
    await assertWrongCode(page, link, words.wrong);
    assert.equal(await page.getAttribute('html', 'lang'), language);
    await says(page, words.setUp);
    const email = somebody();
    await page.fill('input[name=code]', code);
    await page.fill('input[name=email]', email);
    await send(page);
    assert.equal(page.url(), `${host.url}/setup/email`);
    await says(page, words.mailed);
    const mailed = await host.mailbox.code(email);
    await enterCode(page, Mailbox.wrong(mailed), { javaScript: false });
    assert.equal(path(page), '/setup/email');
    await says(page, words.wrongMailed);
    assertNoScript(visitor);
    await enterCode(page, mailed, { javaScript: false });
    await assertConsoleNeedsScript(page, host);
    await page.goto(`${host.url}/?admin=setup`);
    await says(page, words.done);
    assert.equal((await fetch(`${host.url}/setup`)).status, 404);
    await visitor.leave();
  });

  test(`without JavaScript a code of the host signs the administrator in (${language})`, async () => {
    const host = scriptless[language];
    const { link, code } = printed('recover', host);
    const visitor = await visitWithout(host);
    const { page } = visitor;
    await assertWrongCode(page, link, words.wrong);
    assert.equal(await page.getAttribute('html', 'lang'), language);
    await says(page, words.recover);
    assertNoScript(visitor);
    await page.fill('input[name=code]', code);
    await send(page);
    await assertConsoleNeedsScript(page, host);
    await page.goto(`${host.url}/?admin=recovery`);
    await says(page, words.recovered);
    assert.equal((await fetch(`${host.url}/recover`)).status, 404);
    await visitor.leave();
  });
}
