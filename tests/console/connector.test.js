import assert from "node:assert/strict";
import { test } from "node:test";
import { cleaned, domainAdvice, endpointOf, isShown, missing, regionOf, startOf } from "../../web/console/lib/connector.js";

test("the region is read from the endpoint, and nothing is the United States", () => {
  assert.deepEqual(
    [undefined, "", "https://api.mailgun.net", "https://api.eu.mailgun.net/", "http://127.0.0.1:8025"].map(regionOf),
    ["US", "US", "US", "EU", "other"],
  );
  assert.equal(endpointOf("EU"), "https://api.eu.mailgun.net");
});

test("a domain is a name, without a scheme", () => {
  assert.equal(domainAdvice("mg.example.com"), null);
  assert.equal(domainAdvice("https://mg.example.com"), "domain-scheme");
  assert.equal(domainAdvice("me@example.com"), "domain-form");
});

test("what is empty is not sent, and asked for where it is required", () => {
  assert.deepEqual(cleaned({ a: "", b: 0, c: undefined, d: false }), { b: 0, d: false });
  const items = [
    { key: "a", required: true },
    { key: "b", required: true, showConditions: [{ targetKey: "x", expectValue: 1 }] },
  ];
  assert.deepEqual(missing(items, {}), ["a"]);
  assert.equal(isShown(items[1], { x: 1 }), true);
});

test("a form begins with its plain defaults", () => {
  assert.deepEqual(
    startOf({
      formItems: [
        { key: "port", type: "Number", defaultValue: 587 },
        { key: "auth", type: "Json", required: true, isConfidential: true, defaultValue: { user: "<user>" } },
        { key: "deliveries", type: "Json", defaultValue: { a: 1 } },
        { key: "templates", type: "Json", required: true, defaultValue: [1] },
        { key: "x", type: "Text" },
      ],
    }),
    { port: 587, auth: {}, templates: [1] },
  );
});
