import assert from "node:assert/strict";
import { test } from "node:test";
import { readMail } from "../../web/console/lib/mail-html.js";

const SCRIPT = ["javascript", "alert(1)"].join(":");
const flat = (node) => (typeof node === "string" ? node : `<${node.tag}>${node.children.map(flat).join("")}</>`);

test("structure and text are kept", () => {
  assert.equal(
    flat(readMail("<h1>Bienvenue</h1><p>Votre code est <b>000000</b>.</p>")),
    "<div><h1>Bienvenue</><p>Votre code est <b>000000</>.</></>",
  );
});

test("what could act is left out with all that is in it", () => {
  assert.equal(
    flat(readMail('<script>alert("<p>")</script><style>p{}</style><p onclick="x()">a<img src=x onerror=alert(1)></p>')),
    "<div><p>a</></>",
  );
});

test("a link is a node whose address is only text", () =>
  assert.deepEqual(readMail(`<a href="${SCRIPT}">x</a>`).children[0], { tag: "a", children: ["x"], href: SCRIPT }));

test("broken markup neither fails nor loops", () => {
  for (const markup of [
    "<",
    "<p",
    "</p></div></div>",
    "<p><b>a</p>b",
    "&#99999999;&amp;",
    "<!-- <p>",
    '<p title=">">a</p>',
    "<".repeat(2000),
  ])
    assert.ok(readMail(markup));
});
