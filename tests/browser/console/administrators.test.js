// Administrators and viewers: invited by their address, let in by a mailed code with their role, changed,
// and removed; the last administrator stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { becomeAdministrator } from '../../lib/host.js';
import { somebody } from '../../lib/people.js';
import { suite } from '../../lib/suite.js';
import { enterCode, enterEmail } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { assertWellInBoth, button, call, enterConsole, leave, tokenOf } from './enter.js';

const PATH = '/console/settings/administrators';
const FOUNDER = somebody('founder');

/** What is said to whoever would take the last administrator away, and to whoever is late. */
const LAST = { en: /This is the last administrator.*make somebody else one first/s, fr: /C’est le dernier administrateur.*nommez d’abord quelqu’un d’autre/s };
const LATE = { en: /It has changed since you read it/, fr: /a changé depuis que vous l’avez lu/ };

const running = suite({
  browser: true,
  clock: true,
  begin: async ({ browser, signet }) => {
    const founder = await newVisitor(browser, { origins: [signet.url] });
    await becomeAdministrator(founder.page, signet, FOUNDER);
    await founder.leave();
  },
});

const enter = (language, who = FOUNDER) => enterConsole(running, { who, language, path: PATH });

const rowOf = (page, who) => page.locator('#main tbody tr', { hasText: who });
const dialogOf = (page) => page.getByRole('dialog');
const press = (row, w, id, who) => row.getByRole('button', { name: `${w(id)} ${who}`, exact: true }).click();
const choose = (page, w, role) => dialogOf(page).getByRole('radio', { name: new RegExp(`^${w(`role-${role}`)} `) }).check();

/** Each row as its address and role. */
async function listed(page, w) {
  await page.locator('#main tbody tr').first().waitFor();
  const rows = await page.locator('#main tbody tr').allInnerTexts();
  return rows.map((row) => [row.match(/\S+@\S+/)[0], row.includes(w('role-viewer')) ? 'viewer' : 'administrator']);
}

/** Nothing lies over the page any more, and it says this. */
async function assertTold(page, words) {
  await dialogOf(page).waitFor({ state: 'detached' });
  await page.getByText(words, { exact: true }).first().waitFor();
}

/** What is typed of an invitation, up to the button that sends it. */
async function fillInvitation(page, w, who, role) {
  await button(page.locator('#main'), w('invite')).click();
  await dialogOf(page).getByRole('heading', { name: w('invite-title'), exact: true }).waitFor();
  await dialogOf(page).getByRole('textbox', { name: w('email-address'), exact: true }).fill(who);
  await choose(page, w, role);
}

async function invite(page, w, who, role) {
  await fillInvitation(page, w, who, role);
  await assertWellInBoth(page);
  await button(dialogOf(page), w('invite')).click();
  await assertTold(page, w('invited', { name: who }));
  await rowOf(page, who).getByText(w('email-waiting'), { exact: true }).waitFor();
  assert.deepEqual(Object.fromEntries(await listed(page, w))[who], role);
}

/** Opens the change of somebody's role to the other one, up to the button that does it. */
async function openChange(page, w, who, role) {
  await press(rowOf(page, who), w, 'change-role', who);
  await dialogOf(page).getByRole('heading', { name: w('change-role-of', { name: who }), exact: true }).waitFor();
  assert.ok(await button(dialogOf(page), w('change-role')).isDisabled(), 'the role that they have is no change');
  await choose(page, w, role);
}

async function changeRole(page, w, who, role) {
  await openChange(page, w, who, role);
  await button(dialogOf(page), w('change-role')).click();
  await assertTold(page, w(`given-${role}`, { name: who }));
  await rowOf(page, who).getByText(w(`role-${role}`), { exact: true }).waitFor();
}

/** Opens the removal of somebody, whose name has to be typed, up to the button that does it. */
async function openRemoval(page, w, who) {
  await press(rowOf(page, who), w, 'remove', who);
  const doIt = button(dialogOf(page), w('remove-administrator'));
  await doIt.waitFor();
  assert.ok(await doIt.isDisabled(), 'the name is to be typed');
  await dialogOf(page).getByRole('textbox').fill(who);
  return doIt;
}

async function remove(page, w, who) {
  await (await openRemoval(page, w, who)).click();
  await assertTold(page, w('administrator-removed', { name: who }));
  await rowOf(page, who).waitFor({ state: 'detached' });
}

/** What was pressed is refused with these words, within the dialog, which is left then. */
async function assertRefused(page, words) {
  await dialogOf(page).locator('[role=alert] .problem').filter({ hasText: words }).waitFor();
  await assertWellInBoth(page);
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
}

