import assert from "node:assert/strict";
import { test } from "node:test";
import { identifierOf, methodFor, moved, troubles, withIdentifier } from "../../web/console/lib/methods.js";

const EMAIL = {
  signUp: { identifiers: ["email"], password: false, verify: true },
  signIn: { methods: [methodFor("email")] },
};

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

test("a row without a factor, and no row at all, cannot be saved", () => {
  const none = { ...methodFor("email"), verificationCode: false };
  assert.deepEqual(troubles({ ...EMAIL, signIn: { methods: [none] } }, { email: true }), {
    "signIn.email": "needs-factor",
  });
  assert.equal(troubles({ ...EMAIL, signIn: { methods: [] } }, { email: true }).signIn, "needs-method");
});

test("rows move by one step and not past the ends", () => {
  assert.deepEqual(moved([1, 2, 3], 0, 1), [2, 1, 3]);
  assert.deepEqual(moved([1, 2, 3], 2, 1), [1, 2, 3]);
});
