// Everybody whose albums are here.

import { html } from "../../vendor/preact.js";
import { ArtistCard, CARD_TEXT_PX } from "../components/cards.js";
import { Trouble } from "../components/empty.js";
import { counted } from "../components/format.js";
import { NoMusic } from "../components/no_music.js";
import { VirtualGrid } from "../components/virtual_grid.js";
import { artists } from "../state/lists.js";

export function ArtistsView() {
  const paged = artists();
  const total = paged.total.value;
  if (paged.trouble.value && total === null) return html`<${Trouble} trouble=${paged.trouble.value} again=${() => paged.refresh()} />`;
  return html`<div class="view">
    <div class="view-head"><h1>Artists</h1>${total ? html`<p class="count">${counted(total, "artist")}</p>` : null}</div>
    ${total === 0 && html`<${NoMusic} />`}
    <${VirtualGrid} paged=${paged} least=${innerWidth < 600 ? 104 : 150} gap=${innerWidth < 600 ? 16 : 24} kind="artists" label="Artists"
      heightOf=${(/** @type {number} */ width) => width + CARD_TEXT_PX} draw=${(/** @type {Api.Artist | undefined} */ artist) => html`<${ArtistCard} artist=${artist} />`} />
  </div>`;
}
