// Other hands for the same walk: whoever has keys alone, and whoever holds a small phone. Each changes
// what a step of Playwright does, in this process.

const MOST_STEPS = 400;

/** The class of all locators, whose steps are changed. */
const steps = (page) => Object.getPrototypeOf(page.locator('body'));

/** Goes on by Tab until the element has the focus: what cannot be reached so is not there. */
async function reach(locator) {
  await locator.waitFor();
  const page = locator.page();
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    // In an editor for code Tab indents, until Escape is pressed.
    if (await page.evaluate(() => document.activeElement?.closest('.code-field'))) await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  }
  throw new Error(`${locator} is not reached by Tab`);
}

/** From now on there is no mouse. */
export function withKeysAlone(page) {
  const { keyboard } = page;
  const put = (isWanted) => async function check() {
    await reach(this);
    if ((await this.isChecked()) !== isWanted) await keyboard.press('Space');
  };
  Object.assign(steps(page), {
    async click() {
      await reach(this);
      await keyboard.press('Enter');
    },
    async fill(text) {
      await reach(this);
      await keyboard.press('ControlOrMeta+A');
      await keyboard.insertText(text);
    },
    async selectOption({ label }) {
      await reach(this);
      await keyboard.type(label);
    },
    check: put(true),
    uncheck: put(false),
  });
}

/** From now on the navigation lies behind its button, which is pressed first. */
export function withSmallPhone(page) {
  const locators = steps(page);
  const { click } = locators;
  locators.click = async function clickOnPhone(...options) {
    const menu = page.locator('[aria-controls=navigation]');
    const isThere = () => this.first().isVisible();
    if (!(await isThere()) && (await menu.isVisible()) && (await menu.getAttribute('aria-expanded')) === 'false') {
      await click.call(menu);
      const isInMenu = () => this.first().evaluate((element) => Boolean(element.closest('#navigation')), undefined, { timeout: 1_000 });
      if (!(await isInMenu().catch(() => false))) await page.keyboard.press('Escape');
    }
    return click.apply(this, options);
  };
}
