// What an operator ends of somebody's from that person's page: one session, what one application was granted,
// everything, the account; and who may sign in at all. Each ends what it says and nothing else, as the person's own
// browsers and tokens tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Jar, signInByCode } from '../../lib/jar.js';
import { somebody } from '../../lib/people.js';
import { planRelyingParty } from '../../lib/relying-party.js';
import { suite } from '../../lib/suite.js';
import { enterCode, enterEmail } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertWell, button, call, done, enterConsole, follow, leave, OPERATOR, tokenOf,
} from './enter.js';

const plans = [
  await planRelyingParty({ id: 'library', name: 'Library' }),
  await planRelyingParty({ id: 'shop', name: 'Shop' }),
];
const running = suite({ browser: true, clock: true, extra: ADMINISTRATORS, plans });

const w = wordsOf('en');
const french = wordsOf('fr');

/** Where a browser ends that goes to the sign-in of an application. */
async function arrival(jar, rp) {
  const { url } = await jar.open(`${rp.url}/sign-in`);
  return url.origin + url.pathname;
}

const inside = (rp) => `${rp.url}/`;
const signInPage = () => `${running.signet.url}/sign-in`;

/**
 * A person with two browsers: one is signed in to both applications, the other one to the library alone. What each
 * application got there stands beside it. `another` signs in to the library with one more.
 */
async function withTwoBrowsers(name) {
  const { signet, rps: { library, shop } } = running;
  const who = somebody(name);
  const browser = async () => {
    const jar = new Jar();
    const back = await signInByCode(await jar.open(`${library.url}/sign-in`), signet, who);
    assert.equal(back.url.href, inside(library));
    return { jar, ofLibrary: library.session };
  };
  const first = await browser();
  assert.equal(await arrival(first.jar, shop), inside(shop));
  first.ofShop = shop.session;
  // What is granted later is told apart by its second.
  await signet.advance(2);
  return { who, first, second: await browser(), another: browser };
}

/** Whether what an application got still brings it new tokens. */
const isRenewed = (rp, session) => rp.refresh(session).then(() => true, (error) => {
  assert.equal(error.error, 'invalid_grant');
  return false;
});

/** From the list of people to a page of somebody's; their id. */
async function openPerson(page, who, tab) {
  await page.getByRole('link', { name: who, exact: true }).click();
  const tabs = page.getByRole('navigation', { name: w('user-pages'), exact: true });
  await tabs.getByRole('link', { name: w(tab), exact: true }).click();
  await page.waitForURL(new RegExp(`/${tab}$`));
  return page.url().match(/users\/([^/]+)/)[1];
}

/** Looks at the page in French, and comes back to English. */
async function inFrench(page, look) {
  await page.getByRole('button', { name: w('speak-other') }).click();
  await look();
  await page.getByRole('button', { name: french('speak-other') }).click();
  await button(page, w('sign-out')).waitFor();
}

/** What takes back something that an application was granted: behind its name stands when that was. */
const revoking = (words, application) => new RegExp(`^${words('revoke')} ${application} .*\\d`);

/** Everything of which the console asks the API that it be deleted, from now on. */
function deletions(page) {
  const paths = [];
  page.on('request', (one) => one.method() === 'DELETE' && paths.push(new URL(one.url()).pathname));
  return paths;
}

/** Presses what ends something, and waits until it says so and is not there any more. */
async function press(page, name, told) {
  await button(page, name).click();
  await page.getByText(w(told), { exact: true }).waitFor();
  await button(page, name).waitFor({ state: 'detached' });
}

test('a session, what an application was granted, and all of it are ended from a person’s page', async () => {
  const { signet, rps: { library, shop } } = running;
  const { who, first, second, another } = await withTwoBrowsers('ada');
  const operator = await enterConsole(running);
  const { page } = operator;
  const authorization = await tokenOf(page, signet);
  const id = await openPerson(page, who, 'sessions');
  const ask = async (what) => (await done(signet, authorization, 'GET', `/users/${id}/${what}`))[what];
  const sessions = () => ask('sessions');
  const granted = async () => (await ask('grants')).map(({ clientId }) => clientId).sort();
  const ended = (await sessions()).find(({ clientIds }) => clientIds.includes('shop'));
  const kept = (await sessions()).filter(({ id: one }) => one !== ended.id);
  assert.deepEqual(kept.map(({ clientIds }) => clientIds), [['library']]);
  assert.deepEqual(await granted(), ['library', 'library', 'shop']);
  await inFrench(page, async () => {
    const names = [`${french('end-session')} ${ended.id}`, revoking(french, 'Shop'), french('sign-out-everywhere')];
    for (const name of names) await button(page, name).waitFor();
  });

  await button(page, revoking(w, 'Library')).first().waitFor();
  const names = await button(page, revoking(w, 'Library')).allTextContents();
  assert.equal(new Set(names).size, 2, `one cannot tell which is which: ${names}`);

  await press(page, `${w('end-session')} ${ended.id}`, 'session-ended');
  assert.deepEqual((await sessions()).map(({ id: one }) => one), kept.map(({ id: one }) => one));
  assert.equal(await arrival(first.jar, library), signInPage());
  assert.equal(await arrival(second.jar, library), inside(library));
  assert.ok(await isRenewed(library, first.ofLibrary), 'what was granted for longer than the session stays');

  await press(page, revoking(w, 'Shop'), 'grant-revoked');
  assert.ok(!(await granted()).includes('shop'));
  assert.ok(!(await isRenewed(shop, first.ofShop)));
  assert.ok(await isRenewed(library, first.ofLibrary), 'what another application was granted stays');

  // Begun after the page was loaded: nothing on it tells of this one.
  const third = await another();
  const asked = deletions(page);
  await press(page, w('sign-out-everywhere'), 'signed-out-everywhere');
  assert.deepEqual(asked, [`/api/users/${id}/sessions`]);
  for (const none of ['sessions-empty', 'grants-empty']) await page.getByText(w(none), { exact: true }).waitFor();
  assert.deepEqual([await sessions(), await granted()], [[], []]);
  for (const { jar } of [second, third]) assert.equal(await arrival(jar, library), signInPage());
  for (const { ofLibrary } of [first, second, third]) assert.ok(!(await isRenewed(library, ofLibrary)));
  await leave(operator);
});

