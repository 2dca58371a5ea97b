// What people do on Signet's pages. Only the names that stay are used: the fields `email`, `password`,
// `new_password` and `code`, the button `way`, "a page's first form is its primary action", and the paths.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** The button that sends the page's first form. */
export const primary = (page) =>
  page.locator('form').first().locator('button:not([type=button]), [type=submit]').first();

/** The path of the page a visitor is on. */
export const path = (page) => new URL(page.url()).pathname;

/** Types an address and goes on; ends on the code page. */
export async function enterEmail(page, email) {
  await page.fill('input[name=email]', email);
  await primary(page).click();
  await page.waitForURL(/\/verification-code(\?|$)/);
}

/**
 * Does something that sends a form, and resolves when the page behind all redirects is there; the
 * URL may be the same as before.
 */
export async function sending(page, action) {
  const arrived = page.waitForNavigation({ waitUntil: 'load' });
  await Promise.all([arrived, action()]);
}

/** Types a code. With JavaScript the page submits itself, without it the button does. */
export async function enterCode(page, code, { javaScript = true } = {}) {
  await sending(page, async () => {
    await page.fill('input[name=code]', code);
    if (!javaScript) await primary(page).click();
  });
}

/** Types a password and goes on; ends on the page behind all redirects. */
export async function enterPassword(page, password) {
  await sending(page, async () => {
    await page.fill('input[name=password]', password);
    await primary(page).click();
  });
}

/**
 * Address, code and, where one is offered, the new account: from the first page to the one on which a new
 * person chooses a password.
 */
export async function proveNewAddress(page, signet, email, options) {
  await enterEmail(page, email);
  await enterCode(page, await signet.mailbox.code(email), options);
  if (path(page) === '/sign-in/no-account') await sending(page, () => primary(page).click());
  assert.equal(path(page), '/continue/password');
}

/** Types the password of an account to be and goes on; ends on the page behind all redirects. */
export async function enterNewPassword(page, password) {
  await sending(page, async () => {
    await page.fill('input[name=new_password]', password);
    await primary(page).click();
  });
}

/** From the code page to the one that asks for the password. */
export async function choosePassword(page) {
  await page.locator('a[href*="/sign-in/password?"]').click();
  await page.waitForURL(/\/sign-in\/password\?/);
}

/** From a page that asks for the password to the code page. */
export async function chooseCode(page) {
  await page.locator('button[name=way][value=code]').click();
  await page.waitForURL(/\/verification-code(\?|$)/);
}

/**
 * Presses the button of the first form twice, and resolves when the page is there whose URL `has` is true
 * of. Without a script the second press ends what the first began, which Playwright's own waiting takes
 * for a failure.
 */
export async function pressTwice(page, has) {
  await primary(page).dblclick({ noWaitAfter: true });
  const late = Date.now() + 10_000;
  while (!has(new URL(page.url())) && Date.now() < late) await sleep(50);
  assert.ok(has(new URL(page.url())), `${page.url()} is where two presses led`);
  await page.waitForLoadState('load');
}

/** Pastes into a field, unless the page keeps that from happening. */
export async function paste(field, text) {
  await field.evaluate((input, text) => {
    input.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    if (input.dispatchEvent(event)) document.execCommand('insertText', false, text);
  }, text);
}

/** From the page of a sign-in that is over: it went home by itself, or its button leads there. */
export async function leadsBack(page, home) {
  if (!page.url().startsWith(home)) await page.locator('main a.button').click();
  await page.waitForURL(`${home}/**`);
}

/** Address, code and, where one is offered, the new account: from a sign-in page to the app. */
export async function signInOnPages(page, signet, email, options) {
  await page.waitForURL(`${signet.url}/**`);
  await enterEmail(page, email);
  await enterCode(page, await signet.mailbox.code(email), options);
  await acceptOffer(page, signet);
}

/** After a proven code: takes the page that offers the other way, if there is one. */
export async function acceptOffer(page, signet) {
  await page.waitForURL((url) => {
    return url.origin !== signet.url || /\/(no-account|account-exists)$/.test(url.pathname);
  });
  if (new URL(page.url()).origin !== signet.url) return;
  await primary(page).click();
  await page.waitForURL((url) => url.origin !== signet.url);
}

/** The visible text of the page. */
export const text = async (page) => (await page.innerText('body')).replace(/\s+/g, ' ').trim();

/** Asserts what the page says, if need be once it has come: a page that was left may still lie there. */
export async function says(page, pattern) {
  const late = Date.now() + 10_000;
  let seen = await text(page);
  while (!pattern.test(seen) && Date.now() < late) {
    await sleep(50);
    seen = await text(page);
  }
  assert.match(seen, pattern);
}

/** Waits until the page says that its mail was not sent: it was made so where that was known, else its script says so. */
export const saysUnsent = (page) => page.locator('[aria-live] .notice.is-bad:visible').waitFor();

/** Asks for another code. The countdown only greys the button out; the form works at any time. */
export async function resend(page) {
  const form = page.locator('form[action*=resend]');
  await form.waitFor();
  await sending(page, () => form.evaluate((element) => element.submit()));
}
