import assert from "node:assert/strict";
import { test } from "node:test";
import { advise, hostOf } from "../../web/console/lib/redirect-uri.js";

const CASES = /** @type {[string, string | null, object?][]} */ ([
  ["", null],
  ["https://shop.example.com/callback", null],
  ["http://localhost:3000/callback", null],
  ["http://127.0.0.1:3000/callback", null],
  ["http://[::1]:3000/callback", null],
  ["http://shop.example.com/callback", "plain-http"],
  ["shop.example.com/callback", "not-absolute"],
  ["/callback", "not-absolute"],
  ["https:shop.example.com/callback", "not-absolute"],
  ["https://shop.example.com/cb#top", "fragment"],
  ["https://*.example.com/cb", "wildcard"],
  ["https://shop.example.com/c b", "blank"],
  ["https://ada@shop.example.com/cb", "user-name"],
  ["https://203.0.113.9/cb", "address"],
  ["https://shop.example.com", "no-path"],
  ["https://shop.example.com/", null, { isBare: true }],
  ["com.example.shop:/cb", "custom-scheme"],
  ["com.example.shop:/cb", null, { isNative: true }],
  ["https://a.example/cb", "duplicate", { others: ["https://a.example/cb"] }],
  ["https://a.example/cb/", "trailing-slash", { others: ["https://a.example/cb"] }],
  ["http://127.0.0.1:3000/cb", "loopback-names", { others: ["http://localhost:3000/cb"] }],
  ["http://127.0.0.1:3001/cb", null, { others: ["http://localhost:3000/cb"] }],
]);

for (const [uri, expected, around] of CASES) {
  test(`${uri || "nothing"} is judged as ${expected ?? "fine"}`, () => assert.equal(advise(uri, around), expected));
}

test("a host is told apart, and nothing where there is none", () => {
  assert.equal(hostOf("https://shop-example.co/cb"), "shop-example.co");
  assert.equal(hostOf("nothing"), "");
});
