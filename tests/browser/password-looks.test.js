// What asks for a password, as different people see it: each page in each state, in both languages and
// themes, on a desktop and on phones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { assertSignedIn, signInLink, startAtDemo } from '../lib/demo.js';
import { deploy } from '../lib/logto-api.js';
import { assertLooksWell, LOOKS } from '../lib/looks.js';
import { CODE_FIRST, letIn, newAccount, newPassword, newUsername, PASSWORD_FIRST, USERNAME } from '../lib/passwords.js';
import { suite } from '../lib/suite.js';
import { chooseCode, choosePassword, enterPassword, primary, sending } from '../lib/walk.js';

const running = suite({ browser: true, applications: [deploy] });

/** A person who sees pages in this way, with an account. */
async function enter(look) {
  const { browser, signet } = running;
  const account = await newAccount(running, { username: newUsername() });
  const visitor = await newVisitor(browser, { origins: [signet.url, signet.demo], ...LOOKS[look] });
  const { page } = visitor;
  const findings = [];
  const lookAt = async (name) => {
    await assertLooksWell(page, look, name).catch(({ message }) => findings.push(`${name}: ${message}`));
  };
  return { visitor, page, account, findings, lookAt };
}

async function asAddress({ page, account, lookAt }) {
  await letIn(running, [PASSWORD_FIRST]);
  await startAtDemo(page, running.signet, signInLink);
  await lookAt('sign-in-password-first');
  await page.fill('input[name=email]', account.email);
  await enterPassword(page, newPassword());
  await lookAt('sign-in-password-wrong');
  await page.fill('input[name=password]', newPassword());
  await page.locator('form button[type=button]').click();
  await lookAt('sign-in-password-shown');
  await chooseCode(page);
  await lookAt('code-or-password');
  await choosePassword(page);
  await lookAt('password');
  await enterPassword(page, newPassword());
  await lookAt('password-wrong');
}

async function asUsername({ page, account, lookAt }) {
  await letIn(running, [CODE_FIRST, USERNAME]);
  await startAtDemo(page, running.signet, signInLink);
  await lookAt('sign-in-identifier');
  await page.fill('input[name=identifier]', account.username);
  await sending(page, () => primary(page).click());
  await lookAt('password-of-username');
  await enterPassword(page, newPassword());
  await lookAt('password-of-username-wrong');
}

for (const look of Object.keys(LOOKS)) {
  test(`what asks for a password, ${look}`, { timeout: 180_000 }, async () => {
    const person = await enter(look);
    await asAddress(person);
    await asUsername(person);
    await enterPassword(person.page, person.account.password);
    await assertSignedIn(person.page, running.signet, person.account.email);
    assert.deepEqual(person.findings, []);
    await person.visitor.leave();
  });
}
