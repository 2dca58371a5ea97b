// Sign-in experience › Sign-up and sign-in: who gets an account, and how it is entered.
import { html, useMemo } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { LENGTH_ALONE, identifierOf, IDENTIFIERS, isWhole, longEnough, methodFor, moved, mustVerify, refusedRow, summaryOf, takesCode, tooShort, troubles, withFactor, withIdentifier } from "../../lib/methods.js";
import { language, number, t } from "../../lib/say.js";
import { Check, Select } from "../../parts/field.js";
import { Icon } from "../../parts/icon.js";
import { Experience, experienceDraft, fixedBy } from "./frame.js";

export const isWide = true;
export const load = () => Promise.all([get("/sign-in-exp"), get("/connectors")]);

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export function Page({ data: [experience, connectors] }) {
  const edit = useMemo(() => experienceDraft(experience), [experience]);
  const now = edit.value.value;
  const found = troubles(now, { email: connectors.data.some((one) => one.type === "Email" && one.signet?.inForce) || connectors.data.length === 0 });
  return html`
    <${Experience} edit=${edit} tab="sign-up-and-sign-in" lead=${summaryOf(now, t, language.value)} isReady=${isWhole(found)}>
      <${SignUp} edit=${edit} now=${now} trouble=${found.signUp} />
      <${SignIn} edit=${edit} now=${now} found=${found} />
    <//>`;
}

/** What is said of a trouble, and where it is mended. @param {{ id?: string, refusal?: string }} props */
const Trouble = ({ id, refusal }) => html`<div role="alert">
  ${id && html`<p class="problem">${t(id)} ${id === "needs-email" && html`<a href="/console/connectors/email-sms">${t("configure-one")}</a>`}</p>`}
  ${refusal && html`<p class="problem">${refusal}</p>`}</div>`;

/** @param {{ edit: any, now: any, trouble?: string }} props */
function SignUp({ edit, now, trouble }) {
  const fixed = fixedBy(now, "signUp"), identifier = identifierOf(now.signUp), isForced = mustVerify(identifier);
  const put = (next) => edit.set("signUp", next);
  const refusal = Object.entries(edit.problems.value).find(([path]) => path.startsWith("signUp"))?.[1];
  return html`
    <section class="panel fields" aria-labelledby="sign-up"><h2 id="sign-up">${t("sign-up")}</h2>
      <${Select} label=${t("sign-up-identifier")} value=${identifier} isLocked=${fixed} onChange=${(next) => put(withIdentifier(now.signUp, next))}
        choices=${Object.keys(IDENTIFIERS).map((value) => ({ value, text: t(`identifier-${value}`) }))} />
      <${Trouble} id=${trouble} />
      <${Check} label=${t("verify-at-sign-up")} isOn=${now.signUp.verify} isLocked=${isForced || fixed} hint=${isForced ? t("verify-forced") : undefined} onChange=${(verify) => put({ ...now.signUp, verify })} />
      <${Check} label=${t("create-a-password")} isOn=${now.signUp.password} isLocked=${fixed} onChange=${(password) => put({ ...now.signUp, password })} />
      <${Trouble} refusal=${refusal} />
      <${Check} label=${t("registration-open")} hint=${t("registration-open-hint")} isOn=${now.signInMode !== "SignIn"} isLocked=${fixedBy(now, "signInMode")} onChange=${(on) => edit.set("signInMode", on ? "SignInAndRegister" : "SignIn")} />
    </section>`;
}

