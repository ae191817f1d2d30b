// What this user starred.

import { html } from "../../vendor/preact.js";
import { AlbumShelf, ArtistCard } from "../components/cards.js";
import { Empty, Trouble } from "../components/empty.js";
import { TrackList } from "../components/track_list.js";
import { within } from "../state/libraries.js";
import { useLoaded } from "../state/loaded.js";

/** Artists, albums and tracks, each under its heading. @param {{found: Api.Search}} props */
export function Found({ found: { artists, releases, tracks } }) {
  return html`
    ${artists.length > 0 && html`<section><h2>Artists</h2><ul class="shelf round" aria-label="Artists">${artists.map((artist) => html`<li key=${artist.id}><${ArtistCard} artist=${artist} /></li>`)}</ul></section>`}
    ${releases.length > 0 && html`<section><h2>Albums</h2><${AlbumShelf} releases=${releases} label="Albums" /></section>`}
    ${tracks.length > 0 && html`<section><h2>Tracks</h2><${TrackList} tracks=${tracks} lead="cover" label="Tracks" /></section>`}`;
}

export function StarredView() {
  const loaded = useLoaded(within("/api/starred"));
  /** @type {Api.Search | null} */
  const found = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  const nothing = found && !found.artists.length && !found.releases.length && !found.tracks.length;
  return html`<div class="view"><div class="view-head"><h1>Starred</h1></div>
    ${nothing && html`<${Empty} title="No stars yet"><p>Give a star to an album, an artist or a track, and it waits for you here.</p></${Empty}>`}
    ${found && html`<${Found} found=${found} />`}</div>`;
}
