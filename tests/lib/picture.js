// Pictures of pages, for the eyes of whoever changes them: they take a quarter of the time of looking at a
// page by script, so they are taken when they are asked for.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Takes a picture of the whole page into the folder that `TEST_PICTURES` names, if it names one. */
export async function picture(page, ...path) {
  const folder = process.env.TEST_PICTURES;
  if (!folder) return;
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  await page.screenshot({ path: `${file}.png`, fullPage: true, animations: 'disabled' });
}
