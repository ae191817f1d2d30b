// Every drawing of the app, as inline SVG on a 24-unit grid, in the colour of the text around it.

import { html, signal } from "../../vendor/preact.js";

/** Strokes, unless they are in FILLED. @type {Record<string, string>} */
const PATHS = {
  play: "M8 5.6v12.8a.9.9 0 0 0 1.37.77l10.3-6.4a.9.9 0 0 0 0-1.54l-10.3-6.4A.9.9 0 0 0 8 5.6Z",
  pause: "M7.5 5h2.2c.5 0 .8.3.8.8v12.4c0 .5-.3.8-.8.8H7.5c-.5 0-.8-.3-.8-.8V5.8c0-.5.3-.8.8-.8ZM14.3 5h2.2c.5 0 .8.3.8.8v12.4c0 .5-.3.8-.8.8h-2.2c-.5 0-.8-.3-.8-.8V5.8c0-.5.3-.8.8-.8Z",
  next: "M6 6.2v11.6a.8.8 0 0 0 1.24.67L16 12.7V18a.8.8 0 0 0 .8.8h.9a.8.8 0 0 0 .8-.8V6a.8.8 0 0 0-.8-.8h-.9A.8.8 0 0 0 16 6v5.3L7.24 5.53A.8.8 0 0 0 6 6.2Z",
  previous: "M18 6.2v11.6a.8.8 0 0 1-1.24.67L8 12.7V18a.8.8 0 0 1-.8.8h-.9a.8.8 0 0 1-.8-.8V6a.8.8 0 0 1 .8-.8h.9A.8.8 0 0 1 8 6v5.3l8.76-5.77A.8.8 0 0 1 18 6.2Z",
  starred: "m12 3.6 2.5 5.2 5.7.800-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 3.6Z",
  star: "m12 3.6 2.5 5.2 5.7.800-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 3.6Z",
  shuffle: "M3 7h3.5c2 0 3.3 1 4.3 2.6l2.4 4.8c1 1.6 2.3 2.6 4.3 2.6H21M3 17h3.5c1.5 0 2.6-.6 3.5-1.6M14 8.6c.9-1 2-1.6 3.5-1.6H21M18.5 4.5 21 7l-2.5 2.5M18.5 14.5 21 17l-2.5 2.5",
  repeat: "M17 2.8 20 5.8l-3 3M4 11V9a3.2 3.2 0 0 1 3.2-3.2H20M7 21.2l-3-3 3-3M20 13v2a3.2 3.2 0 0 1-3.2 3.2H4",
  repeat_one: "M17 2.8 20 5.8l-3 3M4 11V9a3.2 3.2 0 0 1 3.2-3.2H20M7 21.2l-3-3 3-3M20 13v2a3.2 3.2 0 0 1-3.2 3.2H4M11 10.5l1.3-.9v5",
  volume: "M4 9.5v5h3.2L12 18.5v-13L7.2 9.5H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  muted: "M4 9.5v5h3.2L12 18.5v-13L7.2 9.5H4ZM16 9.7l4.6 4.6M20.6 9.7 16 14.3",
  queue: "M4 6.5h16M4 11.5h10M4 16.5h7M17 12.5v7l4-3.5-4-3.5Z",
  speaker: "M7 3h10a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 17 21H7a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 7 3ZM12 17.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM12 7.2h.01",
  page: "M4.5 4h15A1.5 1.5 0 0 1 21 5.5v10a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 15.5v-10A1.5 1.5 0 0 1 4.5 4ZM9 20.5h6M12 17v3.5",
  phone: "M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3ZM11 18h2",
  cast: "M3 8V6.5A1.5 1.5 0 0 1 4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5H14M3 12a7 7 0 0 1 7 7M3 16a3 3 0 0 1 3 3M3 19h.01",
  folder: "M3.5 7A1.5 1.5 0 0 1 5 5.5h4.2l2 2.3H19A1.5 1.5 0 0 1 20.5 9.3v8.2A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5V7Z",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20.5 20.5 16 16",
  albums: "M5.5 4h13A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4ZM12 16.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4ZM12 12h.01",
  artists: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.3 3.7-5 7.5-5s6.7 1.7 7.5 5",
  genres: "M9 18V6.5l10-2.2v11.4M9 18a2.7 2.7 0 1 1-5.4 0A2.7 2.7 0 0 1 9 18ZM19 15.7a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0Z",
  browse: "M4 5.5h4v13H4zM10 5.5h3.5v13H10zM15.6 6.3l3.1-.9 3.1 12.2-3.1.9z",
  lyrics: "M5.5 4.5h13A1.5 1.5 0 0 1 20 6v9.5a1.5 1.5 0 0 1-1.5 1.5H11l-4 3.5V17H5.5A1.5 1.5 0 0 1 4 15.5V6a1.5 1.5 0 0 1 1.5-1.5ZM8 8.8h8M8 12.7h5",
  playlists: "M4 6h16M4 11h9M4 16h7M17 18.5V9.5l3.5 1M17 18.5a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0Z",
  sparkle: "M11 4l1.8 5.2L18 11l-5.2 1.8L11 18l-1.8-5.2L4 11l5.2-1.8L11 4ZM18.5 15.5v5M16 18h5",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  share: "M12 15V3.5M8 7l4-3.5L16 7M6 11H5v9.5h14V11h-1",
  radio: "M4.5 9h15A1.5 1.5 0 0 1 21 10.5v8a1.5 1.5 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 18.500v-8A1.500 1.500 0 0 1 4.500 9ZM6 9l11-5.500M8 17.200a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400ZM14.500 13h3M14.500 16h3",
  podcast: "M12 13.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM12 13.500V20M7.800 15.500a5.500 5.500 0 1 1 8.400 0M5.500 18a9 9 0 1 1 13 0",
  plus: "M12 5v14M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  down: "m6 9.5 6 6 6-6",
  merge: "M5 4.5v3c0 5 7 3.5 7 9V20M19 4.5v3c0 5-7 3.5-7 9M8.5 17l3.5 3.5 3.5-3.5",
  split: "M12 4v3.5c0 5.5-7 4-7 9V20M12 7.5c0 5.5 7 4 7 9V20M2.5 17.5 5 20l2.5-2.5M16.5 17.5 19 20l2.5-2.5",
  back: "m14.5 5-7 7 7 7",
  trash: "M4.5 7h15M9.5 7V4.8h5V7M6.5 7l.8 12.2h9.4L17.5 7",
  play_next: "M4 6h16M4 11h8M4 16h8M16 11.5v7l5-3.5-5-3.5Z",
  enqueue: "M4 6h16M4 11h16M4 16h8M18 14v6M15 17h6",
  logout: "M10 4H6a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 6 20h4M15 8l4 4-4 4M19 12H9.5",
  up: "m6 14.5 6-6 6 6",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7Z",
  auto: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 3.5v17",
};
const FILLED = new Set(["play", "pause", "next", "previous", "starred"]);
const DOTTED = new Set(["more"]);

