// One artist: their albums, and the ones they appear on.

import { html, useRef } from "../../vendor/preact.js";
import { Button } from "../components/button.js";
import { AlbumShelf } from "../components/cards.js";
import { Cover, coverUrl } from "../components/cover.js";
import { Trouble } from "../components/empty.js";
import { counted } from "../components/format.js";
import { Menu } from "../components/popover.js";
import { Star } from "../components/star.js";
import { useTint } from "../components/tint.js";
import { enqueue, playNow } from "../state/commands.js";
import { useLoaded } from "../state/loaded.js";

/** @type {Record<string, string>} */
const DEEDS = { composer: "Composer", lyricist: "Lyricist", conductor: "Conductor", performer: "Performer", remixer: "Remixer", arranger: "Arranger", producer: "Producer", engineer: "Engineer", mixer: "Mixer", djmixer: "DJ mixer" };

/** @param {{id: string}} props */
export function ArtistView({ id }) {
  const loaded = useLoaded(`/api/artists/${encodeURIComponent(id)}`);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  /** @type {Api.ArtistDetail | null} */
  const detail = loaded.value;
  useTint(box, detail?.artist.cover_id ? coverUrl(detail.artist.cover_id, 96) : null, detail?.artist.name ?? "");
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  if (!detail) return html`<div class="view album-view waiting" aria-busy="true"><div class="hero"><span class="cover round" /></div></div>`;
  const { artist, releases, appears_on, roles } = detail;
  const plays = artist.release_count + artist.track_count > 0; // else there is nothing of theirs to hear but as composer or the like
  return html`<div class="view album-view tinted" ref=${box}>
    <header class="hero">
      <${Cover} coverId=${artist.cover_id} colour=${artist.cover_colour} of=${artist.name} px=${384} round eager />
      <div class="hero-text">
        <p class="kind">Artist</p><h1>${artist.name}</h1>
        <p class="facts">${[artist.release_count && counted(artist.release_count, "album"), artist.track_count && counted(artist.track_count, "track")].filter(Boolean).join(" · ")}</p>
        ${roles.length > 0 && html`<p class="chips">${roles.map(({ role, release_count }) => html`<a key=${role} class="chip" href=${`/composers/${artist.id}?role=${role}`}>${DEEDS[role] ?? role} <small>${release_count.toLocaleString()}</small></a>`)}</p>`}
        <div class="actions">
          ${plays && html`<${Button} kind="primary" icon="play" onClick=${() => playNow([artist.id], { shuffle: false })}>Play</${Button}>
          <${Button} icon="shuffle" onClick=${() => playNow([artist.id], { shuffle: true })}>Shuffle</${Button}>`}
          <${Star} thing=${artist} size=${22} />
          ${plays && html`<${Menu} label="More for this artist" choices=${[
            { label: "Play next", icon: "play_next", act: () => enqueue([artist.id], "next", artist.name) },
            { label: "Add to queue", icon: "enqueue", act: () => enqueue([artist.id], "last", artist.name) },
          ]} />`}
        </div>
      </div>
    </header>
    ${releases.length > 0 && html`<section><h2>Albums</h2><${AlbumShelf} releases=${releases} by="year" label="Albums" /></section>`}
    ${appears_on.length > 0 && html`<section><h2>Appears on</h2><${AlbumShelf} releases=${appears_on} label="Appears on" /></section>`}
  </div>`;
}
