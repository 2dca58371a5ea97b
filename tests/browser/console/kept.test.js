// What is typed of a new user is kept: for whoever leaves the page and comes back, and while the user is made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { somebody } from '../../lib/people.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, button, done, enterConsole, saved, tokenOf } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

const FIELDS = ['email-address', 'name', 'username'];

const fieldOf = (page, w, id) => page.getByRole('textbox', { name: w(id), exact: true });

/** By the links of the console. */
async function toUsers(page, w) {
  await page.getByRole('link', { name: w('users'), exact: true }).first().click();
  await page.getByRole('heading', { name: w('users'), exact: true }).waitFor();
}

async function toNewUser(page, w) {
  await toUsers(page, w);
  await page.getByRole('link', { name: w('add-user'), exact: true }).click();
  await page.getByRole('heading', { name: w('add-user'), exact: true }).waitFor();
}

/** The fields of the page hold these texts. */
async function assertTyped(page, w, texts) {
  const found = await Promise.all(FIELDS.map((id) => fieldOf(page, w, id).inputValue()));
  assert.deepEqual(found, texts);
}

for (const language of ['en', 'fr']) {
  test(`what is typed of a new user is kept until it is saved or given up (${language})`, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const authorization = await tokenOf(page, running.signet);
    const api = (path) => done(running.signet, authorization, 'GET', path);
    const [email, username] = [somebody('new'), `kept_${language}`];

    await toNewUser(page, w);
    await button(page, w('add-user')).click();
    await page.locator('#main .field .problem', { hasText: w('field-missing') }).waitFor();
    await fieldOf(page, w, 'email-address').fill(email);
    await fieldOf(page, w, 'name').fill('Ada');
    await toNewUser(page, w);
    await assertTyped(page, w, [email, 'Ada', '']);

    // One more field is filled while the user is made with what was there before.
    await page.route('**/api/users', async (route) => {
      if (route.request().method() === 'POST') await fieldOf(page, w, 'username').fill(username);
      await route.fallback();
    });
    await button(page, w('add-user')).click();
    await page.waitForURL(/\/console\/users\/[^/]+\/profile$/);
    await button(page, w('save-changes')).waitFor();
    await assertTyped(page, w, [email, 'Ada', username]);
    const path = `/users/${page.url().split('/').at(-2)}`;
    const made = await api(path);
    assert.deepEqual([made.primaryEmail, made.name, made.username], [email, 'Ada', null]);
    await button(page, w('save-changes')).click();
    await saved(page, w);
    assert.equal((await api(path)).username, username);

    await toNewUser(page, w);
    await assertTyped(page, w, ['', '', '']);
    await fieldOf(page, w, 'name').fill('Bea');
    await page.locator('#main form').getByRole('link', { name: w('cancel'), exact: true }).click();
    await page.getByRole('heading', { name: w('users'), exact: true }).waitFor();
    await toNewUser(page, w);
    await assertTyped(page, w, ['', '', '']);
    await visitor.leave();
  });
}
