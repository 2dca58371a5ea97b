// Names that somebody else chose: whatever they hold, they are text, and stay within their place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE } from '../../lib/browser.js';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWell, complete, enterConsole, follow, leave } from './enter.js';

const NAME = `"><img src=x onerror=alert(1)> &amp; {{code}} ${'W'.repeat(120)}`;
const hostile = { id: 'hostile', name: NAME, kind: 'spa', redirect_uris: ['http://localhost:3000/callback'] };
const running = suite({ browser: true, extra: ADMINISTRATORS, applications: [hostile] });

const PAGES = ['', '/applications', '/applications/hostile/settings', '/applications/hostile/guide', '/applications/hostile/activity', '/users/explain', '/activity/events'];

for (const language of ['en', 'fr']) test(`a hostile name is shown as text on every page (${language})`, async () => {
  const visitor = await enterConsole(running, { language });
  const { page } = visitor;
  for (const path of PAGES) {
    await follow(page, `/console${path}`);
    await complete(page, wordsOf(language));
    assert.equal(await page.locator('img[src="x"]').count(), 0, path);
    await page.setViewportSize(PHONE);
    await assertWell(page);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  await leave(visitor);
});

/** Return addresses of an attacker, written into what is kept between request and answer. */
const ELSEWHERE = [
  'https://evil.example/x', '//evil.example/x', '/\\evil.example/x', 'javascript:alert(1)', '/console/../', '/console/%2e%2e/oidc/auth', '/consoles', '/console/callback?code=x', '', null,
];

test('a return address that was tampered with leads to the console', async () => {
  const { signet } = running;
  const visitor = await enterConsole(running);
  for (const returnTo of ELSEWHERE) {
    const tab = await visitor.tab();
    // Whoever is not signed in by the page itself leaves for an answer, and comes back with it.
    await tab.route(/\/oidc\/auth\?.*prompt=none/, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await tab.addInitScript(([key, address]) => {
      const kept = location.pathname === '/console/callback' && sessionStorage.getItem(key);
      if (kept) sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(kept), returnTo: address }));
    }, ['signet-console-pending', returnTo]);
    await tab.goto(`${signet.url}/console/users`);
    await tab.locator('#main h1').waitFor();
    assert.equal(tab.url(), `${signet.url}/console`, `${returnTo}`);
    await tab.close();
  }
  await leave(visitor);
});
