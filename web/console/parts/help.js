// The keys of the console.
import { html, useState } from "../lib/html.js";
import { lettersOff, switchLetters } from "../lib/keys.js";
import { t } from "../lib/say.js";
import { Dialog } from "./dialog.js";
import { Check } from "./field.js";

const KEYS = [["Ctrl K", "/"], ["g h", "g a", "g c", "g s", "g u", "g e"], ["c"], ["j", "k", "Enter"], ["Ctrl S"], ["Esc"], ["?"]];
const WORDS = ["keys-search", "keys-go", "keys-primary", "keys-rows", "keys-save", "keys-close", "keys-help"];

/** @param {{ onClose: () => void }} props */
export function Help({ onClose }) {
  const [isOff, setOff] = useState(lettersOff());
  return html`
    <${Dialog} title=${t("keys")} onClose=${onClose}>
      <dl class="facts dialog-body">${KEYS.map((keys, i) => html`
        <dt key=${i}>${t(WORDS[i])}</dt><dd>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dd>`)}</dl>
      <div class="dialog-body"><${Check} label=${t("keys-letters")} isOn=${!isOff} onChange=${(on) => (switchLetters(!on), setOff(!on))} /></div>
    <//>`;
}
