// Every sample that the preview offers, chosen as an operator chooses it, in both languages and both themes: the frame
// says what belongs to the sample, and nothing of what belongs to the other states of its page. The server's own tests
// ask for every sample in each language and each theme.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, button, enterConsole } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** What the samples say, by page and language; the server's own tests read the same. */
const SAMPLES = JSON.parse(readFileSync(new URL('../../lib/preview-samples.json', import.meta.url), 'utf8'));

/** What a browser says of the script and the frames of real pages, which a preview may not have. */
const KEPT_OUT = /(inline script|[Ff]ram(e|ing) ').* violates the following Content Security Policy directive/;

const choice = (at, name) => at.getByRole('combobox', { name, exact: true });

/** The document of a frame, whatever is loaded into it. */
const contentOf = async (iframe) => (await iframe.elementHandle()).contentFrame();

/** What can be read there, what a script shows only later included in `written`; both with what stands in fields. */
async function textsOf(frame) {
  const fields = await frame.locator('input:not([type=hidden])').all();
  const values = await Promise.all(fields.map((field) => field.inputValue()));
  const joined = (text) => [text, ...values].join('\n').replace(/\s+/g, ' ');
  return { shown: joined(await frame.innerText('body')), written: joined(await frame.textContent('body')) };
}

/** The frame comes to show this sample: its own words, and none of another state of its page. */
async function assertSample(frame, sample, { language, theme }) {
  const query = `?lang=${language}&theme=${theme}`;
  const isThere = ({ pathname, search }) => pathname.endsWith(`/${sample}`) && search === query;
  await frame.waitForURL(isThere, { waitUntil: 'domcontentloaded' });
  const [page, number] = sample.split('/');
  const { always, states } = SAMPLES[page][language];
  const own = [...always, ...states[number]];
  const { shown, written } = await textsOf(frame);
  for (const words of new Set([...always, ...states.flat()])) {
    const isOwn = own.includes(words);
    assert.equal((isOwn ? written : shown).includes(words), isOwn, `${sample} in ${language}, “${words}”: ${shown}`);
  }
  assert.equal(await frame.getAttribute('html', 'lang'), language, sample);
  assert.equal(await frame.getAttribute('meta[name=color-scheme]', 'content'), theme, sample);
}

/** All states of the page that is chosen, by the choice of the state. */
async function chooseStates({ preview, frame, w }, name, count, look) {
  const state = choice(preview, w('preview-state'));
  assert.equal(await state.count(), count > 1 ? 1 : 0, name);
  for (let number = 1; number < count; number += 1) {
    await state.selectOption(`${name}/${number}`);
    await assertSample(frame, `${name}/${number}`, look);
  }
}

/** All states of the page that is chosen, beside each other. */
async function openStates({ page, preview, w }, name, count, look) {
  const opener = button(preview, w('all-states'));
  assert.equal(await opener.count(), count > 1 ? 1 : 0, name);
  if (count === 1) return;
  await opener.click();
  const dialog = page.getByRole('dialog', { name: new RegExp(w('all-states')) });
  await dialog.waitFor();
  const frames = dialog.locator('iframe');
  assert.equal(await frames.count(), count, name);
  for (let number = 0; number < count; number += 1) {
    await assertSample(await contentOf(frames.nth(number)), `${name}/${number}`, look);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

const LOOKS = [
  { language: 'en', theme: 'light', goThrough: chooseStates, how: 'one after the other' },
  { language: 'fr', theme: 'dark', goThrough: openStates, how: 'beside each other' },
];

for (const { goThrough, how, ...look } of LOOKS) {
  const { language, theme } = look;

  test(`every page is shown in all of its states, ${how} (${language}, ${theme})`, { timeout: 180_000 }, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language, path: '/console/sign-in-experience/branding' });
    const { page } = visitor;
    const preview = page.getByRole('region', { name: w('live-preview'), exact: true });
    const frame = await contentOf(preview.locator('.preview-box iframe'));
    await choice(preview, w('preview-theme')).selectOption(theme);
    const pages = choice(preview, w('preview-page'));
    const offered = await pages.locator('option').evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(offered, Object.keys(SAMPLES));
    for (const name of offered) {
      await pages.selectOption(name);
      await assertSample(frame, `${name}/0`, look);
      await goThrough({ page, preview, frame, w }, name, SAMPLES[name][language].states.length, look);
    }
    visitor.problems = visitor.problems.filter((problem) => !KEPT_OUT.test(problem));
    await visitor.leave();
  });
}

test('every page that the preview offers has a name in words', () => {
  for (const language of ['en', 'fr']) {
    const w = wordsOf(language);
    const names = Object.keys(SAMPLES).map((page) => w(`sample-${page}`));
    assert.equal(new Set(names).size, names.length, `${names}`);
  }
});
