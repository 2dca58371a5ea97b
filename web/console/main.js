// Language, theme, session, and then the page of this address.
import "./ask.js";
import { html, render } from "./lib/html.js";
import { consoles, isAtHome } from "./lib/instance.js";
import { anyOpen } from "./lib/draft.js";
import { later } from "./lib/poll.js";
import { listen } from "./lib/route.js";
import { speak } from "./lib/say.js";
import { begin, right } from "./lib/session.js";
import { restoreTheme } from "./lib/theme.js";
import { prepare, watch } from "./lib/view.js";
import { MOVED, PAGES } from "./pages.js";
import { Alone } from "./parts/alone.js";
import { Shell } from "./parts/shell.js";

const root = /** @type {HTMLElement} */ (document.getElementById("console"));
const show = (what) => render(what, root);

async function start() {
  restoreTheme();
  // One waits for the provider, the words and the page at the same time. At a wrong address it says where it lives
  // instead of leaving in vain.
  const signedIn = isAtHome() ? begin() : undefined;
  signedIn?.catch(() => {});
  if (signedIn) prepare(PAGES);
  await speak();
  if (!signedIn) return show(html`<${Alone} what="wrong-host" address=${consoles[0]} />`);
  try {
    const came = await signedIn;
    if (came === "leaving") return;
    if (came === "handed-on") return show(html`<${Alone} what="handed-on" />`);
  } catch (error) {
    return show(html`<${Alone} what="sign-in-failed" error=${error} />`);
  }
  if (right.value === "none") return show(html`<${Alone} what="not-allowed" />`);
  listen();
  watch(PAGES, MOVED);
  // What the page asks the API for is on its way before the shell is drawn.
  later(() => show(html`<${Shell} />`), 0);
}

addEventListener("beforeunload", (event) => anyOpen() && event.preventDefault());
start();
