// What the browser itself measures of the page that is open: how far things move, and how long one waits
// until a press shows on the screen.
import { setTimeout as sleep } from 'node:timers/promises';

/** Less is 0.00, as layout shift is written. */
export const STILL = 0.005;

/** Milliseconds below which the browser does not report an event: it counts as this long. */
const SHORTEST = 16;

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
