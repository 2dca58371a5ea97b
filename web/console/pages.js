// Every place of the console: its address, its module, its name, and what else people call it.

/**
 * @typedef {object} Place
 * @property {string} at the address, with its parameters
 * @property {() => Promise<any>} load the module: `load(params, query)` and `Page`
 * @property {string} title the id of its name
 * @property {string} nav the entry of the navigation that it belongs to
 * @property {boolean} [isListed] whether the palette offers it
 * @property {string} [words] ids of what is written on it, under which it is searched too
 * @property {boolean} [isForChange] whether it is there to change something, and for nobody else
 */

const users = () => import("./pages/users/list.js");
const applications = () => import("./pages/applications/list.js");
const emailSms = () => import("./pages/connectors/list.js");
const events = () => import("./pages/activity/events.js");
const methods = () => import("./pages/sign-in-experience/sign-up-and-sign-in.js");

/** @type {Place[]} */
export const PAGES = [
  { at: "/console", load: () => import("./pages/home.js"), title: "home", words: "get-started", nav: "home", isListed: true },
  { at: "/console/applications", load: applications, title: "applications", words: "application-id application-secret redirect-uris redirect-uri post-sign-out-uris post-sign-out-uri save-changes", nav: "applications", isListed: true },
  { at: "/console/applications/create", load: () => import("./pages/applications/create.js"), title: "create-application", words: "view-all type-Traditional type-SPA type-Native type-MachineToMachine quick-filter application-name", nav: "applications", isListed: true, isForChange: true },
  { at: "/console/applications/:id", load: () => import("./pages/applications/settings.js"), title: "applications", nav: "applications" },
  { at: "/console/applications/:id/guide", load: () => import("./pages/applications/guide.js"), title: "guide", nav: "applications" },
  { at: "/console/applications/:id/settings", load: () => import("./pages/applications/settings.js"), title: "settings", nav: "applications" },
  { at: "/console/applications/:id/secrets", load: () => import("./pages/applications/secrets.js"), title: "secrets", nav: "applications" },
  { at: "/console/applications/:id/activity", load: () => import("./pages/applications/activity.js"), title: "activity", nav: "applications" },
  { at: "/console/connectors/email-sms", load: emailSms, title: "email-sms-connectors", words: "configure parameter-configuration deliveries json-editor usage test save-and-done save-changes", nav: "connectors", isListed: true },
  { at: "/console/connectors/email-sms/new/:factory", load: () => import("./pages/connectors/detail.js"), title: "connectors", nav: "connectors" },
  { at: "/console/connectors/email-sms/:id", load: () => import("./pages/connectors/detail.js"), title: "connectors", nav: "connectors" },
  { at: "/console/sign-in-experience/branding", load: () => import("./pages/sign-in-experience/branding.js"), title: "branding", words: "logos colors", nav: "sign-in-experience", isListed: true },
  { at: "/console/sign-in-experience/sign-up-and-sign-in", load: methods, title: "sign-up-and-sign-in", words: "sign-up-identifier identifier-email identifier-email-or-phone verify-at-sign-up create-a-password verification-code password live-preview save-changes", nav: "sign-in-experience", isListed: true },
  { at: "/console/sign-in-experience/content", load: () => import("./pages/sign-in-experience/content.js"), title: "content", words: "terms-url privacy-url languages", nav: "sign-in-experience", isListed: true },
  { at: "/console/sign-in-experience/code-screen", load: () => import("./pages/sign-in-experience/code-screen.js"), title: "code-screen", nav: "sign-in-experience", isListed: true },
  { at: "/console/users", load: users, title: "users", nav: "users", isListed: true },
  { at: "/console/users/create", load: () => import("./pages/users/create.js"), title: "add-user", nav: "users", isListed: true, isForChange: true },
  { at: "/console/users/explain", load: () => import("./pages/users/explain.js"), title: "explain", words: "explain-button", nav: "users", isListed: true },
  { at: "/console/users/:id", load: () => import("./pages/users/sign-ins.js"), title: "users", nav: "users" },
  { at: "/console/users/:id/sign-ins", load: () => import("./pages/users/sign-ins.js"), title: "users", nav: "users" },
  { at: "/console/users/:id/profile", load: () => import("./pages/users/profile.js"), title: "users", nav: "users" },
  { at: "/console/users/:id/sessions", load: () => import("./pages/users/sessions.js"), title: "users", nav: "users" },
  { at: "/console/activity/events", load: events, title: "events", nav: "activity", isListed: true },
  { at: "/console/activity/mail", load: () => import("./pages/activity/mail.js"), title: "mail", nav: "activity", isListed: true },
  { at: "/console/settings/administrators", load: () => import("./pages/settings/administrators.js"), title: "administrators", nav: "settings", isListed: true },
  { at: "/console/settings/about", load: () => import("./pages/settings/about.js"), title: "about", nav: "settings", isListed: true },
];

/** What the palette offers to do, beside going somewhere. @type {Omit<Place, "at" | "load">[]} */
export const ACTIONS = [
  { title: "send-test-mail", nav: "connectors", isForChange: true },
  { title: "create-secret", nav: "applications", words: "secrets", isForChange: true },
  { title: "keys", nav: "keys", words: "keys-letters" },
  { title: "times-utc", nav: "times-utc" },
  { title: "times-local", nav: "times-local" },
  { title: "sign-out", nav: "sign-out" },
];

/** Addresses that lead elsewhere: short ones, and those of Logto's documentation. @type {Record<string, string>} */
export const MOVED = {
  "/console/get-started": "/console",
  "/console/dashboard": "/console",
  "/console/connectors": "/console/connectors/email-sms",
  "/console/connectors/passwordless": "/console/connectors/email-sms",
  "/console/sign-in-experience": "/console/sign-in-experience/sign-up-and-sign-in",
  "/console/activity": "/console/activity/events",
  "/console/audit-logs": "/console/activity/events",
  "/console/settings": "/console/settings/administrators",
  "/console/user-management": "/console/users",
};

/** The navigation: a group, and its entries with their pictograms. */
export const NAVIGATION = [
  { entries: [{ id: "home", href: "/console", icon: "home" }] },
  { group: "nav-connect", entries: [
    { id: "applications", href: "/console/applications", icon: "applications" },
    { id: "connectors", href: "/console/connectors/email-sms", icon: "connectors" },
    { id: "sign-in-experience", href: "/console/sign-in-experience/sign-up-and-sign-in", icon: "experience" }] },
  { group: "nav-people", entries: [{ id: "users", href: "/console/users", icon: "users" }] },
  { group: "nav-operate", entries: [
    { id: "activity", href: "/console/activity/events", icon: "activity" },
    { id: "settings", href: "/console/settings/administrators", icon: "settings" }] },
];
