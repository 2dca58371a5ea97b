// Accounts with a password, as an operator makes them, and settings by which people sign in with one.
import { randomBytes } from 'node:crypto';
import { client, data } from './logto-api.js';
import { somebody } from './people.js';
import { saw } from './witness.js';

/** By an address: a code is mailed, and the password may be given instead. */
export const CODE_FIRST = { identifier: 'email', password: true, verificationCode: true, isPasswordPrimary: false };

/** By an address: the password is asked for, and a code may be had instead. */
export const PASSWORD_FIRST = { ...CODE_FIRST, isPasswordPrimary: true };

/** By a username, which nothing can be mailed to. */
export const USERNAME = { identifier: 'username', password: true, verificationCode: false, isPasswordPrimary: true };

/** What `signet.toml` says so that people sign in by this method. */
export function declared({ identifier, password, verificationCode, isPasswordPrimary }) {
  const primary = isPasswordPrimary ? 'password' : 'verification_code';
  const method = `{ identifier = "${identifier}", verification_code = ${verificationCode}, password = ${password}, primary = "${primary}" }`;
  return `[sign_in]\nmethods = [${method}]\n`;
}

/** The same, where new accounts have a password, too. */
export const declaredAtSignUp = (method) => `${declared(method)}password_at_sign_up = true\n`;

/** Lets people sign in by these methods from now on. The suite has `deploy` among its applications. */
export async function letIn(running, methods) {
  const logto = await client(running);
  data(await logto.PATCH('/api/sign-in-exp', { body: { signIn: { methods } } }));
}

/** A new password, remembered by the witness. */
export const newPassword = () => saw('password', randomBytes(12).toString('base64url'));

/** A new username, remembered by the witness. */
export const newUsername = () => saw('username', `ada_${randomBytes(5).toString('hex')}`);

/** A new account with an address and a password. The suite has `deploy` among its applications. */
export async function newAccount(running, { username, password = newPassword() } = {}) {
  const logto = await client(running);
  const email = somebody();
  const body = { primaryEmail: email, password, ...(username ? { username } : {}) };
  const { id } = data(await logto.POST('/api/users', { body }));
  return { id, email, username, password };
}

/** The fields of each form with a password in it, as a password manager reads them. */
export function passwordForms(page) {
  return page.evaluate(() => {
    const read = (field) => {
      const { name, type, autocomplete, maxLength, readOnly, value } = field;
      return { name, type, autocomplete, maxLength, readOnly, value, isThere: field.checkVisibility() };
    };
    const forms = [...document.forms].filter((form) => form.querySelector('[type=password]'));
    return forms.map(({ elements }) => [...elements].filter(({ type }) => /^(email|text|password)$/.test(type)).map(read));
  });
}
