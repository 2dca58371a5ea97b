// What the search of the console knows: its pages by all their names, what can be done, and what the API finds.
import { get } from "./api.js";
import { layer } from "./keys.js";
import { matching, namesOf, shapeOf } from "./matching.js";
import { applications, nameOf } from "./names.js";
import { go } from "./route.js";
import { inAll, switchUtc, t, utc } from "./say.js";
import { mayChange, signOut } from "./session.js";
import { ACTIONS, NAVIGATION, PAGES } from "../pages.js";

const icons = Object.fromEntries(NAVIGATION.flatMap(({ entries }) => entries.map(({ id, icon }) => [id, icon])));

/** Where a text of one shape leads straight away. */
const STRAIGHT = /** @type {Record<string, (text: string) => any>} */ ({
  reference: (id) => ({ text: t("events-of-request", { id }), href: `/console/activity/events?requestId=${id}`, icon: "activity" }),
  application: (id) => ({ text: t("application-of", { id }), href: `/console/applications/${id}/settings`, icon: "applications" }),
  user: (id) => ({ text: t("user-of", { id }), href: `/console/users/${id}/sign-ins`, icon: "users" }),
  address: (address) => ({ text: t("explain-of", { address }), href: `/console/users/explain?identifier=${encodeURIComponent(address)}`, icon: "ask" }),
});

/** What an action does that is more than a page to go to. */
const DOES = /** @type {Record<string, () => unknown>} */ ({
  "send-test-mail": async () => {
    const one = (await get("/connectors").catch(() => ({ data: [] }))).data.find(({ type }) => type === "Email");
    go(`/console/connectors/email-sms${one ? `/${one.id}#test` : ""}`);
  },
  keys: () => (layer.value = "help"),
  "times-utc": switchUtc,
  "times-local": switchUtc,
  "sign-out": signOut,
});

/** One for each application that has secrets which are kept here. */
function ofEach(/** @type {any} */ action) {
  const own = applications().filter((one) => one.hasSecrets);
  return own.map(({ id, name }) => ({ ...action, note: name, at: `/console/applications/${id}/secrets` }));
}

/** Pages and actions, with all their names. */
const all = () =>
  [...PAGES.filter((page) => page.isListed), ...ACTIONS.flatMap((one) => (one.title === "create-secret" ? ofEach(one) : one))]
    .filter(({ title, isForChange }) => (mayChange() || !isForChange) && title !== (utc.value ? "times-utc" : "times-local"))
    .map((/** @type {any} */ one) => {
      const { title, nav, at, note = t(nav) === t(title) ? "" : t(nav) } = one;
      return { text: t(title), note, href: at, open: DOES[title], icon: icons[nav] ?? "open", names: [...namesOf(one, inAll), note].filter(Boolean) };
    });

export const find = {
  /** Pages and actions, and what the shape of the text says. */
  here(/** @type {string} */ typed) {
    const found = matching(all(), typed), straight = STRAIGHT[shapeOf(typed.trim(), found.length > 0)];
    return [...(straight ? [straight(typed.trim())] : []), ...found];
  },
  /** People and applications, from two letters on. */
  async there(/** @type {string} */ typed) {
    const text = typed.trim();
    if (text.length < 2) return [];
    const query = { search: `%${text.replace(/[\\%_]/g, "\\$&")}%`, page: 1, page_size: 5 };
    const [apps, users] = await Promise.all([get("/applications", query), get("/users", query)]).catch(() => [{ data: [] }, { data: [] }]);
    return [
      ...apps.data.map(({ id, name }) => ({ text: name, note: t("applications"), href: `/console/applications/${id}/settings`, icon: "applications" })),
      ...users.data.map((one) => ({ text: nameOf(one), note: t("users"), href: `/console/users/${one.id}/sign-ins`, icon: "users" })),
    ];
  },
};
