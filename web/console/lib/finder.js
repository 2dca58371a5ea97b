// What the search of the console knows: its pages by all their names, and what the API finds.
import { get } from "./api.js";
import { has, t } from "./say.js";
import { mayChange } from "./session.js";
import { NAVIGATION, PAGES } from "../pages.js";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'").toLowerCase();
const icons = Object.fromEntries(NAVIGATION.flatMap(({ entries }) => entries.map(({ id, icon }) => [id, icon])));

/** Shapes by which one knows what a text is, without asking. */
export function shapeOf(/** @type {string} */ text) {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return "address";
  if (/^[a-z0-9]{10}$/.test(text) && /\d/.test(text)) return "reference";
  if (/^[a-z0-9]{12}$/.test(text) && /\d/.test(text)) return "user";
  if (/^[a-z0-9]{21}$/.test(text) && /\d/.test(text)) return "application";
  return "words";
}

/** Names of a page: its own, and those under which other products know it. */
const names = (title) => fold([t(title), has(`also-${title}`) ? t(`also-${title}`) : ""].join(" "));

export const find = {
  /** Pages, and what the shape of the text says. */
  here(/** @type {string} */ typed) {
    const text = typed.trim(),
      shape = shapeOf(text),
      out = [];
    if (shape === "reference")
      out.push({
        text: t("events-of-request", { id: text }),
        href: `/console/activity/events?requestId=${text}`,
        icon: "activity",
      });
    if (shape === "application")
      out.push({
        text: t("application-of", { id: text }),
        href: `/console/applications/${text}/settings`,
        icon: "applications",
      });
    if (shape === "user")
      out.push({ text: t("user-of", { id: text }), href: `/console/users/${text}/sign-ins`, icon: "users" });
    if (shape === "address")
      out.push({
        text: t("explain-of", { address: text }),
        href: `/console/users/explain?identifier=${encodeURIComponent(text)}`,
        icon: "ask",
      });
    const words = fold(text).split(/\s+/).filter(Boolean);
    const pages = PAGES.filter((page) => page.isListed && (mayChange() || !page.isForChange) && words.every((word) => names(page.title).includes(word)));
    return [
      ...out,
      ...pages.map((page) => ({
        text: t(page.title),
        note: t(page.nav) === t(page.title) ? "" : t(page.nav),
        href: page.at,
        icon: icons[page.nav] ?? "search",
      })),
    ];
  },
  /** People and applications, from two letters on. */
  async there(/** @type {string} */ typed) {
    const text = typed.trim();
    if (text.length < 2) return [];
    const query = { search: `%${text.replace(/[\\%_]/g, "\\$&")}%`, page: 1, page_size: 5 };
    const [applications, users] = await Promise.all([get("/applications", query), get("/users", query)]).catch(() => [
      { data: [] },
      { data: [] },
    ]);
    return [
      ...applications.data.map((one) => ({
        text: one.name,
        note: t("applications"),
        href: `/console/applications/${one.id}/settings`,
        icon: "applications",
      })),
      ...users.data.map((one) => ({
        text: one.primaryEmail ?? one.name ?? one.username ?? one.id,
        note: t("users"),
        href: `/console/users/${one.id}/sign-ins`,
        icon: "users",
      })),
    ];
  },
};
