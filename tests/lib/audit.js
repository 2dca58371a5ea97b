// What every page is checked for by script: contrast, visible focus, overflow, weight, inline
// script, CSP. The functions run in the page; colours are read through a canvas, so that any
// notation of CSS is understood.
import assert from 'node:assert/strict';

/** Bytes a page may weigh with all it loads. */
const WEIGHT = 40 * 1024;

/** Opens a page anew and asserts that what crosses the wire is light. Returns the bytes. */
export async function assertLight(page, open) {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await open();
  await page.waitForLoadState('networkidle');
  await session.detach();
  assert.ok(bytes > 0 && bytes < WEIGHT, `${page.url()} weighs ${bytes} bytes`);
  return bytes;
}

/** The document has a strict CSP, no inline script, and no inline event handler. */
export function assertStrict(response, html) {
  const policy = response.headers()['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'|script-src/, 'a CSP');
  const scripts = policy.match(/(?:script-src|default-src)[^;]*/g).join(' ');
  assert.doesNotMatch(scripts, /unsafe-inline|unsafe-eval|\*|https?:(?!\/)|data:/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /base-uri 'none'/);
  assert.doesNotMatch(policy, /form-action/, 'T-69');
  // Not no-referrer: browsers would send `Origin: null` with the page's own forms.
  assert.match(response.headers()['referrer-policy'], /^(same-origin|no-referrer)$/);
  assert.equal(response.headers()['x-content-type-options'], 'nosniff');
  for (const [tag] of html.matchAll(/<script\b[^>]*>/gi)) assert.match(tag, /\bsrc=/, tag);
  assert.doesNotMatch(html, /<[^>]+\son[a-z]+\s*=/i, 'an inline event handler');
  assert.doesNotMatch(html, /(?:href|action|src)\s*=\s*["']?\s*javascript:/i);
}

/** Nothing sticks out sideways at this width. */
export async function assertNoOverflow(page) {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className}`;
    const outside = [...document.querySelectorAll('body *')].filter((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const hidden = style.clipPath !== 'none' || style.clip !== 'auto' || box.width <= 1;
      const scrolls = element.closest('pre, [data-scrolls], .scroll, .table-wrap, iframe');
      return !hidden && !scrolls && box.width > 0 && box.right > limit + 1;
    });
    const { scrollWidth } = document.documentElement;
    return scrollWidth > limit || outside.length > 0
      ? `${scrollWidth} > ${limit}: ${outside.map(name).slice(0, 5)}`
      : '';
  });
  assert.equal(wide, '', `${page.url()} overflows`);
}

/** What one can press is not broken within a word, unless it is longer than any word of ours. */
export async function assertWholeWords(page) {
  const broken = await page.evaluate(() => {
    const found = [];
    for (const pressed of document.querySelectorAll('button, a.button, summary, [role=tab]')) {
      if (!pressed.checkVisibility()) continue;
      const walker = document.createTreeWalker(pressed, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
          if (word.length > 24) continue;
          const range = new Range();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) found.push(word);
        }
      }
    }
    return found;
  });
  assert.deepEqual(broken, [], `${page.url()}: broken within a word`);
}

/** WCAG 2.2 AA: 4.5 for text, 3 for large text (1.4.3), placeholders included. */
export async function assertReadable(page) {
  await page.evaluate(installColours);
  const poor = await page.evaluate(() => {
    const { background, colour, over, contrast } = window.colours;
    const found = [];
    const check = (element, text, style, shown) => {
      const behind = background(element);
      const ratio = contrast(over(colour(style.color, element), behind), behind);
      const size = parseFloat(shown.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(shown.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} "${text.trim().slice(0, 40)}"`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest('script, style, noscript, template')) continue;
      if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      if (element.closest(':disabled')) continue;
      const style = getComputedStyle(element);
      check(element, node.data, style, style);
    }
    for (const input of document.querySelectorAll('input:not([type=hidden]), textarea')) {
      if (!input.checkVisibility()) continue;
      if (input.value) check(input, input.value, getComputedStyle(input), getComputedStyle(input));
      if (input.placeholder) {
        const style = getComputedStyle(input, '::placeholder');
        check(input, input.placeholder, style, getComputedStyle(input));
      }
    }
    return found;
  });
  assert.deepEqual(poor, [], `${page.url()}: too little contrast`);
}

/** WCAG 2.2 2.4.7 and 1.4.11: each thing reached by Tab shows it, with a contrast of 3. */
export async function assertVisibleFocus(page) {
  await page.evaluate(installColours);
  await page.evaluate(() => document.activeElement?.blur());
  const wanted = await page.evaluate(installFocusProbe);
  const seen = new Set();
  const poor = [];
  for (let press = 0; press < wanted + 3; press += 1) {
    await page.keyboard.press('Tab');
    const { id, name, ratio } = await page.evaluate(() => window.focusProbe());
    if (id < 0 || seen.has(id)) continue;
    seen.add(id);
    if (ratio < 3) poor.push(`${name}: ${ratio.toFixed(2)}`);
  }
  assert.deepEqual(poor, [], `${page.url()}: focus cannot be seen`);
  assert.ok(seen.size > 0 || wanted === 0, 'nothing can be reached by Tab');
}

function installColours() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const colour = (text) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (above, below) => {
    const [, , , alpha] = above;
    const mix = [0, 1, 2].map((i) => above[i] * alpha + below[i] * (1 - alpha));
    return [...mix, 1];
  };
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(colour(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    const scheme = matchMedia('(prefers-color-scheme: dark)').matches;
    const dark = scheme && getComputedStyle(document.documentElement).colorScheme.includes('dark');
    return layers.reduceRight((below, above) => over(above, below), colour(dark ? '#121212' : '#fff'));
  };
  const luminance = ([r, g, b]) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  window.colours = { colour, over, background, contrast };
}

function installFocusProbe() {
  const { colour, over, background, contrast } = window.colours;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')];
  const reachable = all.filter((element) => {
    return element.type !== 'hidden' && !element.disabled && element.checkVisibility();
  });
  // A field may show its focus on its neighbours, as the six boxes of the code do.
  const around = (element) => [element.parentElement, ...element.parentElement.querySelectorAll('*')];
  const marks = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderTopWidth } =
      getComputedStyle(element);
    const outline = outlineStyle === 'none' || parseFloat(outlineWidth) < 1 ? '' : outlineColor;
    const shadow = boxShadow === 'none' ? '' : boxShadow.match(/[a-z-]+\([^)]*\)|#\w+/)?.[0];
    const border = parseFloat(borderTopWidth) < 1 ? '' : borderColor;
    return [outline, shadow ?? '', border];
  };
  const ids = new Map(reachable.map((element, id) => [element, id]));
  const before = new Map(reachable.flatMap(around).map((element) => [element, marks(element)]));
  window.focusProbe = () => {
    const element = document.activeElement;
    const id = ids.get(element) ?? -1;
    if (id < 0) return { id };
    const ratios = around(element).flatMap((near) => {
      const old = before.get(near) ?? ['', '', ''];
      const behind = background(near.parentElement ?? near);
      return marks(near)
        .filter((mark, i) => mark && (mark !== old[i] || near === element && i === 0))
        .map((mark) => contrast(over(colour(mark), behind), behind));
    });
    const name = `${element.tagName.toLowerCase()} ${element.name || element.textContent.trim()}`;
    return { id, name: name.slice(0, 40), ratio: Math.max(0, ...ratios) };
  };
  return reachable.length;
}
