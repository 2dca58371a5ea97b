// Both languages in one console, which is told by its own switch to speak the other one: whoever looks at the same
// thing in both need not enter twice.
import { wordsOf } from '../../lib/words.js';

const WORDS = { en: wordsOf('en'), fr: wordsOf('fr') };

/** The language of a console that was opened in English. */
export class Languages {
  /** The one that is spoken. */
  spoken = 'en';

  /** What says a message in it. */
  words = (id, values) => WORDS[this.spoken](id, values);

  /** Does it in the language that is spoken, and once more in the other one, which is spoken from then on. */
  async inBoth(page, act) {
    await act();
    await this.#speakOther(page);
    await act();
  }

  async #speakOther(page) {
    const other = page.getByRole('button', { name: new RegExp(`^[A-Z]{2} ${this.words('speak-other')}$`) });
    const language = await other.getAttribute('lang');
    await other.click();
    await page.locator(`html[lang=${language}]`).waitFor();
    this.spoken = language;
  }
}
