// A person who tries to sign in to an application with a fresh browser: up to where it fails, and on from there.
import assert from 'node:assert/strict';
import { newVisitor } from './browser.js';
import { acceptOffer, enterCode, enterEmail, resend, signInOnPages } from './walk.js';

/** A fresh browser at what the application leads to: the sign-in page, if it is let there. */
export async function atSignIn({ browser, signet }, application, language) {
  const visitor = await newVisitor(browser, { origins: [signet.url, application.url], locale: language });
  await visitor.page.goto(`${application.url}/sign-in`);
  return visitor;
}

/** Tries up to the page that a right code leads to. */
export async function tryWithCode(running, application, language, address) {
  const visitor = await atSignIn(running, application, language);
  await enterEmail(visitor.page, address);
  await enterCode(visitor.page, await running.signet.mailbox.code(address));
  return visitor;
}

/** The person is in the application, and leaves. */
async function endInside(visitor, application, address) {
  await visitor.page.waitForURL(`${application.url}/`);
  assert.equal(await visitor.page.textContent('#who'), address);
  await visitor.leave();
}

/** Goes on where a code is asked for, with this one, and succeeds. */
export async function goOn({ signet }, visitor, application, address, code) {
  await enterCode(visitor.page, code);
  await acceptOffer(visitor.page, signet);
  await endInside(visitor, application, address);
}

/** Asks for another code, and succeeds with it. */
export async function goOnWithAnother(running, visitor, application, address) {
  await resend(visitor.page);
  await goOn(running, visitor, application, address, await running.signet.mailbox.code(address));
}

/** Signs in from the beginning, and succeeds. */
export async function signIn(running, application, language, address) {
  const visitor = await atSignIn(running, application, language);
  await signInOnPages(visitor.page, running.signet, address);
  await endInside(visitor, application, address);
}
