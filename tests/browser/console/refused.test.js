// An application whose callback is not registered: its sign-in ends on an error page, and the console
// shows what was refused, and registers it by one click where that is safe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { freePort } from '../../lib/port.js';
import { suite } from '../../lib/suite.js';
import { signInOnPages } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWellInBoth, button, enterConsole, leave, saved } from './enter.js';
import { EXPRESS, makeApplication, runExpress } from './guide-code.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** Milliseconds: what is refused is written down every two seconds, and looked at every 0.7. It is printed, and not judged. */
const SOON = 3_000;

const FOREIGN = 'https://shop-example.co/callback';

/** What is said of an address that one click must not add. */
const WHY = { en: 'by hand, and only if it is yours', fr: 'à la main, et seulement si elle est à vous' };

/** Registers the callback that the guide's text names, and not the one that its SDK calls. */
async function registerAnother(page, w, home) {
  await page.getByRole('textbox', { name: w('redirect-uris'), exact: true }).fill(`${home}/callback`);
  await page.getByRole('textbox', { name: w('post-sign-out-uris'), exact: true }).fill(`${home}/`);
  await save(page, w);
}

async function save(page, w) {
  await button(page, w('save-changes')).click();
  await saved(page, w);
}

/** What is shown of a foreign address: its host stands out, why it is not added, and nothing to press for that. */
async function assertForeign(page, w, language) {
  const row = page.locator('.refused li', { hasText: FOREIGN }).first();
  await row.waitFor();
  assert.equal(await row.locator('strong').innerText(), 'shop-example.co');
  assert.ok((await row.innerText()).replace(/\s+/g, ' ').includes(WHY[language]));
  assert.equal(await row.getByRole('button', { name: w('add-this-uri') }).count(), 0);
}

for (const language of ['en', 'fr']) {
  test(`a callback that is not registered is refused, shown and added by one click (${language})`, async (t) => {
    const { browser, signet } = running;
    const w = wordsOf(language);
    const words = EXPRESS[language];
    const home = `http://localhost:${await freePort()}`;
    const refused = `${home}/logto/sign-in-callback`;
    const operator = await enterConsole(running, { language });
    const { page } = operator;
    const id = await makeApplication(page, signet, w);
    await registerAnother(page, w, home);
    await runExpress(t, page, w, home);
    await page.goto(`${signet.url}/console/applications/${id}/settings`);
    await page.getByRole('textbox', { name: w('redirect-uris'), exact: true }).waitFor();

    const visitor = await newVisitor(browser, { origins: [home, signet.url], locale: language });
    await visitor.page.goto(home);
    await visitor.page.getByText(words.enter, { exact: true }).click();
    await visitor.page.locator('.reference').waitFor();
    const began = performance.now();
    assert.equal(new URL(visitor.page.url()).origin, signet.url);
    const add = button(page, `${w('add-this-uri')} ${refused}`);
    await add.waitFor();
    t.diagnostic(`the button came after ${(performance.now() - began).toFixed(0)} ms of ${SOON}`);

    await fetch(`${signet.issuer}/auth?${new URLSearchParams({ client_id: id, response_type: 'code', scope: 'openid', redirect_uri: FOREIGN })}`);
    await assertForeign(page, w, language);
    await assertWellInBoth(page);
    await page.goto(`${signet.url}/console/applications/${id}/guide`);
    await assertForeign(page, w, language);
    await add.click();
    await save(page, w);

    await visitor.page.goto(home);
    await visitor.page.getByText(words.enter, { exact: true }).click();
    await signInOnPages(visitor.page, signet, somebody('reader'));
    await visitor.page.getByText(words.inside).waitFor();
    await visitor.leave();
    await leave(operator);
  });
}
