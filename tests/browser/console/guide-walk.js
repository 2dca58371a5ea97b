// The guides, step by step: from an empty console to an application whose mails Mailgun sends. Words
// in quotation marks in the guides are found as accessible names.
import assert from 'node:assert/strict';
import { wordsOf } from '../../lib/words.js';
import { assertWell, assertWellInBoth, button, enterConsole, leave } from './enter.js';
import { assertNothingHidden } from './guide-seen.js';

const WORDS = {
  en: {
    started: 'Get started', all: 'View all', name: 'Application name', create: 'Create application', registered: /is registered/,
    redirect: 'Redirect URIs', after: 'Post sign-out redirect URIs', save: /^Save/, saved: /Saved at/, add: /^Add this URI/, secret: 'App secret',
    settings: 'Settings', connectors: 'Connectors', tab: 'Email and SMS connectors', configure: 'Configure', parameters: 'Parameter configuration',
    deliveries: 'Deliveries', editor: 'JSON editor', done: 'Save and done', change: 'Save changes', send: 'Send', generic: 'Add Generic', took: /provider took/,
    experience: 'Sign-in experience', methods: 'Sign-up and sign-in', identifier: 'Sign-up identifier', email: 'Email address', either: 'Email or phone number',
    verify: 'Verify at sign-up', password: 'Create a password', code: 'Verification code', word: 'Password', preview: 'Live preview', sms: /needs an SMS connector/,
    factor: /Choose a verification code/, applications: 'Applications', readme: 'Set it up', reveal: /^Reveal/, replace: /^Replace/,
  },
  fr: {
    started: 'Pour commencer', all: 'Tout voir', name: 'Nom de l’application', create: 'Créer une application', registered: /est enregistrée/,
    redirect: 'URI de redirection', after: 'URI de redirection après déconnexion', save: /^Enregistrer/, saved: /Enregistré à/, add: /^Ajouter cette URI/, secret: "Secret de l'application",
    settings: 'Paramètres', connectors: 'Connecteurs', tab: 'Connecteurs e-mail et SMS', configure: 'Configurer', parameters: 'Configuration des paramètres',
    deliveries: 'Livraisons', editor: 'Éditeur JSON', done: 'Enregistrer et terminer', change: 'Enregistrer les modifications', send: 'Envoyer', generic: 'Ajouter Generic', took: /Le fournisseur a pris/,
    experience: 'Expérience de connexion', methods: 'Inscription et connexion', identifier: 'Identifiant d’inscription', email: 'Adresse e-mail', either: 'Email ou numéro de téléphone',
    verify: "Vérifier à l'inscription", password: 'Créer un mot de passe', code: 'Code de vérification', word: 'Mot de passe', preview: 'Aperçu en direct', sms: /exige un connecteur SMS/,
    factor: /Choisissez un code/, applications: 'Applications', readme: 'Configuration', reveal: /^Afficher/, replace: /^Remplacer/,
  },
};

/** The usage types that the guide names. */
const USAGES = ['SignIn', 'Register', 'ForgotPassword', 'Generic', 'OrganizationInvitation', 'UserPermissionValidation', 'BindNewIdentifier', 'MfaVerification', 'BindMfa'];

/** The guide's sample, as it stands there. */
export const DELIVERIES = `{
"Register": {
"subject": "{{code}} est votre code de vérification",
"replyTo": "Foo <foo@example.com>",
"html": "<h1>Bienvenue sur Logto</h1><p>Votre code de vérification est {{code}}.</p>",
"text": "Bienvenue sur Logto. Votre code de vérification est {{code}}."
},
"SignIn": {
"subject": "Bon retour sur Logto",
"replyTo": "Foo <foo@example.com>",
"template": "logto-sign-in",
"variables": {
"bar": "baz"
}
}
}`;

/** The console offers Mailgun's own addresses; what it sends goes to the one on this machine. */
export const towardsMailgun = (page, mailgun) => page.route('**/api/**', (route) => {
  const body = route.request().postData() && route.request().postDataJSON();
  if (!body?.config) return route.continue();
  return route.continue({ postData: JSON.stringify({ ...body, config: { ...body.config, baseUrl: mailgun.config.baseUrl } }) });
});

/** The guides know two ways to the list of frameworks; each framework takes another one here. */
async function openFrameworks(page, w, framework) {
  if (framework === 'Go') return page.getByRole('region', { name: w.started, exact: true }).getByRole('link', { name: w.all, exact: true }).click();
  await page.getByRole('link', { name: w.applications, exact: true }).click();
  // Home has a link of the same name as the one below.
  await page.getByRole('heading', { name: w.applications, exact: true, level: 1 }).waitFor();
  return page.getByRole('link', { name: w.create, exact: true }).click();
}

