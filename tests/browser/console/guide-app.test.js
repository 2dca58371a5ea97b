// The guides' code, as the console shows it: copied into an empty folder, started, signed in to. The
// checkpoint of the guide turns green by itself.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newVisitor } from '../../lib/browser.js';
import { somebody } from '../../lib/people.js';
import { freePort } from '../../lib/port.js';
import { suite } from '../../lib/suite.js';
import { signInOnPages } from '../../lib/walk.js';
import { saw } from '../../lib/witness.js';
import { ADMINISTRATORS, button, enterConsole, leave } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const goModule = fileURLToPath(new URL('../../interop/go/', import.meta.url));

/** Makes the application, and shows its secret in the snippets. */
async function openGuide(page, framework, home) {
  await page.goto(`${running.signet.url}/console/applications/create?framework=${framework}`);
  await page.getByRole('textbox', { name: 'Application name' }).fill('Bookstore');
  await page.getByRole('textbox', { name: 'Where does it run?' }).fill(home);
  await page.keyboard.press('Enter');
  await page.getByText('is registered').waitFor();
  await button(page, 'Reveal in snippet').click();
  const code = page.locator('pre code', { hasText: /[aA]ppSecret/ }).first();
  await code.filter({ hasNotText: '••••' }).waitFor();
  saw('client secret', (await code.textContent()).match(/[aA]ppSecret:\s*["']([^"']+)/)[1]);
}

/** What the copy buttons of a file give, one after the other; each is what is shown. */
async function copied(page, file) {
  const blocks = await page.locator('.code-block', { has: page.getByText(file, { exact: true }) }).all();
  const texts = [];
  for (const block of blocks) {
    await block.getByRole('button', { name: 'Copy' }).click();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(text, await block.locator('pre code').textContent());
    texts.push(text);
  }
  assert.ok(texts.length > 0, file);
  return `${texts.join('\n\n')}\n`;
}

async function signInAndOut(home, words, page) {
  const { browser, signet } = running;
  const visitor = await newVisitor(browser, { origins: [home, signet.url] });
  await visitor.page.goto(home);
  await visitor.page.getByText(words.enter, { exact: true }).click();
  await signInOnPages(visitor.page, signet, somebody('reader'));
  await visitor.page.getByText(words.inside).waitFor();
  await page.getByText('It works: somebody signed in to Bookstore').waitFor();
  await visitor.page.getByText(words.leave, { exact: true }).click();
  await visitor.page.getByText(words.outside).waitFor();
  await visitor.leave();
}

async function started(home, program, args, cwd) {
  const child = spawn(program, args, { cwd, stdio: 'ignore' });
  for (let wait = 0; wait < 200; wait += 1) {
    if (await fetch(home).then((answer) => answer.ok, () => false)) return child;
    await sleep(50);
  }
  child.kill();
  throw new Error(`the app of the guide did not start at ${home}`);
}

test('the code of the Express guide runs as it is shown', async () => {
  const home = `http://localhost:${await freePort()}`;
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await openGuide(page, 'express', home);
  const folder = mkdtempSync(join(tmpdir(), 'express-guide-'));
  writeFileSync(join(folder, 'app.mjs'), await copied(page, 'app.mjs'));
  symlinkSync(modules, join(folder, 'node_modules'));
  const app = await started(home, process.execPath, ['app.mjs'], folder);
  await signInAndOut(home, { enter: 'Sign in', inside: 'Hello', leave: 'Sign out', outside: 'Sign in' }, page);
  app.kill();
  rmSync(folder, { recursive: true, force: true });
  await leave(visitor);
});

const hasGo = (() => {
  try {
    return Boolean(execFileSync('go', ['version']));
  } catch {
    return false;
  }
})();

test('the code of the Go guide runs as it is shown', { skip: !hasGo }, async () => {
  const home = `http://localhost:${await freePort()}`;
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await openGuide(page, 'go', home);
  const folder = mkdtempSync(join(tmpdir(), 'go-guide-'));
  for (const file of ['main.go', 'session_storage.go']) writeFileSync(join(folder, file), await copied(page, file));
  // The versions that are tested elsewhere, instead of the newest ones of the day.
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(goModule, file), join(folder, file));
  execFileSync('go', ['build', '-mod=readonly', '-o', 'app', '.'], { cwd: folder });
  const app = await started(home, './app', [], folder);
  await signInAndOut(home, { enter: 'Sign in', inside: 'You are signed in! :)', leave: 'Sign out', outside: 'You are not signed in. :(' }, page);
  app.kill();
  rmSync(folder, { recursive: true, force: true });
  await leave(visitor);
});
