// Every page there is, one after the other, as one visitor sees it.
import { callTheApi, control, createAccountLink, signInLink, signOutLink, startAtDemo } from './demo.js';
import { Mailbox } from './mailbox.js';
import { somebody } from './people.js';
import { acceptOffer, enterCode, enterEmail, primary } from './walk.js';

/** Walks through all pages and calls `visit(page, name)` on each. */
export async function tour(visitor, signet, visit) {
  await signInPages(visitor, signet, visit);
  await registerPages(visitor, signet, visit);
  await otherPages(visitor, signet, visit);
}

async function signInPages({ page }, signet, visit) {
  await page.goto(signet.demo);
  await visit(page, 'shop-signed-out');
  await startAtDemo(page, signet, signInLink);
  await visit(page, 'sign-in');
  await page.fill('input[name=email]', 'nobody at all');
  await page.locator('form').first().evaluate((form) => (form.noValidate = true));
  await primary(page).click();
  await page.waitForLoadState('load');
  await visit(page, 'sign-in-refused-address');
  const email = somebody();
  await enterEmail(page, email);
  const code = await signet.mailbox.code(email);
  await visit(page, 'code');
  await enterCode(page, Mailbox.wrong(code));
  await visit(page, 'code-wrong');
  await enterCode(page, code);
  await page.waitForURL(/\/no-account(\?|$)/);
  await visit(page, 'no-account');
  await acceptOffer(page, signet);
  await page.waitForURL(`${signet.demo}/**`);
  await visit(page, 'shop-signed-in');
  await callTheApi(page);
  await visit(page, 'shop-api');
  await page.goto(`${signet.issuer}/session/end`);
  await visit(page, 'sign-out-question');
  await page.goto(signet.demo);
  await control(page, signOutLink).click();
  await page.waitForURL(`${signet.demo}/**`);
  await callTheApi(page);
  await visit(page, 'shop-api-signed-out');
  signet.known = email;
}

async function registerPages({ page }, signet, visit) {
  await startAtDemo(page, signet, createAccountLink);
  await visit(page, 'register');
  await enterEmail(page, signet.known);
  const code = await signet.mailbox.code(signet.known);
  for (let guess = 0; guess < 4; guess += 1) await enterCode(page, Mailbox.wrong(code));
  await enterCode(page, code);
  await page.waitForURL(/\/account-exists(\?|$)/);
  await visit(page, 'account-exists');
  await startAtDemo(page, signet, signInLink);
  const email = somebody('clumsy');
  await enterEmail(page, email);
  const mailed = await signet.mailbox.code(email);
  for (let guess = 0; guess < 5; guess += 1) await enterCode(page, Mailbox.wrong(mailed));
  await visit(page, 'code-spent');
}

async function otherPages({ page, context }, signet, visit) {
  await page.goto(`${signet.issuer}/session/end/success`);
  await visit(page, 'signed-out');
  await page.goto(`${signet.issuer}/auth?client_id=nobody&redirect_uri=https://a.example/`);
  await visit(page, 'error');
  await page.goto(`${signet.url}/nowhere`);
  await visit(page, 'not-found');
  await page.goto(`${signet.url}/dev/mailbox`);
  await visit(page, 'mailbox');
  await context.clearCookies();
  await page.goto(`${signet.url}/sign-in`);
  await visit(page, 'start-again');
}
