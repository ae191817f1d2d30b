// An album or an artist in a grid.

import { html } from "../../vendor/preact.js";
import { playNow } from "../state/commands.js";
import { session } from "../state/store.js";
import { Cover } from "./cover.js";
import { counted } from "./format.js";
import { Icon } from "./icons.js";

export const CARD_TEXT_PX = 58;

/** @param {{release: Api.Release | undefined, by?: "artist" | "year"}} props */
export function AlbumCard({ release, by = "artist" }) {
  if (!release) return html`<div class="card waiting"><span class="cover" /></div>`;
  const plays = session.value?.current?.release_id === release.id;
  return html`<div class="card ${plays ? "current" : ""}">
    <a href=${`/albums/${release.id}`}>
      <${Cover} coverId=${release.cover_id} colour=${release.cover_colour} of=${release.title} px=${192} />
      <b>${release.title}</b><small>${by === "artist" ? release.artist : release.year ?? "No year"}</small>
    </a>
    <button type="button" class="card-play" aria-label=${`Play ${release.title}`} onClick=${() => playNow([release.id])}><${Icon} name="play" size=${22} /></button>
  </div>`;
}

/** @param {{artist: Api.Artist | undefined}} props */
export function ArtistCard({ artist }) {
  if (!artist) return html`<div class="card waiting"><span class="cover round" /></div>`;
  return html`<div class="card artist">
    <a href=${`/artists/${artist.id}`}><${Cover} coverId=${artist.cover_id} colour=${artist.cover_colour} of=${artist.name} px=${192} round />
      <b>${artist.name}</b><small>${counted(artist.release_count, "album")}</small></a>
  </div>`;
}

/** @param {{releases: Api.Release[], by?: "artist" | "year", label: string}} props */
export function AlbumShelf({ releases, by, label }) {
  return html`<ul class="shelf" aria-label=${label}>
    ${releases.map((release) => html`<li key=${release.id}><${AlbumCard} release=${release} by=${by} /></li>`)}
  </ul>`;
}