for (const language of ['en', 'fr']) {
  const w = wordsOf(language);
  const admin = somebody('admin');
  const viewer = somebody('viewer');

  test(`the last administrator is neither removed nor made a viewer, and the page says why (${language})`, async () => {
    const founder = await enter(language);
    const { page } = founder;
    assert.deepEqual(await listed(page, w), [[FOUNDER, 'administrator']]);
    await rowOf(page, FOUNDER).getByText(w('you'), { exact: true }).waitFor();
    await assertWellInBoth(page);
    await (await openRemoval(page, w, FOUNDER)).click();
    await assertRefused(page, LAST[language]);
    await openChange(page, w, FOUNDER, 'viewer');
    await button(dialogOf(page), w('change-role')).click();
    await assertRefused(page, LAST[language]);
    assert.deepEqual(await listed(page, w), [[FOUNDER, 'administrator']]);
    await leave(founder);
  });

  test(`an administrator and a viewer are invited by their addresses, and nobody by none (${language})`, async () => {
    const founder = await enter(language);
    const { page } = founder;
    await fillInvitation(page, w, 'nobody', 'viewer');
    await button(dialogOf(page), w('invite')).click();
    await dialogOf(page).locator('[aria-invalid=true]').waitFor();
    await assertWellInBoth(page);
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await invite(page, w, admin, 'administrator');
    await invite(page, w, viewer, 'viewer');
    await assertWellInBoth(page);
    assert.deepEqual(await running.signet.mailbox.messages(viewer), [], 'nothing is sent before they sign in');
    await leave(founder);
  });

  test(`whoever is invited comes in by a mailed code, with their role (${language})`, async () => {
    const invited = await enter(language, admin);
    await button(invited.page.locator('#main'), w('invite')).waitFor();
    await rowOf(invited.page, viewer).getByRole('button').first().waitFor();
    await assertWellInBoth(invited.page);
    const looking = await enter(language, viewer);
    assert.equal((await listed(looking.page, w)).length, 3);
    assert.equal(await looking.page.locator('#main button').count(), 0, 'a viewer has nothing to press');
    assert.equal(await looking.page.getByRole('columnheader', { name: w('actions'), exact: true }).count(), 0);
    await assertWellInBoth(looking.page);
    await invited.page.reload();
    for (const who of [admin, viewer]) await rowOf(invited.page, who).getByText(w('email-proven'), { exact: true }).waitFor();
    const authorization = await tokenOf(looking.page, running.signet);
    const { status } = await call(running.signet, authorization, 'POST', '/signet/administrators', { primaryEmail: viewer, role: 'administrator' });
    assert.equal(status, 403);
    await leave(looking);
    await leave(invited);
  });

  test(`what somebody else has changed meanwhile is changed by nobody who has not seen it (${language})`, async () => {
    const founder = await enter(language);
    const other = await enter(language, admin);
    await openChange(founder.page, w, viewer, 'administrator');
    await changeRole(other.page, w, viewer, 'administrator');
    await button(dialogOf(founder.page), w('change-role')).click();
    await assertRefused(founder.page, LATE[language]);
    await rowOf(founder.page, viewer).getByText(w('role-administrator'), { exact: true }).waitFor();
    const doIt = await openRemoval(founder.page, w, viewer);
    await changeRole(other.page, w, viewer, 'viewer');
    await doIt.click();
    await assertRefused(founder.page, LATE[language]);
    await rowOf(founder.page, viewer).getByText(w('role-viewer'), { exact: true }).waitFor();
    await changeRole(founder.page, w, viewer, 'administrator');
    await leave(other);
    await leave(founder);
  });

  test(`a change wants a fresh sign-in, which a small window gives, and goes on then (${language})`, async () => {
    const founder = await enter(language);
    const { page, context } = founder;
    await running.signet.advance(11 * 60);
    await openChange(page, w, viewer, 'viewer');
    await button(dialogOf(page), w('change-role')).click();
    const question = dialogOf(page).filter({ has: page.getByRole('heading', { name: w('again-prove'), exact: true }) });
    await question.waitFor();
    await assertWellInBoth(page);
    const opened = context.waitForEvent('page');
    await button(question, w('sign-in-again')).click();
    const window = await opened;
    await enterEmail(window, FOUNDER);
    // The window is gone before it has another page to show.
    await enterCode(window, await running.signet.mailbox.code(FOUNDER)).catch(() => {});
    await question.waitFor({ state: 'detached' });
    await assertTold(page, w('given-viewer', { name: viewer }));
    await rowOf(page, viewer).getByText(w('role-viewer'), { exact: true }).waitFor();
    await leave(founder);
  });

  test(`whoever is removed has lost the console at once, and keeps the account (${language})`, async () => {
    const founder = await enter(language);
    const { page } = founder;
    const looking = await enter(language, viewer);
    await remove(page, w, viewer);
    await looking.page.reload();
    await looking.page.getByRole('heading', { name: w('not-allowed-title'), exact: true }).waitFor();
    await assertWellInBoth(looking.page);
    await leave(looking);
    await remove(page, w, admin);
    assert.deepEqual(await listed(page, w), [[FOUNDER, 'administrator']]);
    await page.getByRole('link', { name: w('users'), exact: true }).first().click();
    await page.getByRole('link', { name: admin, exact: true }).waitFor();
    await leave(founder);
  });
}
