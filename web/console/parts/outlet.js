// Where the page stands: itself, or that it is on its way, or why it cannot be shown.
import { html, useEffect, useErrorBoundary, useLayoutEffect } from "../lib/html.js";
import { anyOpen, lose } from "../lib/draft.js";
import { place } from "../lib/route.js";
import { t } from "../lib/say.js";
import { mayChange } from "../lib/session.js";
import { reload, view, waiting } from "../lib/view.js";
import { PageHead } from "./page.js";
import { Problem } from "./problem.js";

const Skeleton = () => html`<div aria-hidden="true" class="skeleton"><span></span><span></span><span></span></div>`;

const focusHead = () => /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus({ preventScroll: true });

/** A page that breaks says so, and the rest of the console stays. */
function Safe({ children }) {
  const [error, again] = useErrorBoundary();
  useLayoutEffect(() => void (error && focusHead()), [error]);
  return error ? html`<${PageHead} title=${t("page-broken")} /><${Problem} error=${error} again=${again} />` : children;
}

function Content({ now }) {
  if (!now.page || now.error?.status === 404) return html`<${PageHead} title=${t("not-found-title")} lead=${t("not-found-text")} /><a href="/console">${t("to-home")}</a>`;
  if (now.page.isForChange && !mayChange()) return html`<${PageHead} title=${t(now.page.title)} lead=${t("needs-change")} /><a href="/console">${t("to-home")}</a>`;
  if (now.error) return html`<${PageHead} title=${t(now.page.title)} /><${Problem} error=${now.error} again=${reload} />`;
  return html`<${now.module.Page} data=${now.data} params=${now.params} query=${place.value.query} />`;
}

export function Outlet() {
  const now = view.value, arrived = now?.arrived;
  // Before the page is drawn: whoever sees it may go elsewhere on it at once.
  useLayoutEffect(() => {
    if (!now) return;
    // Not on the first page: there the browser itself has put the reader at its beginning.
    if ((arrived ?? 0) > 1) focusHead(), scrollTo(0, 0), document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [arrived, now?.path, now?.page]);
  useEffect(() => void (now?.error?.status === 404 && lose(now.error.path)), [now?.error]);
  // A dot for what is typed and not saved.
  const dot = anyOpen() ? "• " : "";
  useEffect(() => void (document.title = `${dot}${document.querySelector("main h1")?.textContent || t("home")} · Signet`));
  if (!now) return html`<div><${Skeleton} /></div>`;
  const width = now.module?.isWide ? "wide" : "";
  return html`<div class=${width} key=${now.path} aria-busy=${waiting.value ? "true" : undefined}><${Safe}><${Content} now=${now} /><//></div>`;
}
