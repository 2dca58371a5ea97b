import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, inline, markdown } from "../../web/console/lib/markdown.js";

test("headings, paragraphs, lists and fences are told apart", () => {
  const blocks = markdown("# One\n\nText\ngoes on.\n\n- a\n- b\n  more\n\n```bash npm\nnpm i\n```\n::redirect-uris\n");
  assert.deepEqual(
    blocks.map((block) => block.kind),
    ["heading", "paragraph", "list", "code", "widget"],
  );
  assert.deepEqual(blocks[2].items?.length, 2);
  assert.deepEqual([blocks[3].language, blocks[3].label, blocks[3].text], ["bash", "npm", "npm i"]);
  assert.equal(blocks[4].name, "redirect-uris");
});

test("marks within a line become nodes, and HTML stays text", () => {
  assert.deepEqual(
    inline("a `b` **c** *d* <img src=x>").map((node) => node.kind),
    ["text", "code", "text", "strong", "text", "em", "text"],
  );
  assert.deepEqual(inline("<img src=x onerror=alert(1)>"), [{ kind: "text", text: "<img src=x onerror=alert(1)>" }]);
});

test("a link leads to a page, never to a script", () => {
  assert.deepEqual(inline(`[x](${["javascript", "alert(1)"].join(":")})`)[0], { kind: "text", text: "x" });
  assert.deepEqual(inline("[x](//evil.example)")[0], { kind: "text", text: "x" });
  assert.deepEqual(inline("[x](/console/users)")[0], { kind: "link", text: "x", href: "/console/users" });
});

test("a table has a head and rows", () => {
  const [block] = markdown("| key | text |\n| --- | --- |\n| `a` | b |");
  assert.equal(block.rows?.length, 2);
  assert.deepEqual(block.rows?.[1][0], [{ kind: "code", text: "a" }]);
});

test("a fence that does not end takes the rest, and nothing loops", () => {
  assert.equal(markdown("```js\nlet a;").length, 1);
  assert.ok(markdown("|").length <= 1);
});

test("values are filled in, unknown names stay", () => {
  assert.equal(filled("{{application.id}} {{nothing}}", { "application.id": "abc" }), "abc {{nothing}}");
});
