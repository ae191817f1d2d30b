// Genres as tiles of their own colour; and the albums of one.

import { html } from "../../../vendor/preact.js";
import { hueOf } from "../../components/cover.js";
import { Trouble } from "../../components/empty.js";
import { counted } from "../../components/format.js";
import { NoMusic } from "../../components/no_music.js";
import { within } from "../../state/libraries.js";
import { releases } from "../../state/lists.js";
import { useLoaded } from "../../state/loaded.js";
import { Behind } from "./behind.js";
import { Top } from "./top.js";

export function GenresView() {
  const loaded = useLoaded(within("/api/genres"));
  /** @type {Api.Genres | null} */
  const answer = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  return html`<div class="view"><${Top} by="genres" total=${answer?.genres.length} noun="genre" />
    ${answer?.genres.length === 0 && html`<${NoMusic} />`}
    <ul class="genres">${answer?.genres.map((genre) => html`<li key=${genre.name}><a class="genre" style=${`--hue:${hueOf(genre.name)}`} href=${`/genres/${encodeURIComponent(genre.name)}`}>
      <b>${genre.name}</b><small>${counted(genre.release_count, "album")} · ${counted(genre.track_count, "track")}</small></a></li>`)}</ul>
  </div>`;
}

/** @param {{name: string}} props */
export function GenreView({ name }) {
  return html`<${Behind} title=${name} up="/genres" upLabel="All genres" paged=${releases({ order: "artist", genre: name })} label=${name} />`;
}
