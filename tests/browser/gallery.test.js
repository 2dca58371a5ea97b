// Every page in every state and language, as crates/sign-in-ui/examples/gallery.rs writes it, in
// light and dark, on a desktop and on phones.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertNoOverflow } from '../lib/audit.js';
import { AXE, assertAccessible, assertAccessibleMail, assertContrast } from '../lib/axe.js';
import { newVisitor, openBrowser, SMALL_PHONE } from '../lib/browser.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const program = join(target, 'debug', 'examples', 'gallery');
const folder = mkdtempSync(join(tmpdir(), 'signet-gallery-'));
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const DESKTOP = { width: 1100, height: 800 };

/** A page brings axe itself, which the browser then keeps as it keeps any other script. */
const WITH_AXE = Buffer.from('<script src="/axe.js"></script>');

function contentOf(pathname) {
  if (pathname === '/axe.js') return AXE;
  const content = readFileSync(join(folder, pathname));
  return pathname.endsWith('.html') ? Buffer.concat([content, WITH_AXE]) : content;
}

// What the pages ask of a mail there is not is not found.
const server = createServer(({ url }, answer) => {
  const { pathname } = new URL(url, 'http://gallery');
  try {
    const body = contentOf(pathname);
    // Whoever posts itself away, as the page of a form_post does, would not be there to be looked at.
    const headers = { 'content-security-policy': "script-src 'self'", 'cache-control': 'max-age=3600' };
    headers['content-type'] = TYPES[extname(pathname)] ?? 'text/plain';
    answer.writeHead(200, headers).end(body);
  } catch {
    answer.writeHead(404).end();
  }
});
let browser;
let files;

before(async () => {
  execFileSync(program, [folder], { cwd: root });
  files = readdirSync(folder).filter((name) => /\.(en|fr)\.html$/.test(name));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens every page and returns what is wrong with it. */
async function look() {
  const origin = `http://127.0.0.1:${server.address().port}`;
  // What fades from one colour to another is measured when it has.
  const visitor = await newVisitor(browser, { origins: [origin], colorScheme: 'light', reducedMotion: 'reduce' });
  const { page } = visitor;
  const findings = [];
  for (const file of files) {
    const check = async (what, ...checks) => {
      const note = (problem) => void findings.push(`${file}, ${what}: ${problem.message}`);
      for (const one of checks) await one(page).catch(note);
    };
    const accessible = file.startsWith('mail-') ? assertAccessibleMail : assertAccessible;
    // In both languages the same elements stand in the same places, so each is held against all rules once: the
    // longer words of French where there is least room, English where there is most.
    const isFrench = file.endsWith('.fr.html');
    await page.setViewportSize(SMALL_PHONE);
    await page.goto(`${origin}/${file}`);
    await check('narrow', assertNoOverflow);
    if (isFrench) await check('narrow', accessible);
    await page.setViewportSize(DESKTOP);
    await check('wide', assertNoOverflow);
    if (isFrench) continue;
    await check('wide', accessible);
    // All that the dark changes is colours.
    await page.emulateMedia({ colorScheme: 'dark' });
    await check('dark', assertContrast);
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await visitor.context.close();
  return findings;
}

test('every state of every page holds WCAG 2.2 AA, in the dark and on a small phone, too', { timeout: 800_000 }, async () => {
  assert.ok(files.length > 100, 'the gallery has every page');
  assert.deepEqual(await look(), []);
});
