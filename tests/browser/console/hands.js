// Other hands for the same walk: whoever has keys alone, and whoever holds a small phone. Each changes
// what a step of Playwright does, in this process, on all of its pages.
import assert from 'node:assert/strict';
import { assertSeen } from './guide-seen.js';

/** What a zoom of 400 % leaves of a window of 1280 × 1024 (WCAG 1.4.10). */
export const ZOOMED = { width: 320, height: 256 };

const MOST_STEPS = 400;

/** The class of all locators, whose steps are changed. */
const steps = (page) => Object.getPrototypeOf(page.locator('body'));

/** Goes on by Tab until the element has the focus: what cannot be reached so is not there. */
async function reach(locator) {
  await locator.waitFor();
  const { keyboard } = locator.page();
  for (let step = 0; step < MOST_STEPS; step++) {
    const { isReached, isInEditor } = await locator.evaluate((element) => ({
      isReached: element === document.activeElement,
      isInEditor: Boolean(document.activeElement?.closest('.code-field')),
    }));
    if (isReached) return assertSeen(locator);
    // In an editor for code Tab indents, until Escape is pressed.
    if (isInEditor) await keyboard.press('Escape');
    await keyboard.press('Tab');
  }
  throw new Error(`${locator} is not reached by Tab`);
}

/** From now on there is no mouse. */
export function withKeysAlone(page) {
  const press = (locator, key) => locator.page().keyboard.press(key);
  const put = (isWanted) => async function check() {
    await reach(this);
    if ((await this.isChecked()) !== isWanted) await press(this, 'Space');
  };
  Object.assign(steps(page), {
    async click() {
      await reach(this);
      await press(this, 'Enter');
    },
    async fill(text) {
      await reach(this);
      await press(this, 'ControlOrMeta+A');
      await this.page().keyboard.insertText(text);
    },
    // By its first letters a choice is not found where another one begins with them.
    async selectOption({ label }) {
      await reach(this);
      await press(this, 'Home');
      for (let step = 0; (await this.evaluate((one) => one.selectedOptions[0].label)) !== label; step++) {
        assert.ok(step < MOST_STEPS, `${label} is not among the choices`);
        await press(this, 'ArrowDown');
      }
    },
    check: put(true),
    uncheck: put(false),
  });
  // The fields of the sign-in are filled in past their locators.
  Object.getPrototypeOf(page).fill = function fill(selector, text) {
    return this.locator(selector).first().fill(text);
  };
}

/** From now on the navigation lies behind its button, which is pressed first. */
export function withSmallPhone(page) {
  const locators = steps(page);
  const { click } = locators;
  // Two walks of one process have the same hands.
  if (click.name === 'clickOnPhone') return;
  locators.click = async function clickOnPhone(...options) {
    const menu = this.page().locator('[aria-controls=navigation]');
    const isThere = () => this.first().isVisible();
    if (!(await isThere()) && (await menu.isVisible()) && (await menu.getAttribute('aria-expanded')) === 'false') {
      await click.call(menu);
      const isInMenu = () => this.first().evaluate((element) => Boolean(element.closest('#navigation')), undefined, { timeout: 1_000 });
      if (!(await isInMenu().catch(() => false))) await this.page().keyboard.press('Escape');
    }
    return click.apply(this, options);
  };
}
