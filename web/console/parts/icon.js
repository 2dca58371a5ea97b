// Pictograms, drawn in the colour of the text beside them.
import { html } from "../lib/html.js";

const PATHS = /** @type {Record<string, string>} */ ({
  home: "M3 9.5 10 4l7 5.5M5 8.5V16h10V8.5",
  applications: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
  connectors: "M3 5.5h14v9H3zM3.5 6l6.5 5 6.5-5",
  experience: "M4 3.5h12v13H4zM7 7.5h6M7 10.5h6M7 13.5h3",
  users: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  activity: "M3 10.5h3l2-5 4 9 2-4h3",
  settings: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4",
  menu: "M3 6h14M3 10h14M3 14h14",
  close: "M5 5l10 10M15 5 5 15",
  copy: "M7 7h9v9H7zM4 13V4h9",
  check: "M4 10.5 8 14.5 16 6",
  cross: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  ask: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6.5v4M10 13.5v.1",
  leave: "M8 4H4v12h4M12 6l4 4-4 4M16 10H8",
  open: "M8 5H5v10h10v-3M11 4h5v5M16 4l-7 7",
  plus: "M10 4v12M4 10h12",
  up: "M10 16V5M5 10l5-5 5 5",
  down: "M10 4v11M5 10l5 5 5-5",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.300l1 1M14.7 14.700l1 1M15.7 4.300l-1 1M5.3 14.700l-1 1",
  moon: "M16 11.5A6.5 6.5 0 1 1 8.5 4a5 5 0 0 0 7.5 7.5",
  system: "M3 4.5h14v9H3zM7 17h6M10 13.5V17",
  web: "M3 4.5h14v11H3zM3 7.5h14",
  phone: "M6 3h8v14H6zM9 14.5h2",
  machine: "M4 4.5h12v4H4zM4 11.5h12v4H4zM7 6.5h.1M7 13.5h.1",
  mail: "M3 5.5h14v9H3zM3.5 6l6.5 5 6.5-5",
  wait: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6v4l2.5 2",
  book: "M4 4.5c2-1 4-1 6 .5 2-1.5 4-1.5 6-.5V15c-2-1-4-1-6 .5-2-1.5-4-1.5-6-.5zM10 5v10.5",
});

/** @param {{ name: string, size?: number }} props */
export const Icon = ({ name, size = 20 }) => html`
  <svg viewBox="0 0 20 20" width=${size} height=${size} fill="none" stroke="currentColor" stroke-width="1.6"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;

const WAX = "M20 1.7Q25.5 -0.6 29.1 4.2Q35.1 4.9 35.8 10.8Q40.6 14.5 38.3 20Q40.6 25.5 35.8 29.1Q35.1 35.1 29.2 35.8Q25.5 40.6 20 38.3Q14.5 40.6 10.9 35.8Q4.9 35.1 4.2 29.2Q-0.6 25.5 1.7 20Q-0.6 14.5 4.2 10.9Q4.9 4.9 10.8 4.2Q14.5 -0.6 20 1.7z";
const LETTER = "M25.2 15.4c-1-1.8-2.9-2.8-5.2-2.8-3 0-5.3 1.5-5.3 3.9 0 5.1 10.7 2 10.7 7 0 2.4-2.4 3.9-5.4 3.9-2.5 0-4.5-1-5.5-3";

/** Signet's seal. */
export const Mark = () => html`
  <svg viewBox="0 0 40 40" width="28" height="28" aria-hidden="true" focusable="false"><path d=${WAX} /><path class="letter" d=${LETTER} /></svg>`;
