// The list of connectors and the page of one, as an operator uses them.
import { button } from './enter.js';

/** The field for a member of a configuration, whatever its label says in a language. */
export const fieldFor = (page, member) =>
  page.locator('.field', { has: page.locator('label code', { hasText: new RegExp(`^${member}$`) }) }).locator('input');

/** The console offers Mailgun's own addresses; what it sends goes to the one on this machine. */
const towards = (page, mailgun) => page.route('**/api/connectors', (route) => {
  const body = route.request().postData() && route.request().postDataJSON();
  if (!body?.config) return route.fallback();
  return route.fallback({ postData: JSON.stringify({ ...body, config: { ...body.config, baseUrl: mailgun.config.baseUrl } }) });
});

/** Configures Mailgun in the list of connectors, where there is none; ends on its page. */
export async function configureMailgun(page, w, mailgun) {
  // A document that is on its way when routes begin may be past them.
  await button(page, w('configure')).waitFor();
  await towards(page, mailgun);
  await button(page, w('configure')).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Mailgun', exact: true }).click();
  for (const member of ['domain', 'apiKey', 'from']) await fieldFor(page, member).fill(mailgun.config[member]);
  await button(page, w('save-and-done')).click();
  await page.getByText(w('email-ready'), { exact: true }).waitFor();
}
