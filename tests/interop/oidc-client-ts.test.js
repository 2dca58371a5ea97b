// The published `oidc-client-ts` as a single-page app on its own origin, in Chromium: CORS, sign-in,
// refresh and sign-out (done when 6).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { somebody } from '../lib/people.js';
import { freePort } from '../lib/port.js';
import { startSpa } from '../lib/spa.js';
import { suite } from '../lib/suite.js';
import { signInOnPages } from '../lib/walk.js';
import { sawTokens } from '../lib/witness.js';

const port = await freePort();
const origin = `http://localhost:${port}`;
let spa;
let visitor;
const running = suite({
  browser: true,
  applications: [
    {
      id: 'reading-list',
      name: 'Reading list',
      kind: 'spa',
      redirect_uris: [`${origin}/callback`],
      post_logout_redirect_uris: [`${origin}/`],
    },
  ],
  begin: async ({ signet, browser }) => {
    spa = await startSpa({ port, authority: signet.issuer, clientId: 'reading-list' });
    visitor = await newVisitor(browser, { origins: [origin, signet.url] });
    return () => spa.stop();
  },
});

const reader = somebody();
const user = (page) => page.evaluate(() => window.manager.getUser());
const ready = (page) => page.waitForSelector('body[data-ready]');

async function signIn(page) {
  await page.click('#sign-in');
  await signInOnPages(page, running.signet, reader);
  await page.waitForURL(`${origin}/**`);
  await page.waitForFunction((who) => document.getElementById('who')?.textContent === who, reader);
  return sawTokens(await user(page));
}

test('the single-page app signs a newcomer up, userinfo across origins included', async () => {
  const { page } = visitor;
  await page.goto(origin);
  await ready(page);
  const { profile, refresh_token: token } = await signIn(page);
  assert.equal(profile.email, reader);
  assert.equal(profile.iss, running.signet.issuer);
  assert.ok(token, 'a refresh token for offline_access');
});

test('signinSilent refreshes with the refresh token, twice', async () => {
  const { page } = visitor;
  for (let round = 0; round < 2; round += 1) {
    const before = await user(page);
    await page.evaluate(() => window.manager.signinSilent());
    const now = sawTokens(await user(page));
    assert.notEqual(now.access_token, before.access_token);
    assert.notEqual(now.refresh_token, before.refresh_token);
    assert.equal(now.profile.sub, before.profile.sub);
  }
});

test('signing out comes back to the app, and the next sign-in asks for a code again', async () => {
  const { page } = visitor;
  await page.click('#sign-out');
  await page.waitForURL(`${origin}/`);
  await ready(page);
  assert.equal(await page.textContent('#who'), 'nobody');
  await signIn(page);
  await visitor.leave();
});

test('a stranger origin gets no token answer (T-65)', async () => {
  const answer = await fetch(`${running.signet.issuer}/token`, {
    method: 'POST',
    headers: { origin: 'http://stranger.example' },
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'reading-list' }),
  });
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
  await answer.text();
});
