// What has the focus is seen: neither the head nor the bar that saves lies over it (WCAG 2.4.11).
import assert from 'node:assert/strict';

/** What one comes to on a page by Tab. */
const REACHED = '#main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])';

/** Runs in the page: the names of those of which less is seen than it takes to press them (WCAG 2.5.8). */
function hiddenAmong(all) {
  const before = document.activeElement;
  const seen = (element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const covered = [...document.querySelectorAll('.head, .save-bar')].map((bar) => {
      const box = bar.getBoundingClientRect();
      const isBeside = box.right <= left || right <= box.left;
      // A dialog lies over both.
      if (isBeside || bar.contains(element) || element.closest('dialog')) return 0;
      return Math.max(0, Math.min(bottom, box.bottom) - Math.max(top, box.top));
    });
    return covered.reduce((rest, one) => rest - one, Math.min(bottom, innerHeight) - Math.max(top, 0));
  };
  const isHidden = (element) => {
    // The browser brings into view what takes the focus.
    if (document.activeElement !== element) element.focus();
    // What is disabled, or not drawn, takes none.
    if (document.activeElement !== element) return false;
    return seen(element) < Math.min(element.getBoundingClientRect().height, 24) - 1;
  };
  const hidden = all.filter(isHidden).map((element) => {
    const name = element.ariaLabel || element.labels?.[0]?.textContent || element.textContent;
    return `${name.trim().slice(0, 60)} (${Math.round(seen(element))} px are seen)`;
  });
  before?.focus();
  return hidden;
}

/** Enough is seen of each of these elements while it has the focus. */
export async function assertSeen(elements) {
  assert.deepEqual(await elements.evaluateAll(hiddenAmong), [], `${elements.page().url()} hides what has the focus`);
}

/** Nothing of the page that takes the focus is hidden by what stays on the screen. */
export const assertNothingHidden = (page) => assertSeen(page.locator(REACHED));
