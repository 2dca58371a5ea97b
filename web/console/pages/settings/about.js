// Settings › About: which build this is, and what it is made of.
import { html } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { build, fileUrl, issuer, publicUrl } from "../../lib/instance.js";
import { t } from "../../lib/say.js";
import { Copyable } from "../../parts/copy-button.js";
import { Table } from "../../parts/table.js";
import { SettingsHead } from "./administrators.js";

export async function load() {
  const [api, lock] = await Promise.all([get("/swagger.json"), fetch(fileUrl("vendor/vendor.lock")).then((answer) => answer.json())]);
  return { version: api.data.info.version, files: lock.files };
}

/** @param {{ data: { version: string, files: any[] } }} props */
export function Page({ data: { version, files } }) {
  const libraries = [...new Map(files.map((file) => [file.package, file])).values()];
  const columns = [{ title: t("library"), show: (row) => html`<span class="mono">${row.package}</span>` }, { title: t("version"), show: (row) => row.version }, { title: t("licence"), show: (row) => row.licence }];
  return html`
    <${SettingsHead} tab="about" />
    <div class="stack">
      <section class="panel" aria-label=${t("about")}><dl class="facts"><dt>${t("version")}</dt><dd>Signet ${version}</dd><dt>${t("build")}</dt><dd class="mono">${build}</dd>
        <dt>${t("public-url")}</dt><dd><${Copyable} text=${publicUrl} of=${t("public-url")} /></dd><dt>${t("endpoint-issuer")}</dt><dd><${Copyable} text=${issuer} of=${t("endpoint-issuer")} /></dd></dl></section>
      <section class="stack-small" aria-labelledby="libraries"><h2 id="libraries">${t("libraries")}</h2><${Table} caption=${t("libraries")} columns=${columns} rows=${libraries} keyOf=${(row) => row.package} /></section>
    </div>`;
}
