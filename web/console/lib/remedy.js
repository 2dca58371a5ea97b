// The one thing to do about what keeps a person out: a place to go to, or something that is done at once.

/** Where something is done, by the kind of action. @type {Record<string, (action: any) => string>} */
const PLACES = {
  findApplication: () => "/console/applications",
  openApplication: ({ applicationId }) => `/console/applications/${encodeURIComponent(applicationId)}/settings`,
  openSignInExperience: () => "/console/sign-in-experience/sign-up-and-sign-in",
  openConnectors: () => "/console/connectors/email-sms",
};

/** What is done at once, as requests: they change something. */
const DEEDS = ["resumeUser", "liftLimits", "addRedirectUri"];

/**
 * Whoever may not change anything is shown places alone; an action of a newer server is none.
 * @param {{ kind: string } | undefined} action
 * @param {boolean} mayChange
 * @returns {{ kind: string, href?: string } | null}
 */
export function remedyOf(action, mayChange) {
  const kind = action?.kind ?? "";
  if (Object.hasOwn(PLACES, kind)) return { kind, href: PLACES[kind](action) };
  return mayChange && DEEDS.includes(kind) ? { kind } : null;
}

/** The addresses of an application with one more, which is there once however often it is added. */
export const withUri = (/** @type {{ redirectUris: string[] }} */ oidc, /** @type {string} */ uri) => ({
  ...oidc,
  redirectUris: [...new Set([...oidc.redirectUris, uri])],
});
