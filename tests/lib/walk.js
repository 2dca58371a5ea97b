// What people do on Signet's pages. Only the names that stay are used: the fields `email` and
// `code`, "a page's first form is its primary action", and the paths.
import assert from 'node:assert/strict';

/** The button of the page's first form. */
export const primary = (page) => page.locator('form').first().locator('button, [type=submit]').first();

/** The path of the page a visitor is on. */
export const path = (page) => new URL(page.url()).pathname;

/** Types an address and goes on; ends on the code page. */
export async function enterEmail(page, email) {
  await page.fill('input[name=email]', email);
  await primary(page).click();
  await page.waitForURL(/\/verification-code(\?|$)/);
}

/**
 * Types a code. With JavaScript the page submits itself when six digits are in, without it the
 * button does. Resolves when the answer has been shown.
 */
export async function enterCode(page, code, { javaScript = true } = {}) {
  const sent = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.fill('input[name=code]', code);
  if (!javaScript) await primary(page).click();
  await sent;
  await page.waitForLoadState('load');
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

/** Asserts what the page says. */
export async function says(page, pattern) {
  assert.match(await text(page), pattern);
}

/** Asks for another code, waiting for the countdown where there is one. */
export async function resend(page) {
  const button = page.locator('form button').filter({ hasText: /resend|new code|renvoyer|nouveau code/i });
  await button.first().waitFor();
  const sent = page.waitForResponse((response) => response.request().method() === 'POST');
  // The countdown only greys the button out; the form behind it works at any time.
  await button.first().evaluate((element) => {
    element.disabled = false;
    element.form.requestSubmit(element);
  });
  await sent;
  await page.waitForLoadState('load');
}
