// What applications are made with: their kind, where they usually run, and which addresses their
// SDK calls. Each has a guide in guides/<id>/<language>.md.

/**
 * @typedef {object} Framework
 * @property {string} id
 * @property {string} name
 * @property {"Traditional" | "SPA" | "Native" | "MachineToMachine"} type
 * @property {string} [runs] where it runs while it is developed
 * @property {string} [callback] the path that its SDK calls after sign-in
 * @property {string} [signedOut] the path that its code goes to after sign-out
 */

export const GROUPS = /** @type {const} */ (["Traditional", "SPA", "Native", "MachineToMachine"]);

/** @type {Framework[]} */
export const FRAMEWORKS = [
  {
    id: "express",
    name: "Express",
    type: "Traditional",
    runs: "http://localhost:3000",
    callback: "/logto/sign-in-callback",
    signedOut: "/",
  },
  { id: "go", name: "Go", type: "Traditional", runs: "http://localhost:3000", callback: "/callback", signedOut: "/" },
  {
    id: "next",
    name: "Next.js",
    type: "Traditional",
    runs: "http://localhost:3000",
    callback: "/callback",
    signedOut: "/",
  },
  { id: "web", name: "", type: "Traditional", runs: "http://localhost:3000", callback: "/callback", signedOut: "/" },
  { id: "react", name: "React", type: "SPA", runs: "http://localhost:3000", callback: "/callback", signedOut: "/" },
  { id: "spa", name: "", type: "SPA", runs: "http://localhost:3000", callback: "/callback", signedOut: "/" },
  { id: "native", name: "", type: "Native", callback: "/callback", signedOut: "/" },
  { id: "machine", name: "", type: "MachineToMachine" },
];

export const frameworkOf = (/** @type {string} */ id) => FRAMEWORKS.find((one) => one.id === id);

/** The guide of an application: the one that it was made with, or the plain one of its kind. */
export const guideOf = (application) =>
  frameworkOf(application.customData?.guide) ??
  FRAMEWORKS.find((one) => one.type === application.type && !one.name) ??
  FRAMEWORKS[0];

/**
 * The addresses that follow from where an application runs.
 * @param {Framework} framework
 * @param {string} base
 */
export function addresses(framework, base) {
  const origin = base.trim().replace(/\/+$/, "");
  if (!origin || !framework.callback) return { redirectUris: [], postLogoutRedirectUris: [] };
  return {
    redirectUris: [`${origin}${framework.callback}`],
    postLogoutRedirectUris: [`${origin}${framework.signedOut}`],
  };
}
