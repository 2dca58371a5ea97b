import assert from "node:assert/strict";
import { test } from "node:test";
import {
  identifierOf, isWhole, longEnough, methodFor, moved, refusedRow, summaryOf, tooShort, troubles, withFactor, withIdentifier,
} from "../../web/console/lib/methods.js";
import { wordsOf } from "../lib/words.js";

const EMAIL = {
  signUp: { identifiers: ["email"], password: false, verify: true },
  signIn: { methods: [methodFor("email")] },
};

const row = (identifier, factors = {}) => ({ identifier, password: false, verificationCode: false, isPasswordPrimary: false, ...factors });
const code = { verificationCode: true }, password = { password: true }, first = { isPasswordPrimary: true };
const settings = (methods, more = {}) => ({ ...EMAIL, signInMode: "SignInAndRegister", signIn: { methods }, ...more });
const CLOSED = { signInMode: "SignIn" };
const signUp = (identifiers, more = {}) => ({ signUp: { identifiers, password: false, verify: true, ...more } });

test("the choice is read from what the API keeps", () => {
  assert.equal(identifierOf({ identifiers: ["email"] }), "email");
  assert.equal(identifierOf({ identifiers: ["phone", "email"] }), "email-or-phone");
  assert.equal(identifierOf({ identifiers: [] }), "none");
});

test("an address or number is always proven", () => {
  assert.equal(withIdentifier(EMAIL.signUp, "email-or-phone").verify, true);
  assert.equal(withIdentifier(EMAIL.signUp, "username").verify, false);
});

test("a code by mail needs a connector, and a number one for messages", () => {
  assert.deepEqual(troubles(EMAIL, { email: true }), {});
  assert.deepEqual(troubles(EMAIL, { email: false }), { signUp: "needs-email", "signIn.email": "needs-email" });
  assert.equal(
    troubles({ ...EMAIL, signUp: withIdentifier(EMAIL.signUp, "email-or-phone") }, { email: true }).signUp,
    "needs-sms",
  );
});

test("a password of an address needs no connector, and a code beside it does", () => {
  const found = (methods) => troubles(settings(methods, CLOSED), { email: false })["signIn.email"];
  assert.equal(found([row("email", password)]), undefined);
  assert.equal(found([row("email", { ...code, ...password })]), "needs-email");
});

test("a row without a factor, and no row at all, cannot be saved", () => {
  const found = (methods) => troubles(settings(methods), { email: true });
  assert.deepEqual(found([row("email")]), { "signIn.email": "needs-factor" });
  assert.deepEqual(found([row("email", code), row("username")]), { "signIn.username": "needs-password" });
  assert.equal(found([]).signIn, "needs-method");
  for (const methods of [[row("email")], [row("username")], []]) assert.equal(isWhole(found(methods)), false);
  assert.equal(isWhole(found([row("email", code), row("username", password)])), true);
});

test("people who sign up by a code come back by one", () => {
  const alone = [row("email", password), row("username", password)];
  assert.deepEqual(troubles(settings(alone), { email: true }), { "signIn.email": "needs-code" });
  assert.deepEqual(troubles(settings(alone, CLOSED), { email: true }), {});
  assert.deepEqual(troubles(settings([row("email", { ...code, ...password })]), { email: true }), {});
});

test("people who sign up with a password are asked for it", () => {
  const found = (methods, more) => troubles(settings(methods, { ...signUp(["email"], { password: true }), ...more }), { email: true });
  const needed = { "signIn.email": "needs-sign-up-password" };
  assert.deepEqual(found([row("email", code)]), needed);
  assert.deepEqual(found([row("email", code), row("username", password)]), needed);
  assert.deepEqual(found([row("email", code)], { signInMode: "Register" }), needed);
  assert.deepEqual(found([row("email", code)], CLOSED), {});
  for (const methods of [[row("email", password)], [row("email", { ...code, ...password })]]) assert.deepEqual(found(methods), {});
  assert.equal(isWhole(found([row("email", code)])), true);
});

test("a row is asked for the password first only while it has a code, too", () => {
  const both = row("email", { ...code, ...password, ...first });
  assert.deepEqual(withFactor(both, "verificationCode", false), row("email", password));
  assert.deepEqual(withFactor(both, "password", false), row("email", code));
  assert.deepEqual(withFactor(row("email", code), "password", true), row("email", { ...code, ...password }));
});

test("a new username is entered by a password, and all else by a code", () => {
  assert.deepEqual(methodFor("username"), row("username", password));
  assert.deepEqual(methodFor("email"), row("email", code));
});

test("a refusal of the list stands at the row that it is about", () => {
  const username = row("username", password);
  assert.equal(refusedRow(settings([username, row("phone", password), row("email", password)])), 1);
  assert.equal(refusedRow(settings([username, row("email", password)])), 1);
  assert.equal(refusedRow(settings([username])), -1);
  assert.equal(refusedRow(settings([username, row("email", code)])), -1);
  const withPassword = signUp(["email"], { password: true });
  assert.equal(refusedRow(settings([username, row("email", code)], withPassword)), 1);
  assert.equal(refusedRow(settings([username, row("email", password)], withPassword)), -1);
});

