// The top of each page about the rooms, with the other pages beside it.

import { html } from "../../../vendor/preact.js";

const PAGES = [
  { name: "speakers", label: "Speakers" },
  { name: "alarms", label: "Alarms" },
  { name: "handoffs", label: "Moves" },
];

/** @param {{page: string, children?: any}} props */
export function Top({ page, children }) {
  return html`<div class="view-head"><h1>${PAGES.find(({ name }) => name === page)?.label}</h1>${children}
    <nav class="segments" aria-label="Rooms">${PAGES.map(({ name, label }) => html`<a key=${name} href=${`/${name}`} aria-current=${name === page ? "page" : undefined}>${label}</a>`)}</nav></div>`;
}
