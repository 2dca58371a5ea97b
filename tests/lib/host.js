// What an operator begins on the host: the link that makes somebody the first administrator.
import assert from 'node:assert/strict';
import { enterCode, primary } from './walk.js';
import { saw } from './witness.js';

/** The link that `signet admin code` prints. */
function printed(signet) {
  const [link, code] = signet.command('admin', 'code').match(/http\S+#(\S+)/) ?? [];
  assert.ok(link, 'no link is printed');
  saw('administrator code', code);
  return link;
}

/** Becomes the first administrator with this address; ends where its code is asked for, or in the console where no mail leaves. */
export async function beginAdministration(page, signet, who) {
  await page.goto(printed(signet));
  await page.fill('input[name=email]', who);
  await page.keyboard.press('Enter');
}

/** The same with the address proven; ends in the console. */
export async function becomeAdministrator(page, signet, who) {
  await beginAdministration(page, signet, who);
  await page.waitForURL(`${signet.url}/setup/email`);
  await enterCode(page, await signet.mailbox.code(who));
  await page.locator('#main h1').waitFor();
}

/** Proves the address of the first administrator, which could not be proven while no mail left; ends in the console. */
export async function proveAddress(page, signet, who) {
  await page.goto(`${signet.url}/?admin=setup`);
  await primary(page).click();
  await page.waitForURL(`${signet.url}/setup/email?sent=1`);
  await enterCode(page, await signet.mailbox.code(who));
  await page.locator('#main h1').waitFor();
}
