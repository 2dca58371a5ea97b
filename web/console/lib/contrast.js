// Colours: how well text is read on them (WCAG 2.2, 1.4.3), and what a dark page makes of them.

/** @returns {[number, number, number] | null} */
export function parseColor(/** @type {string} */ text) {
  const hex = /^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$/i.exec(text.trim());
  if (!hex) return null;
  const parts = hex[1] ? hex.slice(1, 4).map((digit) => digit + digit) : hex.slice(4, 7);
  return /** @type {[number, number, number]} */ (parts.map((part) => Number.parseInt(part, 16)));
}

/** @param {[number, number, number]} color */
function luminance(color) {
  const [r, g, b] = color
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, from 1 to 21; 0 when one of them is none. */
export function contrast(/** @type {string} */ a, /** @type {string} */ b) {
  const [one, other] = [parseColor(a), parseColor(b)];
  if (!one || !other) return 0;
  const [light, dark] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The text that is read best on a colour. */
export const textOn = (/** @type {string} */ color) =>
  contrast(color, "#ffffff") >= contrast(color, "#000000") ? "#ffffff" : "#000000";

/** A lighter one of the same hue that stands out on a dark page by 4.5 : 1 at least. */
export function forDark(/** @type {string} */ color, page = "#1d1e1c") {
  const parsed = parseColor(color);
  if (!parsed) return color;
  for (let mix = 0; mix <= 1; mix += 0.05) {
    const hex = `#${parsed
      .map((part) =>
        Math.round(part + (255 - part) * mix)
          .toString(16)
          .padStart(2, "0"),
      )
      .join("")}`;
    if (contrast(hex, page) >= 4.5) return hex;
  }
  return "#ffffff";
}
