// How long whoever is signed in with the provider waits for the console: with nothing of it in the browser's cache
// and with all of it, on this machine and with a server that is 50 ms away. Times are printed beside their limits
// and not judged, as in budgets.test.js. What is judged is the same on every machine: how many answers one has to
// wait for, one after the other, those of the sign-in among them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newVisitor } from '../../lib/browser.js';
import { suite } from '../../lib/suite.js';
import { ADMINISTRATORS, assertNoProblem, enterConsole, leave } from './enter.js';
import { noteShown, openUntilShown, roundsOf, untilShown, watchRequests } from './measured.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** Milliseconds to the server and back. */
const LATENCY = 50;

/** Milliseconds until the page can be used, but for the sign-in. */
const LIMITS = { near: 350, cold: 1000, warm: 350 };

/** Answers to wait for, so that there is time left to run what came. */
const ROUNDS = { cold: 6, warm: 4 };

/** Octets until the page can be used: scripts, styles and words within their limits, the page, and what is asked of the API. */
const WEIGHT = 130_000;

/** Opens the console in a tab that is empty, and tells what that took. */
async function open(page, latency) {
  await noteShown(page, '#main h1');
  const noted = await watchRequests(page, latency);
  await openUntilShown(page, `${running.signet.url}/console`);
  await page.waitForLoadState('networkidle').catch(() => {});
  await assertNoProblem(page);
  const { took, asked } = await untilShown(page, noted);
  const pages = asked.filter(({ isPage }) => isPage).map(({ url }) => new URL(url).pathname);
  assert.deepEqual(pages, ['/console'], 'the session answers, and nobody leaves the page');
  const paths = asked.map(({ url }) => new URL(url).pathname);
  assert.equal(paths.filter((path) => path === '/oidc/auth').length, 1);
  const at = (path) => asked.find(({ url }) => new URL(url).pathname === path);
  const signIn = (at('/oidc/token').answered - at('/oidc/auth').asked) * 1000;
  return { noted, took, signIn, asked, ...roundsOf(asked) };
}

/** Opens it up to three times: what comes late by chance looks as if it had waited, and only adds rounds. */
async function openWithin(most, inTab) {
  let found;
  for (let times = 0; times < 3 && !(found?.rounds <= most); times += 1) found = await open(await inTab(), LATENCY);
  return found;
}

/** The octets that came over the network, heads included. */
const weightOf = ({ asked }) => asked.reduce((sum, one) => sum + one.bytes, 0);

function tell(t, name, limit, found) {
  const { took, signIn, asked, depth, rounds } = found;
  const weight = `${asked.length} requests, ${(weightOf(found) / 1000).toFixed(1)} kB`;
  const time = `${(took - signIn).toFixed(0)} ms of ${limit} ms, and ${signIn.toFixed(0)} ms for the sign-in`;
  t.diagnostic(`${name}: ${time}; ${weight}, ${depth} one after the other, ${rounds} rounds`);
}

/** Nothing is asked for over the network more than once, whichever document wants it. */
function assertOnce({ noted }) {
  const asked = noted.filter(({ isCached }) => !isCached).map(({ method, url }) => `${method} ${url}`);
  assert.deepEqual(asked.filter((one, i) => asked.indexOf(one) !== i), []);
}

/** Each answer was as late as it was meant to be: else nothing was measured. */
function assertLate({ asked }) {
  const early = asked.filter((one) => (one.answered - one.asked) * 1000 < LATENCY - 1);
  assert.deepEqual(early.map(({ url }) => url), []);
}

/** The files that came over the network, of those that never change. */
const files = ({ noted }) => noted.filter(({ isForGood, isCached }) => isForGood && !isCached).map(({ url }) => url);

test('requests count as one round unless they wait for an answer or for a connection', () => {
  const request = (asked, answered) => ({ asked, answered });
  assert.deepEqual(roundsOf([]), { depth: 0, rounds: 0 });
  const six = Array.from({ length: 6 }, () => request(1.1, 2));
  assert.deepEqual(roundsOf([request(0, 1), ...six]), { depth: 2, rounds: 2 });
  assert.deepEqual(roundsOf([request(2.1, 3), ...six, request(1.9, 2.8), request(0, 1)]), { depth: 3, rounds: 4 });
});

test('the console opens with few answers to wait for, and asks for nothing twice', { timeout: 120_000 }, async (t) => {
  const operator = await enterConsole(running);
  const storageState = await operator.context.storageState();
  await leave(operator);
  /** The same person with a browser that has nothing but the session. */
  const newcomer = () => newVisitor(running.browser, { origins: [running.signet.url], locale: 'en', storageState });

  let visitor = await newcomer();
  const near = await open(visitor.page, 0);
  tell(t, 'cold, on this machine', LIMITS.near, near);
  assertOnce(near);

  const cold = await openWithin(ROUNDS.cold, async () => {
    await visitor.leave();
    visitor = await newcomer();
    return visitor.page;
  });
  tell(t, `cold, ${LATENCY} ms away`, LIMITS.cold, cold);
  assertOnce(cold);
  assertLate(cold);
  assert.ok(weightOf(cold) < WEIGHT, `${weightOf(cold)} octets are too many to begin with`);
  const kinds = files(cold).map((url) => url.split('.').at(-1));
  assert.deepEqual(kinds.sort(), ['css', 'ftl', 'js', 'js'], 'a cold cache, and what comes is joined');
  assert.ok(cold.rounds <= ROUNDS.cold, `${cold.rounds} rounds of ${LATENCY} ms are too many for ${LIMITS.cold} ms`);

  // A script that comes from the cache once more is kept as it was compiled.
  await open(await visitor.tab(), LATENCY);
  const warm = await openWithin(ROUNDS.warm, () => visitor.tab());
  tell(t, `warm, ${LATENCY} ms away`, LIMITS.warm, warm);
  assertOnce(warm);
  assertLate(warm);
  assert.deepEqual(files(warm), [], 'what never changes is not fetched again');
  assert.ok(warm.rounds <= ROUNDS.warm, `${warm.rounds} rounds of ${LATENCY} ms are too many for ${LIMITS.warm} ms`);
  await visitor.leave();
});
