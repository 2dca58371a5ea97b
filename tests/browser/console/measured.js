// What the browser itself measures of a page: how far things move, how long one waits until a press shows on
// the screen, what is asked of the server, and how many answers one waits for, one after the other.
import { setTimeout as sleep } from 'node:timers/promises';

/** Less is 0.00, as layout shift is written. */
export const STILL = 0.005;

/** Milliseconds below which the browser does not report an event: it counts as this long. */
const SHORTEST = 16;

/** How many requests a browser has under way with one server at once, over HTTP/1.1. */
const CONNECTIONS = 6;

/** How far things have moved since the page was loaded, but for what moved because somebody pressed something. */
export const shiftOf = (page) =>
  page.evaluate(() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 100);
  }));

/**
 * Notes the interactions from now on. One begins when a key or the pointer goes down. Control and the like are
 * not counted: they change nothing by themselves, and many of them would make the rest look faster.
 */
export const watchInteractions = (page) =>
  page.evaluate((shortest) => {
    const noted = { made: 0, took: {}, kinds: [] };
    const began = performance.now();
    const kindAt = (time) => noted.kinds.findLast(({ since }) => since <= time)?.kind;
    addEventListener('pointerdown', () => (noted.made += 1), true);
    addEventListener('keydown', ({ key, repeat }) => {
      if (!repeat && !['Control', 'Meta', 'Shift', 'Alt'].includes(key)) noted.made += 1;
    }, true);
    new PerformanceObserver((list) => {
      for (const { interactionId: id, duration, startTime } of list.getEntries()) {
        if (!id || startTime < began || duration <= (noted.took[id]?.duration ?? 0)) continue;
        noted.took[id] = { duration, kind: kindAt(startTime) };
      }
    }).observe({ type: 'event', durationThreshold: shortest, buffered: true });
    window.interactions = noted;
  }, SHORTEST);

/** What is done from now on is of this kind. */
export const beginKind = (page, kind) =>
  page.evaluate((name) => void window.interactions.kinds.push({ kind: name, since: performance.now() }), kind);

/**
 * What was noted: how many interactions were made, how many of them the browser reported, the milliseconds that
 * half of all and 95 of a hundred stay within, the longest one, and the longest one of each kind.
 */
export async function interactionsOf(page) {
  // An event is reported only after what it changed has been drawn.
  await sleep(500);
  const { made, took, kinds } = await page.evaluate(() => window.interactions);
  const reported = Object.values(took);
  const shorter = Array.from({ length: Math.max(0, made - reported.length) }, () => SHORTEST);
  const all = [...reported.map(({ duration }) => duration), ...shorter].sort((one, other) => one - other);
  const within = (share) => all[Math.ceil(all.length * share) - 1];
  const longestOf = (name) => Math.max(SHORTEST, ...reported.filter(({ kind }) => kind === name).map(({ duration }) => duration));
  return {
    made,
    reported: reported.length,
    p50: within(0.5),
    p95: within(0.95),
    longest: within(1),
    longestOf: kinds.map(({ kind }) => [kind, longestOf(kind)]),
  };
}

/** What a document says when it has noted that something is shown. */
const SHOWN = 'shown';

/** Every document from now on notes when something of this selector is there. What is asked for later does not delay it. */
export const noteShown = (page, selector) =>
  page.addInitScript(([wanted, said]) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(wanted)) return;
      window.shownAt = performance.now();
      observer.disconnect();
      console.debug(said);
    }).observe(document, { childList: true, subtree: true });
  }, [selector, SHOWN]);

/**
 * Goes to an address and waits until that is shown (`noteShown`). Nothing is put into the page before: a locator brings
 * a script of 330 kB, which the page would have to read first.
 */
export async function openUntilShown(page, url) {
  const shown = page.waitForEvent('console', (message) => message.text() === SHOWN);
  await Promise.all([shown, page.goto(url, { waitUntil: 'commit' })]);
}

/** How often the page that is open asks the API: before it was shown (`noteShown`), and in all until it is at rest. */
export async function callsOf(page) {
  await page.waitForLoadState('networkidle').catch(() => {});
  return page.evaluate(() => {
    const calls = performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.startsWith('/api/'));
    return { before: calls.filter(({ startTime }) => startTime < window.shownAt).length, all: calls.length };
  });
}

/**
 * Notes each request of a page from now on, whichever of its documents makes it, with the seconds at which it was
 * made and answered. A redirect is a request of its own. Every answer of the server comes `latency` milliseconds
 * after its request or later; that a connection takes time to be made is left out.
 */
export async function watchRequests(page, latency) {
  const session = await page.context().newCDPSession(page);
  const noted = [], underWay = new Map();
  const note = (id, more) => Object.assign(underWay.get(id) ?? {}, more);
  session.on('Network.requestWillBeSent', ({ requestId, loaderId, type, request, redirectResponse, timestamp, wallTime }) => {
    if (redirectResponse) note(requestId, { answered: timestamp, bytes: redirectResponse.encodedDataLength });
    if (!request.url.startsWith('http')) return;
    const { method, url } = request;
    const one = { method, url, document: loaderId, isPage: type === 'Document', asked: timestamp, at: wallTime * 1000, bytes: 0 };
    noted.push(one);
    underWay.set(requestId, one);
  });
  session.on('Network.responseReceived', ({ requestId, response, timestamp }) => {
    const [, policy = ''] = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'cache-control') ?? [];
    note(requestId, { answered: timestamp, isForGood: policy.includes('immutable') });
  });
  // Nothing comes over the network for what the browser has and need not ask about.
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes }) => note(requestId, { bytes, isCached: bytes === 0 }));
  await session.send('Network.enable');
  const unlimited = { offline: false, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', { ...unlimited, latency });
  return noted;
}

/**
 * Of what was noted: the milliseconds from the first request until the page was shown (`noteShown`), and what was
 * asked for over the network until then.
 */
export async function untilShown(page, noted) {
  const { names, shown } = await page.evaluate(() => ({
    names: performance.getEntriesByType('resource').filter(({ startTime }) => startTime < window.shownAt).map(({ name }) => name),
    shown: performance.timeOrigin + window.shownAt,
  }));
  const { document: last } = noted.findLast(({ isPage }) => isPage);
  const isBefore = (one) => one.document !== last || one.isPage || names.includes(one.url);
  return { took: shown - noted[0].at, asked: noted.filter((one) => !one.isCached && isBefore(one)) };
}

/**
 * How many answers one waits for, one after the other. A request that was made after an answer had come may have
 * waited for it, and counts as if it had: `depth` is the longest such chain. `rounds` also counts those that wait
 * because the browser has no more connections; each round takes at least as long as the way there and back.
 */
export function roundsOf(requests) {
  const earlier = [], sizes = [];
  for (const { asked, answered } of requests.toSorted((one, other) => one.asked - other.asked)) {
    const depth = 1 + Math.max(0, ...earlier.filter((one) => one.answered <= asked).map((one) => one.depth));
    earlier.push({ answered, depth });
    sizes[depth - 1] = (sizes[depth - 1] ?? 0) + 1;
  }
  return { depth: sizes.length, rounds: sizes.reduce((sum, size) => sum + Math.ceil(size / CONNECTIONS), 0) };
}
