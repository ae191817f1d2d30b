// Tracks in rows: play from here, star, and what else can be done with one.

import { html } from "../../vendor/preact.js";
import { enqueue, playNow } from "../state/commands.js";
import { go } from "../state/route.js";
import { currentTrackId, isRunning } from "../state/store.js";
import { addToPlaylist } from "./add_to_playlist.js";
import { Cover } from "./cover.js";
import { clockTime, quality } from "./format.js";
import { Bars, Icon } from "./icons.js";
import { Menu } from "./popover.js";
import { Rating } from "./rating.js";
import { share } from "./share.js";
import { Star } from "./star.js";

/** @param {Api.Track} track @returns {import("./popover.js").Choice[]} */
function choicesOf(track) {
  const choices = [
    { label: "Play next", icon: "play_next", act: () => enqueue([track.id], "next", track.title) },
    { label: "Add to queue", icon: "enqueue", act: () => enqueue([track.id], "last", track.title) },
    addToPlaylist([track.id], track.title),
    share([track.id], track.title),
    { label: "Go to album", icon: "albums", act: () => go(`/albums/${track.release_id}`) },
  ];
  const [artist] = track.artists;
  return artist ? [...choices, { label: "Go to artist", icon: "artists", act: () => go(`/artists/${artist.artist_id}`) }] : choices;
}

/** For what would resume otherwise. @param {number} resumesAt @param {(positionMs: number) => void} onPlay */
const beginning = (resumesAt, onPlay) => (resumesAt ? [{ label: "Play from the beginning", icon: "play", act: () => onPlay(0) }] : []);

/**
 * @param {{track: Api.Track, lead: "number" | "cover", artist?: string, onPlay: (positionMs: number) => void, more?: import("./popover.js").Choice[]}} props
 *   artist: the one that goes without saying; more: choices of the list that it is in
 */
export function TrackRow({ track, lead, artist, onPlay, more = [] }) {
  const current = currentTrackId.value === track.id;
  const resumesAt = track.marks.position_ms ?? 0;
  const others = track.artist !== artist && track.artist;
  return html`<div class="track lead-${lead} ${current ? "current" : ""}">
    <button type="button" class="track-play" onClick=${() => onPlay(resumesAt)} aria-current=${current ? "true" : undefined}><span class="hidden">Play</span>
      <span class="track-lead">${lead === "cover" ? html`<${Cover} coverId=${track.cover_id} colour=${track.cover_colour} of=${track.release_title} px=${44} />` : html`<span class="track-number">${track.number ?? "·"}</span>`}
        ${current ? html`<${Bars} still=${!isRunning.value} />` : html`<${Icon} name="play" size=${18} />`}</span>
      <span class="track-text"><b>${track.title}</b>${others && html`<small>${others}${lead === "cover" ? ` · ${track.release_title}` : ""}</small>`}
        ${resumesAt > 0 && html`<small class="resume">Resume at ${clockTime(resumesAt)}</small>`}</span>
    </button>
    <${Star} thing=${track} size=${18} />
    <span class="track-time" title=${quality(track)}>${clockTime(track.duration_ms)}</span>
    <${Menu} label=${`More for ${track.title}`} choices=${[...beginning(resumesAt, onPlay), ...choicesOf(track), ...more]} size=${20}><${Rating} thing=${track} /></${Menu}>
  </div>`;
}

/**
 * @param {{tracks: Api.Track[], lead: "number" | "cover", artist?: string, label: string, from?: string[]}} props
 *   from: what a tap plays (then from that track on); without it the listed tracks themselves
 */
export function TrackList({ tracks, lead, artist, label, from }) {
  const items = from ?? tracks.map((track) => track.id);
  return html`<ol class="tracks" aria-label=${label}>
    ${tracks.map((track, index) => html`<li key=${track.id}><${TrackRow} track=${track} lead=${lead} artist=${artist}
      onPlay=${(/** @type {number} */ positionMs) => playNow(items, { startIndex: index, positionMs, shuffle: false })} /></li>`)}
  </ol>`;
}
