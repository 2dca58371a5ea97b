// What would go with something that is removed, as the server counts it.
import { html, useEffect, useState } from "../lib/html.js";
import { call } from "../lib/api.js";
import { t } from "../lib/say.js";

const COUNTED = ["people", "grants", "applications", "secrets", "sessions"];

/** @param {{ of: string }} props `of`: its path below the API */
export function Impact({ of }) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  useEffect(() => void call("POST", "/signet/impact", { body: { delete: of } }).then(({ data }) => setFound(data)).catch(() => {}), [of]);
  const counted = COUNTED.filter((name) => found?.[name] > 0);
  return html`<span role="status">${counted.length > 0 && html` ${t("impact")} ${counted.map((name) => t(`impact-${name}`, { count: found[name] })).join(", ")}${found.isCapped ? " …" : ""}.`}</span>`;
}
