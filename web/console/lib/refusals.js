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

/** Addresses are mended at their application; all else is looked at first. */
export const placeOf = (/** @type {ReturnType<typeof byCause>[number]} */ { cause, kind, applicationId }) =>
  applicationId && ["redirect-uri-mismatch", "sign-out-refused"].includes(cause)
    ? `/console/applications/${applicationId}/settings`
    : `/console/activity/events?${new URLSearchParams({ kind, ...(applicationId && { application: applicationId }) })}`;
