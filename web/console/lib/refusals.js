// What was refused lately: the same together, with the place where it is mended.

/** Events by cause and application, the newest first. @param {any[]} events */
export function byCause(events) {
  /** @type {Map<string, { cause: string, kind: string, applicationId: string | null, at: number, count: number }>} */
  const groups = new Map();
  for (const { kind, applicationId = null, at, data } of events) {
    const cause = (kind === "page.refused" && data?.error) || kind,
      key = `${cause} ${applicationId}`,
      before = groups.get(key);
    groups.set(key, { cause, kind, applicationId, at, ...before, count: (before?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** The words of `signet.toml` for a counter of the server: `sends.all.strangers`. */
const COUNTED = /** @type {Record<string, string>} */ ({ sends: "per_recipient", failures: "per_address", password: "per_address", all: "total", client: "per_client", ip: "per_ip" });

function limitOf(/** @type {string} */ counter) {
  const [, what, of] = counter.match(/^(sends|failures|password)(?:\.known)?(?:\.(all|client|ip))?(?:\.strangers)?$/) ?? [];
  return what ? [`limit-${what === "password" ? "passwords" : what}_${COUNTED[of ?? what]}`] : [];
}

/**
 * The id of the words for a reason that the server gives by a short name; none for a sentence.
 * @param {string} reason
 * @param {(id: string) => boolean} has whether there are words under an id
 */
export const reasonOf = (reason, has) =>
  // A limit comes first: `password` is also the name of a page.
  [...limitOf(reason), `refusal-${reason}`, `outcome-${reason}`, `sample-${reason.replaceAll("_", "-")}`].find(has);

/** Addresses are mended at their application; all else is looked at first. */
export const placeOf = (/** @type {ReturnType<typeof byCause>[number]} */ { cause, kind, applicationId }) =>
  applicationId && ["redirect-uri-mismatch", "sign-out-refused"].includes(cause)
    ? `/console/applications/${applicationId}/settings`
    : `/console/activity/events?${new URLSearchParams({ kind, ...(applicationId && { application: applicationId }) })}`;
