// The configuration of a connector while it is edited.

/** What a new connector's form holds at first; samples are offered apart. */
export function startOf(factory) {
  const wanted = factory.formItems.filter(
    (item) => item.defaultValue !== undefined && (item.type !== "Json" || item.required),
  );
  // A login that is only a sample is none.
  return Object.fromEntries(wanted.map((item) => [item.key, item.isConfidential ? {} : item.defaultValue]));
}

/** What is sent: members without a value are left out. */
export const cleaned = (/** @type {Record<string, any>} */ config) =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ""));

/** Whether a field is to be shown beside what else is set. */
export const isShown = (item, /** @type {Record<string, any>} */ config) =>
  (item.showConditions ?? []).every((one) => config[one.targetKey] === one.expectValue);

/** Required fields that are empty. */
export const missing = (/** @type {any[]} */ items, /** @type {Record<string, any>} */ config) =>
  items
    .filter(
      (item) => item.required && isShown(item, config) && (config[item.key] === undefined || config[item.key] === ""),
    )
    .map((item) => item.key);

const REGIONS = /** @type {Record<string, string>} */ ({
  "https://api.mailgun.net": "US",
  "https://api.eu.mailgun.net": "EU",
});

/** The region of a Mailgun address; nothing is the United States. */
export const regionOf = (/** @type {string | undefined} */ endpoint) =>
  endpoint ? (REGIONS[endpoint.replace(/\/+$/, "")] ?? "other") : "US";

export const endpointOf = (/** @type {string} */ region) =>
  Object.keys(REGIONS).find((url) => REGIONS[url] === region) ?? "";

/** What is wrong with a sending domain while it is typed. */
export function domainAdvice(/** @type {string} */ domain) {
  if (!domain) return null;
  if (/^https?:\/\//i.test(domain)) return "domain-scheme";
  if (/[\s/@]/.test(domain) || !domain.includes(".")) return "domain-form";
  return null;
}
