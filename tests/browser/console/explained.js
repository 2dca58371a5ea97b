// The page that says why somebody cannot sign in: what is asked of it, and what it answers.
import assert from 'node:assert/strict';
import { assertWellInBoth, button } from './enter.js';

export const answerOf = (page) => page.locator('section[aria-labelledby=explain] [role=status]');

/** Asks the page about an address at an application, by its name or by its id; comes from anywhere in the console. */
export async function ask(page, w, signet, { address, application = 'Bookstore', applicationId, redirectUri }) {
  await page.getByRole('link', { name: w('users'), exact: true }).first().click();
  await page.getByRole('link', { name: w('explain-button'), exact: true }).click();
  await page.waitForURL(`${signet.url}/console/users/explain`);
  await page.getByRole('textbox', { name: w('explain-whom'), exact: true }).fill(address);
  const choice = page.getByRole('combobox', { name: w('explain-application'), exact: true });
  await choice.selectOption({ label: applicationId ? w('other-application') : application });
  if (applicationId) await page.getByRole('textbox', { name: w('application-id'), exact: true }).fill(applicationId);
  if (redirectUri) await page.getByRole('textbox', { name: w('explain-redirect-uri'), exact: true }).fill(redirectUri);
  await button(page, w('explain-check')).click();
}

/** Pastes something into the search, which leads straight to what it names. */
export async function searchFor(page, text, wanted) {
  await page.keyboard.press('Control+K');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill(text);
  await dialog.getByRole('option', { name: wanted, exact: true }).waitFor();
  await assertWellInBoth(page);
  await page.keyboard.press('Enter');
}

/** The answer names this check, says why in these words and what helps, and offers this one thing to do. */
export async function assertCause(page, w, { address, check, why, cure, remedy }) {
  const answer = answerOf(page);
  const sentence = answer.locator('.notice.is-bad');
  await sentence.waitFor();
  const said = await sentence.innerText();
  assert.ok(said.includes(address) && why.test(said), said);
  const failing = answer.locator('.timeline li.bad').first();
  assert.equal(await failing.locator('strong').innerText(), w(`check-${check}`));
  if (cure) assert.equal(await failing.locator('.remedy').innerText(), `→ ${cure}`);
  const offered = await answer.locator('.actions').locator('a, button').allInnerTexts();
  assert.deepEqual(offered, [w(`remedy-${remedy}`)]);
  await assertWellInBoth(page);
}

export async function assertCanSignIn(page) {
  const answer = answerOf(page);
  await answer.locator('.notice.is-good').waitFor();
  assert.equal(await answer.locator('.timeline li.bad').count(), 0);
  assert.equal(await answer.locator('.actions').count(), 0, 'nothing is left to do');
  await assertWellInBoth(page);
}
