// The top of each way to browse, with the other ways beside it.

import { html } from "../../../vendor/preact.js";
import { counted } from "../../components/format.js";

const WAYS = [
  { name: "genres", label: "Genres" },
  { name: "years", label: "Years" },
  { name: "labels", label: "Labels" },
  { name: "composers", label: "Composers" },
];

/** @param {{by: string}} props */
function Ways({ by }) {
  return html`<nav class="segments" aria-label="Browse by">${WAYS.map(({ name, label }) => html`<a key=${name} href=${`/${name}`} aria-current=${name === by ? "page" : undefined}>${label}</a>`)}</nav>`;
}

/** The top of a list. @param {{by: string, title?: string, total: number | null | undefined, noun: string, plural?: string, children?: any}} props */
export function Top({ by, title, total, noun, plural, children }) {
  return html`<div class="view-head"><h1>${title ?? WAYS.find(({ name }) => name === by)?.label}</h1>
    ${total ? html`<p class="count">${counted(total, noun, plural)}</p>` : null}${children}<${Ways} by=${by} /></div>`;
}
