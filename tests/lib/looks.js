// How different people see a page, and what holds for each of them.
import assert from 'node:assert/strict';
import { assertNoOverflow, assertReadable, assertVisibleFocus, assertWholeWords } from './audit.js';
import { assertAccessible } from './axe.js';
import { PHONE, SMALL_PHONE } from './browser.js';
import { picture } from './picture.js';
import { text } from './walk.js';

// What fades is measured when it has faded.
const desktop = { viewport: { width: 1100, height: 800 }, reducedMotion: 'reduce' };
const phone = { isMobile: true, hasTouch: true, deviceScaleFactor: 2, reducedMotion: 'reduce' };
const [english, french] = [{ locale: 'en-GB' }, { locale: 'fr-FR' }];
const [light, dark] = [{ colorScheme: 'light' }, { colorScheme: 'dark' }];

/** Each size in both languages and both themes: how `newVisitor` makes such a person. */
export const LOOKS = {
  'desktop-light': { ...desktop, ...light, ...english },
  'desktop-dark-french': { ...desktop, ...dark, ...french },
  'phone-dark': { ...phone, viewport: PHONE, ...dark, ...english },
  'phone-light-french': { ...phone, viewport: PHONE, ...light, ...french },
  'small-phone-light': { ...phone, viewport: SMALL_PHONE, ...light, ...english },
  'small-phone-dark-french': { ...phone, viewport: SMALL_PHONE, ...dark, ...french },
};

const ENGLISH = /\b(sign in|password|username|code instead|continue|show|hide|change|new here)\b/i;

/** Fails unless the page is in its language, readable, accessible, and fits. It moves the focus. */
export async function assertLooksWell(page, look, name) {
  const { locale, isMobile } = LOOKS[look];
  await picture(page, `${look}/${name}`);
  const language = locale.slice(0, 2);
  assert.equal(await page.getAttribute('html', 'lang'), language, name);
  if (language === 'fr') assert.doesNotMatch(await text(page), ENGLISH, name);
  await assertReadable(page);
  await assertNoOverflow(page);
  await assertWholeWords(page);
  await assertAccessible(page);
  if (!isMobile) await assertVisibleFocus(page);
}