async function createApplication(page, w, framework) {
  await openFrameworks(page, w, framework);
  await page.getByRole('checkbox', { name: 'Traditional web', exact: true }).check();
  await page.getByRole('heading', { name: 'Traditional web', exact: true }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Single page app', exact: true }).count(), 0, 'the filter leaves its group alone');
  await button(page, framework).click();
  await page.getByRole('textbox', { name: w.name, exact: true }).fill('Bookstore');
  await button(page, w.create).click();
  await page.getByText(w.registered).waitFor();
  await assertWell(page);
  return page.url().match(/applications\/([^/]+)/)[1];
}

async function registerAddresses(page, w) {
  await page.getByRole('textbox', { name: w.redirect, exact: true }).fill('http://localhost:3000/callback');
  await page.getByRole('textbox', { name: w.after, exact: true }).fill('http://localhost:3000/');
  await assertNothingHidden(page);
  await page.getByRole('button', { name: w.save }).click();
  await page.getByText(w.saved).waitFor();
}

async function repairRedirect(page, w, id, signet) {
  for (const uri of ['http://localhost:3000/logto/sign-in-callback', 'https://shop-example.co/callback']) {
    await fetch(`${signet.issuer}/auth?${new URLSearchParams({ client_id: id, response_type: 'code', scope: 'openid', redirect_uri: uri })}`);
  }
  await page.getByText('shop-example.co').first().waitFor();
  assert.equal(await page.getByRole('button', { name: w.add }).count(), 1, 'no click on a foreign host');
  await page.getByRole('button', { name: w.add }).click();
  await page.getByRole('button', { name: w.save }).click();
  await page.getByText(w.saved).waitFor();
}

/** What the console says of the guide's sample, which has just been pasted. */
async function assertSample(page, w) {
  const mails = page.getByRole('region', { name: w.deliveries, exact: true });
  const [own, fails] = [w.say('sent-own'), w.say('sent-fails')];
  const sent = await mails.locator('.fallbacks li').evaluateAll((all) => all.map((one) => [...one.children].map((part) => part.textContent)));
  assert.deepEqual(sent, [['SignIn', own], ['Register', own], ['ForgotPassword', fails], ['Generic', fails]]);
  assert.deepEqual(await mails.locator('.problems li').allInnerTexts(), []);
  await assertPreview(page, w);

  await button(mails, w.say('deliveries-form')).click();
  assert.equal(await mails.getByRole('textbox', { name: /template$/ }).inputValue(), 'logto-sign-in');
  await button(mails, w.say('deliveries-editor')).click();
  const back = await mails.getByRole('textbox', { name: w.editor, exact: true }).inputValue();
  assert.deepEqual(JSON.parse(back), JSON.parse(DELIVERIES));
}

/** The preview begins with SignIn, whose words only Mailgun has. */
async function assertPreview(page, w) {
  const preview = page.getByRole('region', { name: w.say('mail-preview'), exact: true });
  const usage = preview.getByRole('combobox', { name: w.say('usage'), exact: true });
  await preview.getByText(w.say('mail-template', { name: 'logto-sign-in' }), { exact: true }).waitFor();
  await usage.selectOption({ label: w.say('usage-Register') });
  for (const words of ['000000 est votre code de vérification', 'Bienvenue sur Logto', 'Votre code de vérification est 000000.']) await preview.getByText(words, { exact: true }).waitFor();
  assert.deepEqual(await usage.locator('option').evaluateAll((all) => all.map((one) => one.value)), USAGES);
}

async function configureMailgun(page, w, isDesk) {
  await page.getByRole('link', { name: w.connectors, exact: true }).click();
  await page.getByRole('link', { name: w.tab, exact: true }).waitFor();
  await button(page, w.configure).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Mailgun', exact: true }).click();
  await page.getByRole('heading', { name: w.parameters, exact: true }).waitFor();
  await page.getByRole('heading', { name: w.deliveries, exact: true }).waitFor();
  await button(page, 'README').click();
  await page.getByRole('dialog').getByText('mg.example.com').first().waitFor();
  await page.getByRole('dialog').getByRole('heading', { name: w.readme, exact: true }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByLabel('endpoint').getAttribute('placeholder'), 'https://api.mailgun.net');
  await page.getByLabel('domain').fill('https://mg.example.com');
  await page.getByLabel('apiKey').fill('not the key that Mailgun knows');
  await page.getByLabel('from').fill('Foo <foo@mg.example.com>');
  await button(page, w.done).click();
  await page.locator('.field', { has: page.getByLabel('domain') }).locator('.problem', { hasText: 'mg.example.com' }).waitFor();
  // Where it is scrolled, the head lies over a part of the links above the page.
  await page.evaluate(() => scrollTo(0, 0));
  if (isDesk) await assertWellInBoth(page);
  await page.getByLabel('domain').fill('mg.example.com');
  await page.getByRole('textbox', { name: w.editor, exact: true }).fill(DELIVERIES);
  await button(page, w.generic).waitFor();
  await assertSample(page, w);
  await assertWell(page);
}

async function testAndSave(page, w, mailgun) {
  await button(page, w.generic).click();
  await button(page, w.send).click();
  await page.getByText('401').first().waitFor();
  await page.getByLabel('apiKey').fill(mailgun.config.apiKey);
  await button(page, w.send).click();
  await page.getByText(w.took).waitFor();
  await button(page, w.done).click();
  await page.getByRole('button', { name: w.replace }).waitFor();
  await page.getByLabel('from').fill('Bookstore <foo@mg.example.com>');
  await assertNothingHidden(page);
  await button(page, w.change).click();
  await page.getByText(w.saved).waitFor();
  await assertWell(page);
}

async function chooseMethods(page, w, isDesk) {
  await page.getByRole('link', { name: w.experience, exact: true }).click();
  await page.getByRole('link', { name: w.methods, exact: true }).click();
  await page.getByRole('heading', { name: w.preview, exact: true }).waitFor();
  const identifier = page.getByRole('combobox', { name: w.identifier, exact: true });
  await identifier.selectOption({ label: w.either });
  await page.getByText(w.sms).waitFor();
  await identifier.selectOption({ label: w.email });
  const verify = page.getByRole('checkbox', { name: w.verify, exact: true });
  assert.deepEqual([await verify.isChecked(), await verify.isDisabled()], [true, true]);
  await page.getByText(w.say('verify-forced'), { exact: true }).waitFor();
  const row = page.getByRole('group', { name: w.email, exact: true });
  await row.getByRole('checkbox', { name: w.code, exact: true }).uncheck();
  await row.getByText(w.factor).waitFor();
  await row.getByRole('checkbox', { name: w.code, exact: true }).check();
  await choosePassword(page, w, row, isDesk);
}

/** New people choose a password once a row asks for it: a code, a password, or both, and which of them is asked for first. */
async function choosePassword(page, w, row, isDesk) {
  const signUp = page.getByRole('region', { name: w.say('sign-up'), exact: true });
  const created = signUp.getByRole('checkbox', { name: w.password, exact: true });
  const word = row.getByRole('checkbox', { name: w.word, exact: true });
  const unasked = row.getByText(w.say('needs-sign-up-password'), { exact: true });
  const identifier = w.say('way-email');
  await created.check();
  await unasked.waitFor();
  await assertNothingHidden(page);
  await lookAt(page, isDesk);
  await word.check();
  await unasked.waitFor({ state: 'detached' });
  await row.getByRole('combobox', { name: w.say('asked-first'), exact: true }).selectOption({ label: w.say('password-first') });
  await page.getByText(w.say('summary-sign-up', { identifier, with: 'both' })).waitFor();
  await page.getByText(w.say('summary-password-first', { identifier })).waitFor();
  await assertNothingHidden(page);
  await button(page, w.change).click();
  await page.getByText(w.saved).waitFor();
  await lookAt(page, isDesk);
  // The next language begins where this one began.
  await created.uncheck();
  await word.uncheck();
  await button(page, w.change).click();
  await page.getByText(w.saved).waitFor();
}

/** At the end of the page the tools of the preview lie half below its head. */
async function lookAt(page, isDesk) {
  await page.evaluate(() => scrollTo(0, 0));
  await (isDesk ? assertWellInBoth : assertWell)(page);
}

/** Walks a guide from an empty console to an application whose mails Mailgun sends. */
export async function walkGuide({ running, mailgun, language, framework, hands, ...options }) {
  const { signet } = running;
  // Forms with a fault in them are looked at in the dark, too, in the one walk that has time for it.
  const isDesk = !hands && language === 'en';
  const w = { ...WORDS[language], say: wordsOf(language) };
  const visitor = await enterConsole(running, { language, ...options });
  const { page } = visitor;
  hands?.(page);
  await towardsMailgun(page, mailgun);
  const id = await createApplication(page, w, framework);
  await registerAddresses(page, w);
  await repairRedirect(page, w, id, signet);
  await page.goto(`${signet.url}/console/applications/${id}/settings`);
  await page.getByText(w.secret, { exact: true }).waitFor();
  await configureMailgun(page, w, isDesk);
  await testAndSave(page, w, mailgun);
  await chooseMethods(page, w, isDesk);
  // The next language begins where this one began.
  await page.getByRole('link', { name: w.connectors, exact: true }).click();
  await page.getByRole('link', { name: 'Mailgun', exact: true }).click();
  await page.locator('.connector-side .link-button.is-bad').click();
  await page.getByRole('dialog').getByRole('textbox').fill('Mailgun');
  await page.getByRole('dialog').locator('button.is-bad').click();
  await button(page, w.configure).waitFor();
  await leave(visitor);
}
