// Every album, in the order that was last chosen.

import { html, signal } from "../../vendor/preact.js";
import { AlbumCard, CARD_TEXT_PX } from "../components/cards.js";
import { Empty, Trouble } from "../components/empty.js";
import { counted } from "../components/format.js";
import { lazy } from "../components/lazy.js";
import { VirtualGrid } from "../components/virtual_grid.js";
import { releases } from "../state/lists.js";

const NoMusic = lazy(() => import("../components/no_music.js"), "NoMusic");
const ORDERS = [
  { id: "title", label: "Title" },
  { id: "artist", label: "Artist" },
  { id: "newest", label: "Newest" },
  { id: "year_desc", label: "Year" },
  { id: "recent", label: "Played" },
];

const order = signal(kept());

function kept() {
  try {
    const id = localStorage.getItem("segue.order");
    return ORDERS.some((each) => each.id === id) ? /** @type {string} */ (id) : "artist";
  } catch {
    return "artist";
  }
}

/** @param {string} id */
function choose(id) {
  order.value = id;
  try {
    localStorage.setItem("segue.order", id);
  } catch {
    // Then it lasts as long as the page.
  }
}

/** @param {{paged: import("../state/paged.js").Paged<Api.Release>, label: string}} props */
export function AlbumGrid({ paged, label }) {
  return html`<${VirtualGrid} paged=${paged} least=${innerWidth < 600 ? 140 : 172} gap=${innerWidth < 600 ? 16 : 24} kind="albums" label=${label}
    heightOf=${(/** @type {number} */ width) => width + CARD_TEXT_PX} draw=${(/** @type {Api.Release | undefined} */ release) => html`<${AlbumCard} release=${release} />`} />`;
}

export function AlbumsView() {
  const paged = releases({ order: order.value });
  const total = paged.total.value;
  if (paged.trouble.value && total === null) return html`<${Trouble} trouble=${paged.trouble.value} again=${() => paged.refresh()} />`;
  return html`<div class="view">
    <div class="view-head"><h1>Albums</h1>${total ? html`<p class="count">${counted(total, "album")}</p>` : null}
      <div class="segments" role="group" aria-label="Order">${ORDERS.map(({ id, label }) => html`<button type="button" key=${id}
        aria-pressed=${order.value === id} onClick=${() => choose(id)}>${label}</button>`)}</div></div>
    ${total === 0 && (order.value === "recent" ? html`<${Empty} title="Nothing played yet"><p>What you listen to will stand here, last played first.</p></${Empty}>` : html`<${NoMusic} />`)}
    <${AlbumGrid} key=${order.value} paged=${paged} label="Albums" />
  </div>`;
}
