import assert from "node:assert/strict";
import { test } from "node:test";
import { remedyOf, withUri } from "../../web/console/lib/remedy.js";

test("what is done elsewhere leads there, also whoever may change nothing", () => {
  for (const mayChange of [true, false]) {
    assert.deepEqual(remedyOf({ kind: "openConnectors" }, mayChange), { kind: "openConnectors", href: "/console/connectors/email-sms" });
    const application = /** @type {any} */ ({ kind: "openApplication", applicationId: "a/b" });
    assert.equal(remedyOf(application, mayChange)?.href, "/console/applications/a%2Fb/settings");
  }
});

test("what is done at once is offered to whoever may change something", () => {
  for (const kind of ["resumeUser", "liftLimits", "addRedirectUri"]) {
    assert.deepEqual(remedyOf({ kind }, true), { kind });
    assert.equal(remedyOf({ kind }, false), null);
  }
});

test("where nothing helps at once, or nothing that is known here, there is no button", () => {
  for (const action of [undefined, { kind: "dance" }, { kind: "toString" }]) assert.equal(remedyOf(action, true), null);
});

test("an address is added once and takes nothing else along", () => {
  const oidc = { redirectUris: ["https://a.example/cb"], postLogoutRedirectUris: ["https://a.example/"] };
  const added = withUri(oidc, "https://a.example/other");
  assert.deepEqual(added, { ...oidc, redirectUris: ["https://a.example/cb", "https://a.example/other"] });
  assert.deepEqual(withUri(added, "https://a.example/other"), added);
});
