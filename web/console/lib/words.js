// The words for what went wrong.
import { reasonOf } from "./refusals.js";
import { has, t } from "./say.js";

/** The words for a refusal: ours where there are better ones, else the server's. */
export function words(/** @type {any} */ error) {
  if (error?.isUnsaid) return "";
  const id = error?.code ? `problem-${error.code.replaceAll(".", "-")}` : "";
  if (id && has(id)) return t(id);
  return error?.message || error?.code || t("problem-unknown");
}

/** Why something happened: in our words where the server gives a short name, else as it says it. */
export function why(/** @type {string} */ reason) {
  const id = reasonOf(reason, has);
  return id ? t(id) : reason;
}

/** What is wrong with a form, by member; under `form` what belongs to none. @returns {Record<string, string>} */
export const problemsOf = (/** @type {any} */ error) => (error?.isUnsaid ? {} : (error?.problems ?? { form: words(error) }));
