// How soon a press shows on the screen while the list of people is long. The list of a page holds at most
// 100 rows, so that is what is drawn; 1,000 people are in the database. How long it takes is printed beside
// its limit and not judged, as in budgets.test.js: another machine is another time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, button, done, enterConsole, leave, tokenOf } from './enter.js';
import { beginKind, interactionsOf, shiftOf, STILL, watchInteractions } from './measured.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });
const w = wordsOf('en');

const PEOPLE = 1_000;
const ROWS = 100;

/** What 95 of a hundred interactions should stay within, in milliseconds. */
const LIMIT = 100;

/** Fewer would say little about the slowest twentieth. */
const FEWEST = 60;

const COLUMNS = ['email-address', 'name', 'username', 'last-sign-in', 'created'];

/** Part of the addresses of a hundred of the people. */
const SOME = 'reader.09';

/** Makes everybody but the operator, who is there already. */
async function plantPeople(signet, authorization) {
  let next = 1;
  const plant = async () => {
    while (next < PEOPLE) {
      const number = String(next++).padStart(4, '0');
      const person = { primaryEmail: `reader.${number}@example.com`, username: `reader_${number}`, name: `Reader ${number}` };
      await done(signet, authorization, 'POST', '/users', person);
    }
  };
  await Promise.all(Array.from({ length: 8 }, plant));
}

/** The list shows these rows. */
async function shows(page, first, total = PEOPLE, last = first + ROWS - 1) {
  const [from, to, all] = [first, last, total].map((one) => one.toLocaleString('en'));
  await page.getByText(w('rows-of', { first: from, last: to, total: all }), { exact: true }).waitFor();
  await drawn(page);
}

/** Until the next frame is drawn: a press that waits for the one before it would count the time of both. */
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await drawn(page);
  }
}

async function click(locator) {
  await locator.click();
  await drawn(locator.page());
}

/** What is done, by its kind: with the pointer and with keys. */
const DONE = {
  async search(page) {
    await click(page.getByRole('searchbox', { name: w('users-search'), exact: true }));
    await press(page, ...SOME);
    await shows(page, 1, ROWS);
    await press(page, ...Array.from(SOME, () => 'Backspace'));
    await shows(page, 1);
  },
  async sort(page) {
    const answered = () => page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/users');
    for (const column of COLUMNS) {
      const head = page.getByRole('columnheader', { name: w(column), exact: true });
      await Promise.all([answered(), click(head.getByRole('button'))]);
      await drawn(page);
      await Promise.all([answered(), press(page, 'Enter')]);
      await drawn(page);
    }
  },
  async palette(page) {
    const dialog = page.getByRole('dialog');
    for (const words of ['reader', 'settings', 'licences']) {
      await press(page, 'Control+K');
      await dialog.getByRole('combobox').waitFor();
      await press(page, ...words);
      await dialog.getByRole('option').first().waitFor();
      await press(page, 'Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  },
  async pages(page) {
    const steps = [...Array(4).fill(() => click(button(page, w('next')))), ...Array(3).fill(() => press(page, 'Enter'))];
    for (const [index, step] of steps.entries()) {
      await step();
      await shows(page, (index + 1) * ROWS + 1);
    }
    await click(button(page, w('previous')));
    await shows(page, (steps.length - 1) * ROWS + 1);
  },
  rows: (page) => press(page, ...'jjjjjjkkk'),
  async theme(page) {
    const theme = page.getByRole('button', { name: new RegExp(`^${w('theme-is', { theme: '' })}`) });
    for (let times = 0; times < 6; times += 1) await click(theme);
  },
};

test('a list of 1,000 people answers to keys and pointer, and does not move while it comes', { timeout: 600_000 }, async (t) => {
  const { signet } = running;
  const visitor = await enterConsole(running);
  const { page } = visitor;
  await plantPeople(signet, await tokenOf(page, signet));
  await page.goto(`${signet.url}/console/users`);
  await page.getByRole('combobox', { name: w('page-size'), exact: true }).selectOption(String(ROWS));
  await shows(page, 1);

  // Anew, with as many rows as there can be.
  await page.goto(`${signet.url}/console/users`);
  await shows(page, 1);
  assert.equal(await page.locator('#main tbody tr').count(), ROWS);
  const moved = await shiftOf(page);
  t.diagnostic(`first load of ${ROWS} rows: shift ${moved.toFixed(3)}`);
  assert.ok(moved < STILL, `the list moves by ${moved}`);

  await watchInteractions(page);
  for (const [kind, act] of Object.entries(DONE)) {
    await beginKind(page, kind);
    await act(page);
  }
  const { made, reported, p50, p95, longest, longestOf } = await interactionsOf(page);
  t.diagnostic(
    `interaction to next paint, ${ROWS} rows shown of ${PEOPLE}, ${made} interactions: p95 ${p95} ms of ${LIMIT} ms, p50 ${p50} ms, longest ${longest} ms`,
  );
  t.diagnostic(`the longest of each: ${longestOf.map(([kind, took]) => `${kind} ${took} ms`).join(', ')}`);
  assert.ok(made >= FEWEST, `${made} interactions`);
  assert.ok(reported > 0, 'the browser reports no interaction: nothing was measured');
  await leave(visitor);
});
