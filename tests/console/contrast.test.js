import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, forDark, parseColor, textOn } from "../../web/console/lib/contrast.js";

test("black on white is 21 : 1, and a colour on itself 1 : 1", () => {
  assert.equal(contrast("#000", "#ffffff"), 21);
  assert.equal(contrast("#1d5b4f", "#1D5B4F"), 1);
});

test("what is no colour has no contrast", () => {
  assert.equal(parseColor("red"), null);
  assert.equal(contrast("#12", "#fff"), 0);
});

test("text on a colour is the one that is read best", () => {
  assert.equal(textOn("#1d5b4f"), "#ffffff");
  assert.equal(textOn("#ffdd00"), "#000000");
});

test("a colour for dark pages is read on them", () => {
  for (const color of ["#1d5b4f", "#000000", "#0000ff", "#ffffff"])
    assert.ok(contrast(forDark(color), "#1d1e1c") >= 4.5, color);
});
