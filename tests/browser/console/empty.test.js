// Lists with nothing in them: what each is for or that nothing was found, and what to do then. Readable by
// everybody, in both languages and both themes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import {
  ADMINISTRATORS, assertNoProblem, assertWellInBoth, button, complete, done, enterConsole, filled, follow, LIBRARY,
  READER, tokenOf,
} from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

const NOBODY = 'nobody@example.com';

/**
 * Where a list is empty, and what is said there. `none` is the list of the API that is never empty, because whoever
 * looks is on it or Signet's own are: it is made to be. `offers` is what one can do then: a link or a button.
 */
const EMPTY = [
  { at: '', says: ['nothing-refused'], offers: ['link', 'view-activity'] },
  {
    at: '/applications', none: '/api/applications',
    says: ['applications-empty', 'applications-empty-text'], offers: ['link', 'create-application'],
  },
  { at: '/applications/:application/secrets', says: ['secrets-empty'], offers: ['button', 'create-secret'] },
  { at: '/connectors/email-sms', says: ['email-none'], offers: ['button', 'configure'] },
  { at: '/users', none: '/api/users', says: ['users-empty', 'users-empty-text'], offers: ['link', 'add-user'] },
  { at: '/users/:reader/sign-ins', says: ['attempts-empty'] },
  { at: '/users/:reader/sessions', says: ['sessions-empty', 'grants-empty'] },
  { at: `/users/explain?identifier=${encodeURIComponent(NOBODY)}`, says: ['attempts-empty'] },
  { at: '/activity/events?kind=user.removed', says: ['events-empty'] },
  { at: '/activity/events?requestId=qzqzqzqzqz', says: ['events-empty'] },
  { at: '/activity/mail', none: '/api/signet/mail', says: ['mail-empty', 'mail-empty-text'] },
  {
    at: '/settings/administrators', none: '/api/signet/administrators',
    says: ['administrators-empty'], offers: ['button', 'invite'],
  },
];

/** Where nothing is found, what was sought if it was typed, and what would be said if there were nothing at all. */
const SOUGHT = [
  { at: '/applications?q=qzqzq', query: 'qzqzq', not: 'applications-empty' },
  { at: '/applications?types=Native', not: 'applications-empty' },
  { at: '/users?q=qzqzq&neverSignedIn=true', query: 'qzqzq', not: 'users-empty' },
  { at: '/users?isSuspended=true', not: 'users-empty' },
  { at: '/activity/mail?state=dead', not: 'mail-empty' },
];

const main = (page) => page.locator('#main');
const rows = (page) => page.locator('#main tbody tr');

async function open(page, w, at, ids) {
  await follow(page, `/console${filled(at, ids)}`);
  await complete(page, w);
  await assertNoProblem(page);
}

async function lookAtEmpty(page, w, ids, { at, none, says, offers }) {
  const isThat = (url) => url.pathname === none;
  if (none) await page.route(isThat, (route) => route.fulfill({ json: [], headers: { 'total-number': '0' } }));
  await open(page, w, at, ids);
  for (const id of says) await main(page).getByText(w(id), { exact: true }).waitFor();
  assert.equal(await rows(page).count(), 0, at);
  assert.equal(await page.getByText(w('nothing-found', { query: '…' }), { exact: true }).count(), 0, at);
  if (offers) {
    const [role, id] = offers;
    await main(page).getByRole(role, { name: w(id), exact: true }).waitFor();
  }
  await assertWellInBoth(page);
  if (none) await page.unroute(isThat);
}

/** It is told what was sought, and one button finds everything again. */
async function lookAtNothingFound(page, w, { at, query = '…', not }) {
  await open(page, w, at, {});
  const told = page.getByRole('heading', { name: w('nothing-found', { query }), exact: true });
  await told.waitFor();
  assert.equal(await page.getByText(w(not), { exact: true }).count(), 0, `${at} says that there is nothing at all`);
  await assertWellInBoth(page);
  await button(page, w('clear-search')).click();
  await rows(page).first().waitFor();
  await told.waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).search, '');
}

/** No framework goes by a name. */
async function lookForFramework(page, w) {
  await open(page, w, '/applications/create', {});
  await page.getByRole('searchbox', { name: w('framework-search'), exact: true }).fill('qzqzq');
  await main(page).getByText(w('nothing-found', { query: 'qzqzq' }), { exact: true }).waitFor();
  assert.equal(await button(page, 'Express').count(), 0);
  await assertWellInBoth(page);
}

/** Nothing happened to somebody without an account: beside it stands a way to their attempts, and one to all events. */
async function lookForEvents(page, w) {
  await open(page, w, `/activity/events?address=${encodeURIComponent(NOBODY)}`, {});
  await main(page).getByText(w('events-empty'), { exact: true }).waitFor();
  const attempts = page.getByRole('link', { name: w('attempts-of', { address: NOBODY }), exact: true });
  assert.match(await attempts.getAttribute('href'), /^\/console\/users\/explain\?identifier=nobody%40example\.com$/);
  await assertWellInBoth(page);
  await main(page).getByRole('status').getByRole('button', { name: NOBODY }).click();
  await page.locator('#main .events summary').first().waitFor();
  assert.equal(new URL(page.url()).search, '');
}

let ids;

/** Somebody who has never signed in, and an application without a secret. */
async function makeOnce(page) {
  if (ids) return;
  const authorization = await tokenOf(page, running.signet);
  const ask = (method, path, body) => done(running.signet, authorization, method, path, body);
  const { id: reader } = await ask('POST', '/users', { primaryEmail: READER });
  const { id: application } = await ask('POST', '/applications', LIBRARY);
  await ask('DELETE', `/applications/${application}/secrets/Default%20secret`);
  ids = { reader, application };
}

for (const language of ['en', 'fr']) {
  test(`a list says what it is for, a search in vain what was sought (${language})`, { timeout: 240_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    await makeOnce(page);
    for (const one of EMPTY) await lookAtEmpty(page, w, ids, one);
    for (const one of SOUGHT) await lookAtNothingFound(page, w, one);
    await lookForFramework(page, w);
    await lookForEvents(page, w);
    await visitor.leave();
  });
}