test("a password that is all that is asked for has fifteen characters", () => {
  const both = settings([row("email", { ...code, ...password })]);
  const policy = (passwordPolicy) => tooShort({ ...both, passwordPolicy });
  assert.equal(policy(undefined), 8);
  assert.equal(policy({}), 8);
  assert.equal(policy({ length: { min: 14, max: 256 } }), 14);
  assert.equal(policy({ length: { min: 15, max: 256 } }), 0);
  assert.equal(tooShort(settings([row("email", code)])), 0);
  assert.equal(tooShort({ ...both, signInMode: "Register" }), 0);
});

test("what a policy says beside the length stays", () => {
  const policy = { length: { min: 10, max: 64 }, rejects: { pwned: false } };
  assert.deepEqual(longEnough(policy), { length: { min: 15, max: 64 }, rejects: { pwned: false } });
  assert.deepEqual(longEnough(undefined), { length: { min: 15 } });
});

test("rows move by one step and not past the ends", () => {
  assert.deepEqual(moved([1, 2, 3], 0, 1), [2, 1, 3]);
  assert.deepEqual(moved([1, 2, 3], 2, 1), [1, 2, 3]);
});

const OPEN = { en: "New people sign up with an email address and a code.", fr: "Les nouveaux s’inscrivent avec une adresse e-mail et un code." };
const SHUT = { en: "New people cannot sign up.", fr: "Les nouveaux ne peuvent pas s’inscrire." };
const back = (en, fr) => ({ en: `Returning people sign in with ${en}.`, fr: `Les habitués se connectent avec ${fr}.` });
const BY_CODE = back("an email address and a code", "une adresse e-mail et un code");
const BY_NAME = back("a username and a password", "un nom d’utilisateur et un mot de passe");
const CODE_FIRST = back("an email address and a code (or a password)", "une adresse e-mail et un code (ou un mot de passe)");

/** Settings, and what is said of new people and of those who come back. */
const SUMMARIES = {
  "a code": [settings([row("email", code)]), OPEN, BY_CODE],
  "a password, for people who were added": [
    settings([row("email", password)], CLOSED), SHUT, back("an email address and a password", "une adresse e-mail et un mot de passe"),
  ],
  "a code or a password": [settings([row("email", { ...code, ...password })]), OPEN, CODE_FIRST],
  "a password or a code": [
    settings([row("email", { ...code, ...password, ...first })]), OPEN,
    back("an email address and a password (or a code)", "une adresse e-mail et un mot de passe (ou un code)"),
  ],
  "a username alone": [settings([row("username", password)], CLOSED), SHUT, BY_NAME],
  "an address both ways, and a username": [
    settings([row("email", { ...code, ...password }), row("username", password)]), OPEN,
    back("an email address and a code (or a password) or a username and a password", "une adresse e-mail et un code (ou un mot de passe) ou un nom d’utilisateur et un mot de passe"),
  ],
  "a username, and then an address": [
    settings([row("username", { ...password, ...first }), row("email", code)]), OPEN,
    back("a username and a password or an email address and a code", "un nom d’utilisateur et un mot de passe ou une adresse e-mail et un code"),
  ],
  "three identifiers": [
    settings([row("email", code), row("phone", code), row("username", password)]), OPEN,
    back("an email address and a code, a phone number and a code, or a username and a password", "une adresse e-mail et un code, un numéro de téléphone et un code ou un nom d’utilisateur et un mot de passe"),
  ],
  "closed to new people": [settings([row("email", code)], CLOSED), SHUT, BY_CODE],
  "open to new people alone": [
    settings([row("email", code)], { signInMode: "Register" }), OPEN, { en: "Only new accounts are let in.", fr: "Seuls de nouveaux comptes entrent." },
  ],
  "nothing that an account begins with": [settings([row("username", password)], signUp([])), SHUT, BY_NAME],
  "an account that begins with a password, too": [
    settings([row("email", { ...code, ...password })], signUp(["email"], { password: true })),
    { en: "New people sign up with an email address, a code and a password.", fr: "Les nouveaux s’inscrivent avec une adresse e-mail, un code et un mot de passe." }, CODE_FIRST,
  ],
  "an account that begins with a username": [
    settings([row("username", password)], signUp(["username"], { password: true, verify: false })),
    { en: "New people sign up with a username and a password.", fr: "Les nouveaux s’inscrivent avec un nom d’utilisateur et un mot de passe." }, BY_NAME,
  ],
  "rows that prove nothing": [
    settings([row("email"), row("username", password)]), OPEN, BY_NAME,
  ],
  "no way in": [
    settings([], CLOSED), SHUT, { en: "Returning people cannot sign in.", fr: "Les habitués ne peuvent pas se connecter." },
  ],
};

for (const language of ["en", "fr"]) {
  const w = wordsOf(language);

  for (const [name, [experience, up, down]] of Object.entries(SUMMARIES)) {
    test(`the summary tells the settings: ${name} (${language})`, () => {
      assert.equal(summaryOf(experience, w, language), `${up[language]} ${down[language]}`);
    });
  }
}