/** @param {{ edit: any, now: any, found: Record<string, string> }} props */
function SignIn({ edit, now, found }) {
  const fixed = fixedBy(now, "signIn"), rows = now.signIn.methods;
  const put = (methods) => edit.set("signIn", { ...now.signIn, methods });
  const missing = ["email", "phone", "username"].filter((kind) => !rows.some((row) => row.identifier === kind));
  const refusal = Object.entries(edit.problems.value).find(([path]) => path.startsWith("signIn"))?.[1];
  const refused = refusal ? refusedRow(now) : -1;
  return html`
    <section class="panel" aria-labelledby="sign-in"><h2 id="sign-in">${t("sign-in")}</h2>
      <p class="lead">${t("sign-in-rows-hint")}</p>
      ${now.signInMode === "Register" && html`<p class="notice is-bad spaced"><span>${t("only-new")}</span>
        ${!fixedBy(now, "signInMode") && html`<button type="button" class="link-button" onClick=${() => edit.set("signInMode", "SignInAndRegister")}>${t("let-sign-in")}</button>`}</p>`}
      <ul class="methods">${rows.map((row, /** @type {number} */ i) => html`<${Method} key=${row.identifier} row=${row} at=${i} rows=${rows} fixed=${fixed} trouble=${found[`signIn.${row.identifier}`]} refusal=${i === refused ? refusal : undefined} onPut=${put} />`)}</ul>
      <${Trouble} id=${found.signIn} refusal=${refused < 0 ? refusal : undefined} />
      <${Length} edit=${edit} now=${now} />
      ${!fixed && missing.length > 0 && html`<div class="actions">${missing.map((kind) => html`<button type="button" class="link-button" key=${kind} onClick=${() => put([...rows, methodFor(kind)])}>
        <${Icon} name="plus" size=${16} />${t("add-identifier", { identifier: t(`identifier-${kind}`) })}</button>`)}</div>`}
    </section>`;
}

/** Passwords that sign people in alone, and may be shorter than they should be. @param {{ edit: any, now: any }} props */
function Length({ edit, now }) {
  const least = tooShort(now);
  if (!least) return null;
  return html`
    <p class="notice is-warn below"><span>${t("password-short", { least: number(least), enough: number(LENGTH_ALONE), member: "passwordPolicy.length.min" })}</span>
      ${!fixedBy(now, "passwordPolicy") && html`<button type="button" class="link-button" onClick=${() => edit.set("passwordPolicy", longEnough(now.passwordPolicy))}>${t("password-longer", { enough: number(LENGTH_ALONE) })}</button>`}</p>`;
}

/** @param {{ row: any, at: number, rows: any[], fixed: boolean, trouble?: string, refusal?: string, onPut: (rows: any[]) => void }} props */
function Method({ row, at, rows, fixed, trouble, refusal, onPut }) {
  const name = t(`identifier-${row.identifier}`);
  const isCoded = takesCode(row.identifier), put = (next) => onPut(rows.with(at, next));
  const set = (/** @type {"password" | "verificationCode"} */ factor) => (/** @type {boolean} */ on) => put(withFactor(row, factor, on));
  const first = ["code", "password"].map((value) => ({ value, text: t(`${value}-first`) }));
  return html`
    <li><div class="method" role="group" aria-label=${name}>
      <strong>${name}</strong>
      <${Check} label=${t("verification-code")} isOn=${row.verificationCode} isLocked=${fixed || !isCoded} hint=${isCoded ? undefined : t("no-code")} onChange=${set("verificationCode")} />
      <${Check} label=${t("password")} isOn=${row.password} isLocked=${fixed} onChange=${set("password")} />
      ${row.verificationCode && row.password && html`<${Select} isBare=${true} isSmall=${true} label=${t("asked-first")} value=${row.isPasswordPrimary ? "password" : "code"} choices=${first} isLocked=${fixed}
        onChange=${(value) => put({ ...row, isPasswordPrimary: value === "password" })} />`}
      ${!fixed && html`<span class="actions method-actions">
        ${rows.length > 1 && html`
          <button type="button" class="icon-button is-small" aria-label=${t("move-up", { of: name })} disabled=${at === 0} onClick=${() => onPut(moved(rows, at, -1))}><${Icon} name="up" size=${16} /></button>
          <button type="button" class="icon-button is-small" aria-label=${t("move-down", { of: name })} disabled=${at === rows.length - 1} onClick=${() => onPut(moved(rows, at, 1))}><${Icon} name="down" size=${16} /></button>`}
        <button type="button" class="icon-button is-small" aria-label=${t("remove-of", { of: name })} onClick=${() => onPut(rows.toSpliced(at, 1))}><${Icon} name="close" size=${16} /></button></span>`}
      <${Trouble} id=${trouble} refusal=${refusal} /></div>
    </li>`;
}
