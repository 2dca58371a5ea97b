// What the guides quote, and what other products call it, is found by the search of the console,
// whatever language the console speaks.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { matching, namesOf, shapeOf } from '../../web/console/lib/matching.js';
import { ACTIONS, PAGES } from '../../web/console/pages.js';

const locales = new URL('../../web/locales/', import.meta.url);

async function bundleOf(language) {
  const bundle = new FluentBundle(language, { useIsolating: false });
  const folder = new URL(`${language}/`, locales);
  for (const name of (await readdir(folder)).filter((one) => /^console.*\.ftl$/.test(one))) {
    bundle.addResource(new FluentResource(await readFile(new URL(name, folder), 'utf8')));
  }
  return bundle;
}

const bundles = await Promise.all(['en', 'fr'].map(bundleOf));
const say = (id) => bundles.flatMap((bundle) => bundle.getMessage(id)?.value ?? []).filter((one) => typeof one === 'string');
const places = [...PAGES.filter((page) => page.isListed), ...ACTIONS];
const index = places.map((place) => ({ title: place.title, names: namesOf(place, say) }));
const found = (typed) => matching(index, typed).map(({ title }) => title);

/** Words that the guides quote, by the place that they speak of. */
const QUOTED = {
  home: ['Get started'],
  applications: [
    'Applications', 'appId', 'appSecret', 'App ID', 'App secret', "Secret de l'application", 'Secret de l’application',
    'URI de redirection', 'URI de redirection après déconnexion', 'Redirect URIs', 'Post sign-out redirect URIs', 'Enregistrer',
  ],
  'create-application': ['View all', 'Create application', 'Créer une application', 'Traditional web', 'Express', 'Go', 'Application name'],
  'email-sms-connectors': [
    'Connector', 'Email and SMS connectors', 'Console > Connector > Email and SMS connectors', 'Configurer', 'Configure', 'Mailgun', 'README',
    'Configuration des paramètres', 'Parameter configuration', 'endpoint', 'domain', 'apiKey', 'from', 'Livraisons', 'Deliveries', 'éditeur JSON', 'JSON editor',
    'Register', 'SignIn', 'ForgotPassword', 'Generic', 'Enregistrer', 'Enregistrer et terminer', 'Save and done', 'Enregistrer les modifications', 'Save changes',
  ],
  'sign-up-and-sign-in': [
    'Expérience de connexion', 'Inscription et connexion', 'Expérience de connexion > Inscription et connexion', 'Sign-in experience', 'Sign-up and sign-in',
    'Adresse e-mail', 'Email ou numéro de téléphone', "Vérifier à l'inscription", 'Verify at sign-up', 'Créer un mot de passe', 'Create a password',
    'Code de vérification', 'Verification code', 'Mot de passe', 'Password', 'Aperçu en direct', 'Live preview', 'Enregistrer les modifications',
  ],
};

/** How other products call it, and what is done rather than looked at. */
const ELSEWHERE = {
  applications: ['Clients', 'relying parties'],
  events: ['Tenant logs', 'Audit logs', "journaux d'audit"],
  explain: ["Why can't … sign in?", 'why can’t ... sign in', 'Pourquoi … ne peut-il pas se connecter ?'],
  'send-test-mail': ['Send test mail', 'Envoyer un e-mail de test'],
  'create-secret': ['Create secret', 'Rotate secret', 'Créer un secret'],
  keys: ['shortcuts', 'raccourcis'],
  'times-utc': ['UTC'],
  'sign-out': ['Log out', 'Se déconnecter'],
};

/** So far down in the list a place is still seen at once. */
const SEEN = 4;

for (const [name, words] of [['the guides quote', QUOTED], ['others say', ELSEWHERE]]) {
  test(`what ${name} leads to its place`, () => {
    for (const [title, all] of Object.entries(words)) {
      for (const typed of all) {
        const first = found(typed).slice(0, SEEN);
        assert.ok(first.includes(title), `${typed} finds ${first.join(', ') || 'nothing'}, and not ${title}`);
      }
    }
  });
}

test('every id under which a place is searched says something in both languages', () => {
  for (const { title, nav, words = '' } of places) {
    for (const id of [title, nav, ...words.split(' ').filter(Boolean)]) {
      for (const bundle of bundles) assert.equal(typeof bundle.getMessage(id)?.value, 'string', `${id} of ${title}`);
    }
  }
});

test('the name of a place comes before what only holds the word', () => {
  assert.equal(found('Connectors')[0], 'email-sms-connectors');
  assert.equal(found('users')[0], 'users');
  assert.equal(found('Create application')[0], 'create-application');
  assert.equal(found('').length, index.length);
  assert.deepEqual(found('no such thing'), []);
});

test('ids, references and addresses are known by their shape', () => {
  assert.equal(shapeOf('ada@example.com'), 'address');
  assert.equal(shapeOf('k3v9a0b1c2'), 'reference');
  assert.equal(shapeOf('k3v9a0b1c2d4'), 'user');
  assert.equal(shapeOf('k3v9a0b1c2d4e5f6g7h8i'), 'application');
  for (const words of ['k3v9a0b1c', 'Redirect URIs', '']) assert.equal(shapeOf(words), 'words', words);
  // Without a digit it is one where it is no word.
  assert.equal(shapeOf('kzeiwwdznh'), 'reference');
  assert.equal(shapeOf('connectors', true), 'words');
  assert.equal(shapeOf('k3v9a0b1c2', true), 'reference');
});
