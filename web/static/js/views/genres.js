// Genres as chips, the bigger the more there is; and the albums of one.

import { html } from "../../vendor/preact.js";
import { Trouble } from "../components/empty.js";
import { counted } from "../components/format.js";
import { IconButton } from "../components/button.js";
import { NoMusic } from "../components/no_music.js";
import { go } from "../state/route.js";
import { releases } from "../state/lists.js";
import { within } from "../state/libraries.js";
import { useLoaded } from "../state/loaded.js";
import { AlbumGrid } from "./albums.js";
import { hueOf } from "../components/cover.js";

export function GenresView() {
  const loaded = useLoaded(within("/api/genres"));
  /** @type {Api.Genres | null} */
  const answer = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  return html`<div class="view"><div class="view-head"><h1>Genres</h1></div>
    ${answer?.genres.length === 0 && html`<${NoMusic} />`}
    <ul class="genres">${answer?.genres.map((genre) => html`<li key=${genre.name}><a class="genre" style=${`--hue:${hueOf(genre.name)}`} href=${`/genres/${encodeURIComponent(genre.name)}`}>
      <b>${genre.name}</b><small>${counted(genre.release_count, "album")} · ${counted(genre.track_count, "track")}</small></a></li>`)}</ul>
  </div>`;
}

/** @param {{name: string}} props */
export function GenreView({ name }) {
  const paged = releases({ order: "artist", genre: name });
  const total = paged.total.value;
  return html`<div class="view"><div class="view-head"><${IconButton} label="All genres" icon="back" onClick=${() => go("/genres")} />
      <h1>${name}</h1>${total ? html`<p class="count">${counted(total, "album")}</p>` : null}</div>
    ${paged.trouble.value && html`<${Trouble} trouble=${paged.trouble.value} again=${() => paged.refresh()} />`}
    <${AlbumGrid} paged=${paged} label=${name} /></div>`;
}
