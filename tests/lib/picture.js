// Pictures of pages, for the eyes of whoever changes them: they take a quarter of the time of looking at a
// page by script, so they are taken when they are asked for.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = process.env.TEST_PICTURES;

/** Takes a picture of the whole page, or of what is on the screen, into the folder that `TEST_PICTURES` names, if it names one. */
export async function picture(page, name, { fullPage = true } = {}) {
  if (!folder) return;
  const path = join(folder, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage, animations: 'disabled' });
}
