// axe-core on the page that is open: WCAG 2.2 up to AA and what its authors call best practice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** axe-core itself, a script. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Fails with every rule that is broken and where. */
export const assertAccessible = (page) => assertRules(page, { type: 'tag', values: [...WCAG, 'best-practice'] });

/** A mail stands in a page of the reader's program, which has the landmarks. */
export const assertAccessibleMail = (page) => assertRules(page, { type: 'tag', values: WCAG });

/** Fails with every text whose colour is too near to what lies behind it, or to words around it (WCAG 1.4.3, 1.4.1). */
export const assertContrast = (page) => assertRules(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });

const sessions = new WeakMap();

/** Past Playwright, which would wrap half a megabyte up each time. */
async function bring(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  await sessions.get(page).send('Runtime.evaluate', { expression: AXE });
}

/** A mail in its frame runs nothing, axe included. */
async function assertRules(page, runOnly) {
  if (!(await page.evaluate(() => 'axe' in window))) await bring(page);
  const broken = await page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, {
      runOnly,
      resultTypes: ['violations'],
      iframes: false,
      // Style sheets are fetched again for a rule that is not among these.
      preload: false,
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120))}`);
  }, runOnly);
  assert.deepEqual(broken, [], `${page.url()}: axe`);
}
