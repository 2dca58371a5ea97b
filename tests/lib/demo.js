// What people do in the demo app.
import assert from 'node:assert/strict';

/** A link or button by its words. */
export const control = (page, words) =>
  page.locator('a, button, [type=submit]').filter({ hasText: words, visible: true }).first();

export const signInLink = /^\s*(sign in|se connecter)\b/i;
export const createAccountLink = /^\s*(create (an )?account|créer un compte)/i;
export const signOutLink = /^\s*(sign out|se déconnecter)/i;

/** Opens the shop and presses one of its links. */
export async function startAtDemo(page, signet, words) {
  await page.goto(signet.demo);
  await control(page, words).click();
  await page.waitForURL(`${signet.url}/**`);
}

/** Presses *Call the API* and waits for what came of it. */
export async function callTheApi(page) {
  const answered = page.waitForResponse((response) => response.url().endsWith('/call-api'));
  await control(page, /^\s*call the api/i).click();
  await answered;
  await page.waitForURL('**/#api');
  await page.waitForLoadState('load');
}

/** What verifying and what asking say of the token, in this order. */
export const verdicts = (page) => page.locator('.verdict').allInnerTexts();

/** Asserts that the shop knows somebody. */
export async function assertSignedIn(page, signet, email) {
  await page.waitForURL(`${signet.demo}/**`);
  await page.waitForLoadState('load');
  const shown = await page.innerText('body');
  assert.ok(shown.includes(email), 'the shop shows who is signed in');
  assert.ok(await control(page, signOutLink).isVisible());
}

/** Asserts that the shop knows nobody. */
export async function assertSignedOut(page, signet) {
  await page.waitForURL(`${signet.demo}/**`);
  await control(page, signInLink).waitFor();
  assert.equal(await control(page, signOutLink).count(), 0);
}
