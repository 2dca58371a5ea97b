// Markdown, shown as nodes.
import { html } from "../lib/html.js";
import { markdown } from "../lib/markdown.js";
import { t } from "../lib/say.js";
import { CodeBlock } from "./code-block.js";

/** @param {{ nodes: import("../lib/markdown.js").Inline[] }} props */
export const Inline = ({ nodes }) => nodes.map((node) => {
  if (node.kind === "code") return html`<code>${node.text}</code>`;
  if (node.kind === "strong") return html`<strong>${node.text}</strong>`;
  if (node.kind === "em") return html`<em>${node.text}</em>`;
  if (node.kind === "link") return node.href.startsWith("/") ? html`<a href=${node.href}>${node.text}</a>` : html`<a href=${node.href} target="_blank" rel="noreferrer">${node.text}</a>`;
  return node.text;
});

/** @param {{ block: import("../lib/markdown.js").Block, lower?: number }} props */
export function Block({ block, lower = 0 }) {
  const nodes = block.content && html`<${Inline} nodes=${block.content} />`;
  if (block.kind === "heading") return html`<${`h${Math.min(6, (block.level ?? 1) + lower)}`}>${nodes}<//>`;
  if (block.kind === "code") return html`<${CodeBlock} blocks=${[block]} />`;
  if (block.kind === "quote") return html`<p class="notice"><span>${nodes}</span></p>`;
  if (block.kind === "table") return html`<${TableBlock} rows=${block.rows} />`;
  if (block.kind === "list") return html`<${block.ordered ? "ol" : "ul"}>${block.items?.map((item) => html`<li><${Inline} nodes=${item} /></li>`)}<//>`;
  return html`<p>${nodes}</p>`;
}

/** @param {any} props */
const TableBlock = ({ rows: [head, ...rows] }) => html`
  <table><thead><tr>${head.map((cell) => html`<th scope="col"><${Inline} nodes=${cell} /></th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td><${Inline} nodes=${cell} /></td>`)}</tr>`)}</tbody></table>`;

/** @param {{ text: string, lower?: number }} props `lower`: by how much its headings are to be smaller */
export const Prose = ({ text, lower = 0 }) => html`
  <div class="prose" aria-label=${t("documentation")} role="group">${markdown(text).map((block, i) => html`<${Block} key=${i} block=${block} lower=${lower} />`)}</div>`;