/** Drawings of rooms, which few houses need: fetched when the first one is to be shown. */
const rooms = signal(/** @type {Record<string, string> | null} */ (null));

/** @param {string} name */
function roomPath(name) {
  if (!rooms.value) void import("./room_icons.js").then((module) => (rooms.value = module.ROOMS));
  return rooms.value?.[name];
}

/** @param {{name: string, size?: number}} props */
export function Icon({ name, size = 24 }) {
  const filled = FILLED.has(name);
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true" focusable="false"
    fill=${filled ? "currentColor" : "none"} stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"
    stroke-width=${filled ? 0.5 : DOTTED.has(name) ? 2.6 : 1.7}><path d=${PATHS[name] ?? roomPath(name)} /></svg>`;
}

/** One shape hands over to the next. @param {{size?: number}} props */
export function Mark({ size = 28 }) {
  return html`<svg class="mark" width=${size} height=${size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="mark-from" x="2" y="7" width="18" height="18" rx="6.5" />
    <circle class="mark-to" cx="21" cy="16" r="9" />
    <path class="mark-both" d="M16.93 7.98A6.5 6.5 0 0 1 20 13.5v5a6.5 6.5 0 0 1-3.07 5.52A9 9 0 0 1 16.93 7.98Z" />
  </svg>`;
}

/** What sounds right now. @param {{still?: boolean}} props */
export function Bars({ still = false }) {
  return html`<span class=${still ? "bars still" : "bars"} aria-hidden="true"><i /><i /><i /></span>`;
}

/** @param {{icon: string | null, kind: Api.Device["kind"] | null}} device */
export const iconOfDevice = ({ icon, kind }) => icon ?? ({ browser: "page", virtual: "speaker", sonos: "speaker", chromecast: "cast", phone: "phone" })[kind ?? "virtual"];
