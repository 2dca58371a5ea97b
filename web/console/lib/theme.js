// Light, dark, or as the system has it.
import { signal } from "./html.js";

const KEPT = "signet-console-theme";
export const THEMES = ["system", "light", "dark"];
export const theme = signal("system");

export function setTheme(/** @type {string} */ next) {
  theme.value = THEMES.includes(next) ? next : "system";
  localStorage.setItem(KEPT, theme.value);
  document.documentElement.dataset.theme = theme.value;
}

export const restoreTheme = () => setTheme(localStorage.getItem(KEPT) ?? "system");
