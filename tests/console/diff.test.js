import assert from "node:assert/strict";
import { test } from "node:test";
import { changes } from "../../web/console/lib/diff.js";

test("what is the same is not told", () => assert.deepEqual(changes({ a: 1 }, { a: 1 }, "x"), []));

test("each leaf is told by its path", () => {
  assert.deepEqual(changes({ a: 1, b: { c: "x" } }, { a: 1, b: { c: "y" } }, "color"), [
    { path: "color › b › c", was: "x", is: "y" },
  ]);
  assert.deepEqual(changes([{ p: true }], [{ p: false }], "m"), [{ path: "m › 1 › p", was: "true", is: "false" }]);
});

test("nothing is told as nothing, and lists of other length as wholes", () => {
  assert.deepEqual(changes(null, "https://a.example", "terms"), [{ path: "terms", was: "–", is: "https://a.example" }]);
  assert.equal(changes(["email"], ["email", "phone"], "s").length, 1);
});
