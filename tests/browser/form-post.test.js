// `response_mode=form_post` in a real browser: the answer arrives as a form, with JavaScript and
// without, from where it says it comes, and no policy of ours stops it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { somebody } from '../lib/people.js';
import { freePort } from '../lib/port.js';
import { serve } from '../lib/serve.js';
import { suite } from '../lib/suite.js';
import { enterCode, enterEmail, path, primary } from '../lib/walk.js';
import { saw } from '../lib/witness.js';

const port = await freePort();
const url = `http://localhost:${port}`;
const state = '"><script>alert(1)</script>';
const application = {
  id: 'posted',
  name: 'Posted',
  kind: 'spa',
  response_modes: ['form_post'],
  redirect_uris: [`${url}/callback?kept=1`],
};

/** What came to the relying party, newest last. */
const arrived = [];

async function arrive(request, response) {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url !== '/favicon.ico') {
    const { method, headers } = request;
    const fields = Object.fromEntries(new URLSearchParams(body));
    saw('authorization code', fields.code);
    arrived.push({ method, url: request.url, headers, fields });
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end('<!doctype html><html lang="en"><title>Arrived</title><h1>Arrived</h1>');
}

const begin = () => serve(arrive, port);
const running = suite({ browser: true, applications: [application], begin });

const request = (parameters = {}) =>
  `${running.signet.issuer}/auth?${new URLSearchParams({
    client_id: 'posted',
    redirect_uri: `${url}/callback?kept=1`,
    response_type: 'code',
    response_mode: 'form_post',
    scope: 'openid',
    state,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...parameters,
  })}`;

/** The newest answer, which came as it should. */
function answer() {
  const last = arrived.at(-1);
  assert.equal(last.method, 'POST');
  assert.equal(last.url, '/callback?kept=1');
  assert.equal(last.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(last.headers.origin, running.signet.url);
  // Of the page it came from the relying party learns the origin and nothing more.
  assert.equal(last.headers.referer, `${running.signet.url}/`);
  assert.equal(last.fields.state, state);
  assert.equal(last.fields.iss, running.signet.issuer);
  return last.fields;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'by itself' : 'at the press of the button, without JavaScript';
  test(`a form_post arrives ${how}`, async () => {
    const { browser, signet } = running;
    const origins = [signet.url, url];
    const visitor = await newVisitor(browser, { origins, javaScriptEnabled: javaScript });
    const { page } = visitor;
    /** From the page with the form to the application. */
    const arrive = async () => {
      if (!javaScript) {
        assert.match(await page.innerText('h1'), /Back to the application/);
        await primary(page).click();
      }
      await page.waitForURL(`${url}/**`);
      assert.equal(await page.innerText('h1'), 'Arrived');
    };
    const email = somebody();
    await page.goto(request());
    await enterEmail(page, email);
    await enterCode(page, await signet.mailbox.code(email), { javaScript });
    assert.equal(path(page), '/sign-in/no-account');
    const before = arrived.length;
    await primary(page).click();
    await arrive();
    assert.ok(answer().code);
    // Single sign-on, and an error, without a page of ours to fill in.
    for (const [parameters, name] of [
      [{}, 'code'],
      [{ scope: 'a"b' }, 'error'],
    ]) {
      await page.goto(request(parameters), { waitUntil: 'commit' });
      await arrive();
      assert.ok(answer()[name], name);
    }
    assert.equal(arrived.length, before + 3, 'each answer arrives once');
    await visitor.leave();
  });
}
