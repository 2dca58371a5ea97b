// Events that say the same one after the other: one line for all of them.

const FEW = 2;

const key = (/** @type {Record<string, any>} */ { kind, result, applicationId, userId, actor }) => JSON.stringify([kind, result, applicationId, userId, actor?.id]);

/**
 * Neighbours that differ in nothing but their moment, together; a few of them stay apart.
 * @template {Record<string, any>} Event
 * @param {Event[]} events
 * @returns {Event[][]}
 */
export function grouped(events) {
  /** @type {Event[][]} */
  const groups = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last && key(last[0]) === key(event)) last.push(event);
    else groups.push([event]);
  }
  return groups.flatMap((group) => (group.length > FEW ? [group] : group.map((event) => [event])));
}
