// The frame of a test file: one Signet, its relying parties, one browser; all stopped at the end,
// and then nothing that was seen may stand in Signet's output (T-70).
import { after, before } from 'node:test';
import { openBrowser } from './browser.js';
import { startRelyingParty } from './relying-party.js';
import { startSignet } from './signet.js';
import { assertSilent } from './witness.js';

/** How long one thing may take to end, in milliseconds: a browser that is gone never answers. */
const PATIENCE = 60_000;

/**
 * Called at the top of a file; the object it returns is filled before the first test.
 *
 * - `plans`: relying parties planned with `planRelyingParty`, started under their id
 * - `browser`: whether the file needs Chromium
 * - `begin(running)`: what else must be there; may return what ends it. One hook does it all,
 *   because the hooks of a file do not wait for each other
 * - everything else is `startSignet`'s
 */
export function suite(options) {
  const { plans = [], browser = false, applications = [], begin, ...signet } = options;
  const running = { rps: {} };
  const stops = [];
  before(async () => {
    const all = [...applications, ...plans.map(({ application }) => application)];
    running.signet = await startSignet({ applications: all, ...signet });
    stops.push(['Signet', () => running.signet.stop()]);
    for (const plan of plans) {
      const rp = await startRelyingParty(plan, running.signet.issuer, plan.options);
      running.rps[plan.id] = rp;
      stops.push([`the relying party ${plan.id}`, () => rp.stop()]);
    }
    if (browser) {
      running.browser = await openBrowser();
      stops.push(['the browser', () => running.browser.close()]);
    }
    const end = await begin?.(running);
    if (end) stops.push(['what the file began', end]);
  });
  after(async () => {
    const problems = [];
    for (const [name, stop] of stops.reverse()) {
      await within(PATIENCE, name, stop()).catch((error) => problems.push(error));
    }
    if (problems.length > 0) throw problems[0];
    assertSilent();
  });
  return running;
}

/** Fails when something does not end in time, so that what comes after it is ended all the same. */
function within(patience, name, ending) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not end in ${patience} ms`)), patience);
  });
  return Promise.race([ending, late]).finally(() => clearTimeout(timer));
}
