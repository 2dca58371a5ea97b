// Links of Logto's documentation to its console lead to the place of this one that does the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOVED, PAGES } from '../../web/console/pages.js';

/** Addresses of Logto's console, and what is here in their place. */
const LOGTO = {
  '/console': '/console',
  '/console/get-started': '/console',
  '/console/dashboard': '/console',
  '/console/applications': '/console/applications',
  '/console/applications/create': '/console/applications/create',
  '/console/connectors': '/console/connectors/email-sms',
  '/console/connectors/passwordless': '/console/connectors/email-sms',
  '/console/sign-in-experience': '/console/sign-in-experience/sign-up-and-sign-in',
  '/console/sign-in-experience/branding': '/console/sign-in-experience/branding',
  '/console/sign-in-experience/sign-up-and-sign-in': '/console/sign-in-experience/sign-up-and-sign-in',
  '/console/sign-in-experience/content': '/console/sign-in-experience/content',
  '/console/users': '/console/users',
  '/console/user-management': '/console/users',
  '/console/audit-logs': '/console/activity/events',
};

const addresses = PAGES.map(({ at }) => at);

test('an address of Logto’s console leads to the place that does the same', () => {
  for (const [address, place] of Object.entries(LOGTO)) {
    assert.equal(MOVED[address] ?? address, place, address);
    assert.ok(addresses.includes(place), `${address} leads to ${place}, which is no place`);
  }
});

test('what has moved leads to a place at once, and hides none', () => {
  for (const [address, place] of Object.entries(MOVED)) {
    assert.ok(addresses.includes(place), `${address} leads to ${place}, which is no place`);
    assert.equal(MOVED[place], undefined, `${place} has moved itself`);
    assert.ok(!addresses.includes(address), `${address} is a place that nobody gets to`);
  }
});