test('whom another one has suspended meanwhile is not suspended again; no other change is in the way', async () => {
  const { signet } = running;
  const operator = await enterConsole(running);
  const { page } = operator;
  const authorization = await tokenOf(page, signet);
  const who = somebody('eve');
  const ask = (method, path, body) => done(signet, authorization, method, `/users${path}`, body);
  const { id } = await ask('POST', '', { primaryEmail: who });
  await follow(page, `/console/users/${id}/sessions`);
  await button(page, w('suspend')).waitFor();

  await ask('PATCH', `/${id}/is-suspended`, { isSuspended: true });
  const sent = page.waitForRequest((one) => one.method() === 'PATCH');
  await button(page, w('suspend')).click();
  assert.ok((await (await sent).allHeaders())['if-match'], 'it is said what the page has shown');
  await page.getByText('It has changed since you read it.').waitFor();
  await button(page, w('resume')).waitFor();
  assert.equal(await page.getByText(w('user-suspended', { name: who }), { exact: true }).count(), 0);

  await ask('PATCH', `/${id}`, { name: 'Eve' });
  await button(page, w('resume')).click();
  await page.getByText(w('user-resumed', { name: who }), { exact: true }).waitFor();
  await button(page, w('suspend')).waitFor();
  assert.equal((await ask('GET', `/${id}`)).isSuspended, false);
  assert.equal(await page.getByText('It has changed since you read it.').count(), 0);
  await leave(operator);
});

/** How the dialog counts what goes with somebody who has granted three times, to two applications, in two sessions. */
const counted = (words) => `${words('impact')} ${words('impact-grants', { count: 3 })}, ` +
  `${words('impact-applications', { count: 2 })}, ${words('impact-sessions', { count: 2 })}.`;

/** Opens the removal of somebody: what it says would go, and whose name it wants. */
async function openRemoval(page, words) {
  await button(page, `${words('remove-user')}…`).click();
  const dialog = page.getByRole('dialog', { name: words('remove-user'), exact: true });
  await dialog.getByText(counted(words), { exact: true }).waitFor();
  assert.ok(await button(dialog, words('remove-user')).isDisabled(), 'the name is to be typed');
  return dialog;
}

/** Proves in the small window who presses, when that was proven too long ago. */
async function signInAgain(page) {
  const question = page.getByRole('dialog', { name: w('again-prove'), exact: true });
  await question.waitFor();
  const opened = page.context().waitForEvent('page');
  await button(question, w('sign-in-again')).click();
  const window = await opened;
  await enterEmail(window, OPERATOR);
  // The window is gone before it has another page to show.
  await enterCode(window, await running.signet.mailbox.code(OPERATOR)).catch(() => {});
  await question.waitFor({ state: 'detached' });
}

test('an account is deleted with all that hangs from it, after its name and a fresh sign-in', async () => {
  const { signet, rps: { library, shop } } = running;
  const { who, first, second } = await withTwoBrowsers('bob');
  const operator = await enterConsole(running);
  const { page } = operator;
  await page.getByRole('link', { name: w('users'), exact: true }).first().click();
  const id = await openPerson(page, who, 'profile');
  await inFrench(page, async () => {
    const dialog = await openRemoval(page, french);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
  const dialog = await openRemoval(page, w);
  await assertWell(page);
  const remove = button(dialog, w('remove-user'));
  await dialog.getByRole('textbox').fill(who.slice(1));
  assert.ok(await remove.isDisabled(), 'it is the name of somebody else');
  await dialog.getByRole('textbox').fill(who);
  await signet.advance(11 * 60);
  await remove.click();
  await signInAgain(page);
  await page.waitForURL(/\/console\/users$/);
  await page.getByRole('link', { name: OPERATOR, exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: who, exact: true }).count(), 0);
  assert.equal((await call(signet, await tokenOf(page, signet), 'GET', `/users/${id}`)).status, 404);

  for (const [rp, session] of [[library, first.ofLibrary], [shop, first.ofShop], [library, second.ofLibrary]]) {
    assert.ok(!(await isRenewed(rp, session)));
  }
  assert.equal(await arrival(first.jar, shop), signInPage());
  // The address is nobody's any more: its code leads to the offer of a new account.
  const start = await second.jar.open(`${library.url}/sign-in`);
  assert.equal(start.url.pathname, '/sign-in');
  const offer = await (await start.submit({ email: who })).submit({ code: await signet.mailbox.code(who) });
  assert.match(offer.url.pathname, /\/no-account$/);
  await leave(operator);
});
