// The first administrator: from the link on the terminal to the page that says it is done, with
// JavaScript and without, and the way back in when no mail arrives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoOverflow, assertReadable, assertStrict, assertVisibleFocus } from '../lib/audit.js';
import { assertAccessible } from '../lib/axe.js';
import { newVisitor, openBrowser, SMALL_PHONE } from '../lib/browser.js';
import { somebody } from '../lib/people.js';
import { picture } from '../lib/picture.js';
import { startSignet } from '../lib/signet.js';
import { enterCode, path, primary, says } from '../lib/walk.js';
import { assertSilent, saw } from '../lib/witness.js';

let browser;
let signet;

before(async () => {
  [browser, signet] = await Promise.all([openBrowser(), startSignet()]);
});

after(async () => {
  await browser?.close();
  await signet?.stop();
  assertSilent();
});

/** The link that the command prints, and its code. */
function printed(page, ...args) {
  const [link, code] = signet.command('admin', 'code', ...args).match(/http\S+#(\S+)/);
  saw('administrator code', code);
  assert.ok(link.startsWith(`${signet.url}/${page}#`), 'the link of the page');
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

test('a wrong code says so, without JavaScript too, and the page stays', async () => {
  const visitor = await visit({ javaScriptEnabled: false });
  const { page } = visitor;
  const response = await page.goto(`${signet.url}/setup`);
  assertStrict(response, await response.text());
  await page.fill('input[name=code]', 'ABCD-EFGH');
  await page.fill('input[name=email]', somebody());
  await primary(page).click();
  assert.equal(path(page), '/setup');
  await says(page, /This code doesn’t count/);
  assert.equal(await page.inputValue('input[name=code]'), 'ABCD-EFGH');
  assert.equal(await page.getAttribute('input[name=code]', 'aria-invalid'), 'true');
  await visitor.leave();
});

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
