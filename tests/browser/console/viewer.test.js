// Whoever may look and not change sees everything but secrets, and no button that would be refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS, assertWell, call, done, enterConsole, forgive, leave, tokenOf } from './enter.js';

const VIEWER = 'grace@example.com';
const bookstore = { id: 'bookstore', name: 'Bookstore', kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [bookstore] });

const PAGES = [
  '', '/applications', '/applications/bookstore/guide', '/applications/bookstore/settings', '/connectors/email-sms', '/connectors/email-sms/new/mailgun-email',
  '/sign-in-experience/branding', '/sign-in-experience/sign-up-and-sign-in', '/sign-in-experience/content', '/sign-in-experience/code-screen', '/users', '/users/explain?identifier=ops%40example.com',
  '/activity/events', '/activity/mail', '/settings/administrators', '/settings/about',
];

/** What changes something, by its name; more of a list is shown to everybody. */
const CHANGES = {
  en: /^(Save|Create|Add|Delete|Remove|Reveal|Replace|Suspend|Send|Retire|Rotate|Discard|Configure)\b/,
  fr: /^(Enregistrer|Créer|Ajouter|Supprimer|Retirer|Afficher(?! la suite)|Remplacer|Suspendre|Envoyer|Abandonner|Configurer|Ignorer)\b/,
};

/** Opens a page, and asserts that it offers nothing that would be refused. */
async function assertNoChanges(page, path, language) {
  await page.goto(`${running.signet.url}/console${path}`);
  await page.locator('#main h1').waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  const names = await page.locator('#main button:visible').allInnerTexts();
  const offered = names.map((name) => name.trim()).filter((name) => CHANGES[language].test(name));
  assert.deepEqual(offered, [], `/console${path} offers a viewer what would be refused`);
}

async function inviteViewer(authorization) {
  const post = (path, body) => done(running.signet, authorization, 'POST', path, body);
  const { id } = await post('/users', { primaryEmail: VIEWER });
  await post(`/users/${id}/roles`, { roleIds: ['viewer'] });
  return id;
}

test('a viewer sees every page, no secret and nothing to press', { timeout: 300_000 }, async () => {
  const operator = await enterConsole(running);
  const id = await inviteViewer(await tokenOf(operator.page, running.signet));
  await leave(operator);
  const visitor = await enterConsole(running, { who: VIEWER });
  const { page } = visitor;
  for (const path of [...PAGES, `/users/${id}/profile`, `/users/${id}/sign-ins`, `/users/${id}/sessions`]) {
    await assertNoChanges(page, path, 'en');
    await assertWell(page);
  }
  const authorization = await tokenOf(page, running.signet);
  for (const [method, at, body] of [
    ['PATCH', '/applications/bookstore', { description: 'x' }],
    ['POST', '/applications', { name: 'Mine', type: 'SPA' }],
    ['DELETE', `/users/${id}`, undefined],
    ['POST', `/users/${id}/roles`, { roleIds: ['administrator'] }],
    ['PATCH', '/sign-in-exp', { color: { primaryColor: '#000000' } }],
  ]) {
    assert.equal((await call(running.signet, authorization, method, at, body)).status, 403, `${method} ${at}`);
  }
  forgive(visitor);
  await leave(visitor);
});

test('a viewer who speaks French has nothing to press either', async () => {
  const visitor = await enterConsole(running, { who: VIEWER, language: 'fr' });
  for (const path of ['/applications', '/applications/bookstore/guide', '/applications/bookstore/settings', '/connectors/email-sms', '/sign-in-experience/sign-up-and-sign-in', '/users']) {
    await assertNoChanges(visitor.page, path, 'fr');
  }
  await leave(visitor);
});
