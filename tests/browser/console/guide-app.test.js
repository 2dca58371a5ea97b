// The guides, as the console shows them: what they say is installed into an empty folder, their code copied
// there, started, signed in to. The checkpoint of the guide turns green by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { freePort } from '../../lib/port.js';
import { suite } from '../../lib/suite.js';
import { signInOnPages } from '../../lib/walk.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, enterConsole, leave } from './enter.js';
import { codeShown, copied, EXPRESS, GO, makeApplication, revealSecret, runExpress, started } from './guide-code.js';
import { installExpress, installGo } from './guide-install.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });
const w = wordsOf('en');

async function signInAndOut(home, words, page) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [home, signet.url] });
  await visitor.page.goto(home);
  await visitor.page.getByText(words.enter, { exact: true }).click();
  await signInOnPages(visitor.page, signet, somebody('reader'));
  await visitor.page.getByText(words.inside).waitFor();
  await page.getByText(w('checkpoint-done', { name: 'Bookstore' })).waitFor();
  await visitor.page.getByText(words.leave, { exact: true }).click();
  await visitor.page.getByText(words.outside).waitFor();
  await visitor.leave();
}

test('the code of the Express guide runs as it is shown', async (t) => {
  const home = `http://localhost:${await freePort()}`;
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await makeApplication(page, running.signet, w, { home });
  await runExpress(t, page, w, home, installExpress);
  await signInAndOut(home, { ...EXPRESS.en, outside: EXPRESS.en.enter }, page);
  await leave(visitor);
});

const hasGo = (() => {
  try {
    return Boolean(execFileSync('go', ['version']));
  } catch {
    return false;
  }
})();

async function walkGo(t) {
  const home = `http://localhost:${await freePort()}`;
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await makeApplication(page, running.signet, w, { framework: 'go', home });
  await revealSecret(page, w);
  const folder = mkdtempSync(join(tmpdir(), 'go-guide-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await installGo(t, page, w, folder, ['main.go', 'session_storage.go']);
  t.after(await started(home, './app', [], folder));
  await signInAndOut(home, GO.en, page);
  await leave(visitor);
}

// Without Go it cannot run. That is said in the words that tests/lib/step.bash counts.
if (!hasGo) console.log('NOT RUN: the code of the Go guide (go is missing)');
else test('the code of the Go guide runs as it is shown', walkGo);

/** The guides whose code is run in English, what their apps say, and what their install lines are called. */
const RUN = { express: { says: EXPRESS, install: 'npm' }, go: { says: GO, install: 'bash' } };

/** Without comments. An address has no space before its slashes. */
const withoutComments = (code) => code.replace(/(^|\s)\/\/ .*$/gm, '$1');

/** The French words that the app shows in English; each is in the code. */
function inEnglish(code, { en, fr }) {
  return Object.keys(fr).reduce((text, one) => {
    assert.ok(text.includes(fr[one]), `the French code does not say ${fr[one]}`);
    return text.replaceAll(fr[one], en[one]);
  }, code);
}

/** What a guide shows of an application, and what its install lines give when they are copied. */
async function guideIn(language, id, install) {
  const visitor = await enterConsole(running, { language });
  const { page } = visitor;
  await page.goto(`${running.signet.url}/console/applications/${id}/guide`);
  const blocks = await codeShown(page);
  const lines = await copied(page, wordsOf(language), install);
  await visitor.leave();
  const labels = blocks.map(([label]) => label);
  return { labels, code: blocks.map(([, text]) => text).join('\n'), lines };
}

for (const [framework, { says, install }] of Object.entries(RUN)) {
  test(`the French code of the guide is the English one but for comments and what the app says (${framework})`, async () => {
    const visitor = await enterConsole(running);
    const id = await makeApplication(visitor.page, running.signet, w, { framework, home: 'http://localhost:3000' });
    await visitor.leave();
    const [english, french] = [await guideIn('en', id, install), await guideIn('fr', id, install)];
    assert.deepEqual(french.labels, english.labels);
    assert.equal(french.lines, english.lines);
    assert.equal(withoutComments(inEnglish(french.code, says)), withoutComments(english.code));
  });
}
