// A preview of unsaved settings, in a frame of a page of our own origin as the console will have it:
// it looks as it will, and can do nothing to whoever frames it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../lib/browser.js';
import { clientSecret } from '../lib/people.js';
import { suite } from '../lib/suite.js';
import { saw } from '../lib/witness.js';

const deploy = {
  id: 'deploy',
  kind: 'machine',
  secret: clientSecret(),
  roles: ['Logto Management API access'],
};

const running = suite({ browser: true, applications: [deploy] });

async function token() {
  const credentials = Buffer.from(`${deploy.id}:${deploy.secret}`).toString('base64');
  const answer = await fetch(`${running.signet.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: 'https://default.logto.app/api',
      scope: 'all',
    }),
  });
  return saw('access token', (await answer.json()).access_token);
}

async function preview(settings) {
  const answer = await fetch(`${running.signet.url}/api/signet/previews`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  assert.equal(answer.status, 201);
  return answer.json();
}

/** A page of our own origin that shows this in a frame; the frame. */
async function framed(visitor, address) {
  const { page } = visitor;
  const host = `${running.signet.url}/console/made-up`;
  const body = `<!doctype html><html lang="en"><title>Console</title><iframe title="Preview"></iframe>`;
  await page.route(host, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(host);
  await page.evaluate((src) => {
    document.cookie = 'secret=of-the-console';
    document.querySelector('iframe').src = src;
  }, address);
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  await frame.waitForURL(address);
  await frame.waitForLoadState('load');
  return frame;
}

const settings = {
  color: { primaryColor: '#c00000', isDarkModeEnabled: true, darkPrimaryColor: '#ff8080' },
  signet: { name: 'Draft & Co' },
};

test('a page looks as the settings would have it and reaches nobody', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url] });
  const { url } = await preview(settings);
  const frame = await framed(visitor, `${url}sign-in/0?lang=fr`);
  assert.match(await frame.innerText('body'), /Draft & Co/);
  const brand = () => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim();
  assert.equal(await frame.evaluate(brand), '#c00000');
  const font = () => getComputedStyle(document.querySelector('h1')).fontSize;
  assert.notEqual(await frame.evaluate(font), '16px');
  assert.equal(await frame.evaluate(() => origin), 'null');
  for (const reach of [
    () => parent.document.title,
    () => document.cookie,
    () => localStorage.length,
  ]) {
    assert.equal(
      await frame.evaluate(`(() => { try { return (${reach})(); } catch { return 'refused'; } })()`),
      'refused',
    );
  }
  const before = visitor.requests.length;
  await frame.evaluate(() => document.querySelector('form').requestSubmit());
  await frame.waitForTimeout(300);
  assert.deepEqual(visitor.requests.slice(before), []);
  const expected = /Blocked form submission|form-action|allow-forms|Blocked autofocusing/;
  visitor.problems = visitor.problems.filter((problem) => !expected.test(problem));
  await visitor.leave();
});

test('a mail looks as it will, without a script', async () => {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [signet.url] });
  const { url } = await preview(settings);
  const frame = await framed(visitor, `${url}mail/0`);
  assert.match(await frame.innerText('body'), /482\s?913/);
  assert.match(await frame.innerText('body'), /Draft & Co/);
  await visitor.leave();
});
