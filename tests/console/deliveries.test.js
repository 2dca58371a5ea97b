import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, judge, meant, placeholders, readDeliveries, sent, writeDeliveries } from "../../web/console/lib/deliveries.js";
import { readJson } from "../../web/console/lib/json-at.js";

const GUIDE = {
  Register: {
    subject: "{{code}} est votre code de vérification",
    replyTo: "Foo <foo@example.com>",
    html: "<h1>Bienvenue</h1><p>{{code}}</p>",
    text: "{{code}}",
  },
  SignIn: {
    subject: "Bon retour",
    replyTo: "Foo <foo@example.com>",
    template: "logto-sign-in",
    variables: { bar: "baz" },
  },
};

const ids = (/** @type {string} */ text) =>
  readDeliveries(text).problems.map(({ id, line, column }) => `${id} ${line}:${column}`);

test("the guide's sample is all right, and reads back as it was written", () => {
  const { value, problems } = readDeliveries(writeDeliveries(GUIDE));
  assert.deepEqual(problems, []);
  assert.deepEqual(value, GUIDE);
});

test("the fallback is the generic mail, or nothing where there is none", () => {
  assert.equal(sent(GUIDE, "Register"), "own");
  assert.equal(sent(GUIDE, "ForgotPassword"), "fails");
  assert.equal(sent(GUIDE, "Generic"), "fails");
  assert.equal(sent({ ...GUIDE, Generic: { html: "{{code}}" } }, "ForgotPassword"), "generic");
  assert.equal(sent({}, "SignIn"), "built-in");
  assert.equal(sent(undefined, "SignIn"), "built-in");
});

test("what is wrong is told at its line and column", () => {
  assert.deepEqual(ids('{\n  "Signin": {}\n}'), ["usage-meant 2:3"]);
  assert.deepEqual(ids('{\n  "Whatever it is": {}\n}'), ["usage 2:3"]);
  assert.deepEqual(ids('{\n  "SignIn": { "subject": "{{code}}" }\n}'), ["no-content 2:3"]);
  assert.deepEqual(ids('{ "SignIn": {\n "html": 1 } }'), ["not-text 2:2", "no-code 2:2"]);
  assert.deepEqual(ids('{ "SignIn": {\n "html": "{{cod}} {{code}}" } }'), ["placeholder 2:2"]);
  assert.deepEqual(ids('{ "SignIn": {\n "html": "{{code}}", "variables": [] } }'), ["not-map 2:22"]);
});

test("JSON that cannot be read is told where it stops", () => {
  assert.deepEqual(ids('{\n  "SignIn": {},\n}'), ["json-last-comma 2:15"]);
  assert.deepEqual(ids('{ "a" 1 }'), ["json-colon 1:7"]);
  assert.deepEqual(ids("{ 'a': 1 }"), ["json-key 1:3"]);
  assert.deepEqual(ids('{ "a": 1'), ["json-end 1:9"]);
  assert.deepEqual(ids('{ "a": 1 "b": 2 }'), ["json-comma 1:10"]);
  assert.deepEqual(ids('{ "a": "x\n" }'), ["json-string 1:8"]);
  assert.deepEqual(ids('{ "a": {}, "a": {} }'), ["json-twice 1:12"]);
  assert.deepEqual(ids("{} {}"), ["json-more 1:4"]);
});

test("what is read is what JSON.parse reads", () => {
  let seed = 7;
  const random = (/** @type {number} */ most) => (seed = (seed * 48271) % 2147483647) % most;
  const texts = ["", "{{code}}", 'a "quote" \\', "ligne\nsuivante", "é\u2028☃", "<img src=x onerror=alert(1)>"];
  const value = (/** @type {number} */ deep) => {
    const kind = random(deep > 3 ? 4 : 6);
    if (kind < 2) return texts[random(texts.length)];
    if (kind < 4) return [null, true, false, 0, -1.5e3, 12][random(6)];
    if (kind === 4) return Array.from({ length: random(4) }, () => value(deep + 1));
    return Object.fromEntries(
      Array.from({ length: random(4) }, (_, i) => [texts[random(texts.length)] + i, value(deep + 1)]),
    );
  };
  for (let i = 0; i < 500; i++) {
    const one = value(0);
    for (const text of [JSON.stringify(one), JSON.stringify(one, null, 2)]) {
      const read = readJson(text);
      assert.ok("value" in read, text);
      assert.deepEqual(read.value, JSON.parse(text));
    }
  }
});

test("names close to a known one are understood", () => {
  assert.equal(meant("Signin", ["SignIn", "Register"]), "SignIn");
  assert.equal(meant("completely else", ["SignIn"]), undefined);
});

test("placeholders are found and filled, and unknown ones stay", () => {
  assert.deepEqual(placeholders("{{code}} for {{ application.name }}"), ["code", "application.name"]);
  assert.equal(fill("{{code}} {{cod}}", { code: "000000" }), "000000 {{cod}}");
});

test("deliveries that are none are told", () => {
  assert.equal(judge([])[0].id, "not-map");
  assert.equal(judge({ SignIn: "x" })[0].id, "not-object");
});
