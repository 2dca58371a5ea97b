// The page that says why somebody cannot sign in: what is asked of it, and what it answers.
import assert from 'node:assert/strict';
import { assertWell, button } from './enter.js';

export const answerOf = (page) => page.locator('section[aria-labelledby=explain] [role=status]');

/** Asks the page about an address at an application, by its name or by its id. */
export async function ask(page, w, signet, { address, application = 'Bookstore', applicationId, redirectUri }) {
  await page.goto(`${signet.url}/console/users/explain`);
  await page.getByRole('textbox', { name: w('email-address'), exact: true }).fill(address);
  await page.getByRole('combobox', { name: w('explain-application'), exact: true }).selectOption({ label: applicationId ? w('other-application') : application });
  if (applicationId) await page.getByRole('textbox', { name: w('application-id'), exact: true }).fill(applicationId);
  if (redirectUri) await page.getByRole('textbox', { name: w('explain-redirect-uri'), exact: true }).fill(redirectUri);
  await button(page, w('explain-check')).click();
}

/** The answer names this check, says why in these words, and offers this one thing to do. */
export async function assertCause(page, w, { address, check, why, remedy }) {
  const answer = answerOf(page);
  const sentence = answer.locator('.notice.is-bad');
  await sentence.waitFor();
  const said = await sentence.innerText();
  assert.ok(said.includes(address) && why.test(said), said);
  assert.equal(await answer.locator('.timeline li.bad strong').first().innerText(), w(`check-${check}`));
  const offered = await answer.locator('.actions').locator('a, button').allInnerTexts();
  assert.deepEqual(offered, [w(`remedy-${remedy}`)]);
  await assertWell(page);
}

export async function assertCanSignIn(page) {
  const answer = answerOf(page);
  await answer.locator('.notice.is-good').waitFor();
  assert.equal(await answer.locator('.timeline li.bad').count(), 0);
  assert.equal(await answer.locator('.actions').count(), 0, 'nothing is left to do');
  await assertWell(page);
}
