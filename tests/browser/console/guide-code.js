// The guides' code, as the console shows it: an application is made, and what its guide shows is
// copied into an empty folder and started.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saw } from '../../lib/witness.js';
import { button } from './enter.js';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Gives a folder the packages of the tests. */
export const linkPackages = (folder) => symlinkSync(modules, join(folder, 'node_modules'));

/** What the app of the Express guide says, in the guide's language. */
export const EXPRESS = {
  en: { enter: 'Sign in', inside: 'Hello', leave: 'Sign out' },
  fr: { enter: 'Connexion', inside: 'Bonjour', leave: 'Déconnexion' },
};

/** What the app of the Go guide says. */
export const GO = {
  en: { enter: 'Sign in', inside: 'You are signed in! :)', leave: 'Sign out', outside: 'You are not signed in. :(', hello: 'Hello' },
  fr: {
    enter: 'Se connecter', inside: 'Vous êtes connecté à ce site ! :)', leave: 'Se déconnecter',
    outside: "Vous n'êtes pas connecté à ce site. :(", hello: 'Bonjour',
  },
};

/** All code that the open guide shows: what each block is called, and what it says. */
export async function codeShown(page) {
  const blocks = page.locator('#main .code-block pre');
  await blocks.first().waitFor();
  return blocks.evaluateAll((all) => all.map((one) => [one.getAttribute('aria-label'), one.textContent]));
}

/** Makes the application in the console, and ends at its guide; its id. */
export async function makeApplication(page, signet, w, { framework = 'express', name = 'Bookstore', home } = {}) {
  await page.goto(`${signet.url}/console/applications/create?framework=${framework}`);
  await page.getByRole('textbox', { name: w('application-name'), exact: true }).fill(name);
  if (home) await page.getByRole('textbox', { name: w('where-does-it-run'), exact: true }).fill(home);
  await page.keyboard.press('Enter');
  await page.getByText(w('guide-registered', { name })).waitFor();
  return page.url().match(/applications\/([^/]+)/)[1];
}

/** Makes the application by what the first page of the console leads to, and ends at its guide. */
export async function beginBookstore(page, w, home) {
  await page.getByRole('region', { name: w('get-started'), exact: true }).getByRole('link', { name: w('view-all'), exact: true }).click();
  await button(page, 'Express').click();
  await page.getByRole('textbox', { name: w('application-name'), exact: true }).fill('Bookstore');
  await page.getByRole('textbox', { name: w('where-does-it-run'), exact: true }).fill(home);
  await page.keyboard.press('Enter');
  await page.getByText(w('guide-registered', { name: 'Bookstore' })).waitFor();
}

/** Shows the secret of the application in the snippets. */
export async function revealSecret(page, w) {
  await button(page, w('reveal-in-snippet')).click();
  const code = page.locator('pre code', { hasText: /[aA]ppSecret/ }).first();
  await code.filter({ hasNotText: '••••' }).waitFor();
  saw('client secret', (await code.textContent()).match(/[aA]ppSecret:\s*["']([^"']+)/)[1]);
}

/** The lines of the guides that install the SDK, by what their block is called. */
const INSTALLS = {
  npm: /^npm i @logto\/express cookie-parser express-session$/m,
  bash: /^go get github\.com\/logto-io\/go( |$)/m,
};

/** What the copy buttons of a file give, one after the other; each is what is shown. */
export async function copied(page, w, file) {
  const blocks = await page.locator('.code-block', { has: page.getByText(file, { exact: true }) }).all();
  const texts = [];
  for (const block of blocks) {
    await block.getByRole('button', { name: w('copy') }).click();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(text, await block.locator('pre code').textContent());
    texts.push(text);
  }
  assert.ok(texts.length > 0, file);
  if (INSTALLS[file]) assert.match(texts.join('\n'), INSTALLS[file]);
  return `${texts.join('\n\n')}\n`;
}

/** Starts a program and waits until it answers; what ends it. */
export async function started(home, program, args, cwd) {
  const child = spawn(program, args, { cwd, stdio: 'ignore' });
  for (let wait = 0; wait < 200; wait += 1) {
    if (await fetch(home).then((answer) => answer.ok, () => false)) return () => child.kill();
    await sleep(50);
  }
  child.kill();
  throw new Error(`the app of the guide did not start at ${home}`);
}

/**
 * The app of the Express guide that is open, started at `home` until the test `t` is over. `install` puts the
 * packages into the empty folder; only the test of the guides themselves fetches what the guide names.
 */
export async function runExpress(t, page, w, home, install = (_t, _page, _w, folder) => linkPackages(folder)) {
  await revealSecret(page, w);
  const folder = mkdtempSync(join(tmpdir(), 'express-guide-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await install(t, page, w, folder);
  writeFileSync(join(folder, 'app.mjs'), await copied(page, w, 'app.mjs'));
  t.after(await started(home, process.execPath, ['app.mjs'], folder));
}
