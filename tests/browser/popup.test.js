// Signing in through a pop-up: the page that opened it waits for a message from the callback.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { somebody } from '../lib/people.js';
import { freePort } from '../lib/port.js';
import { serve } from '../lib/serve.js';
import { suite } from '../lib/suite.js';
import { enterCode, enterEmail, primary } from '../lib/walk.js';
import { sawUrl } from '../lib/witness.js';

const port = await freePort();
const url = `http://localhost:${port}`;
const application = {
  id: 'widget',
  name: 'Widget',
  kind: 'spa',
  redirect_uris: [`${url}/callback`],
};

/** Opens the pop-up at a click, counts how often it looks closed, and keeps what it is told. */
const opening = `<!doctype html><title>Widget</title><button>Sign in</button><script>
  window.told = []; window.closed_ = 0;
  addEventListener('message', (event) => told.push(event.data));
  document.querySelector('button').onclick = () => {
    const popup = open(new URLSearchParams(location.search).get('to'), 'sign-in', 'popup');
    setInterval(() => { if (told.length === 0 && popup.closed) closed_ += 1; }, 20);
  };
</script>`;
const callback = `<!doctype html><title>Back</title><script>
  if (opener) opener.postMessage(location.search, location.origin);
</script>`;

/** The relying party: two pages, on another port than Signet. */
function answer(request, response) {
  const { pathname } = new URL(request.url, url);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(pathname === '/callback' ? callback : opening);
}

const begin = () => serve(answer, port);
const running = suite({ browser: true, applications: [application], begin });

const request = (parameters = {}) =>
  `${running.signet.issuer}/auth?${new URLSearchParams({
    client_id: 'widget',
    redirect_uri: `${url}/callback`,
    response_type: 'code',
    scope: 'openid',
    state: 'state-of-the-popup',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...parameters,
  })}`;

/** Clicks on the page that waits; the pop-up it opened. */
async function opened(visitor, to) {
  await visitor.page.goto(`${url}/?to=${encodeURIComponent(to)}`);
  const popup = visitor.page.waitForEvent('popup');
  await visitor.page.click('button');
  return popup;
}

/** That the page was told a code, and never took the pop-up for closed. */
async function assertTold({ page }) {
  await page.waitForFunction(() => window.told.length > 0);
  const { told, closed } = await page.evaluate(() => ({ told: window.told, closed: window.closed_ }));
  sawUrl(`${url}/callback${told[0]}`);
  const answer = new URLSearchParams(told[0]);
  assert.ok(answer.get('code'), told[0]);
  assert.equal(answer.get('state'), 'state-of-the-popup');
  assert.equal(closed, 0, 'the pop-up looked closed on the way');
}

test('a sign-up, a wrong code and an offer in a pop-up end with a message to its opener', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, url] });
  const email = somebody();
  const popup = await opened(visitor, request());
  await popup.waitForURL(`${signet.url}/sign-in?**`);
  await enterEmail(popup, email);
  const code = await signet.mailbox.code(email);
  await enterCode(popup, code === '111111' ? '222222' : '111111');
  assert.ok(await popup.evaluate(() => window.opener !== null), 'on the code page');
  await enterCode(popup, code);
  await popup.waitForURL(/\/sign-in\/no-account/);
  await primary(popup).click();
  await assertTold(visitor);
  // With the session there is no page in between, and it works as well.
  await popup.close();
  await opened(visitor, request());
  await assertTold(visitor);
  await visitor.leave();
});

test('an error page and a new start in the same pop-up do not lose its opener', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, url] });
  const popup = await opened(visitor, `${signet.url}/sign-in?flow=long-gone&app_id=widget`);
  await popup.waitForLoadState();
  await popup.goto(request({ redirect_uri: `${url}/unregistered` }));
  await popup.goto(request({ first_screen: 'register' }));
  const email = somebody();
  await enterEmail(popup, email);
  await enterCode(popup, await signet.mailbox.code(email));
  await assertTold(visitor);
  await visitor.leave();
});

test('the page that asks about signing out is cut off from whoever opened it', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url, url] });
  const popup = await opened(visitor, `${signet.issuer}/session/end`);
  await popup.waitForLoadState();
  assert.equal(await popup.evaluate(() => window.opener), null);
  await visitor.leave();
});
