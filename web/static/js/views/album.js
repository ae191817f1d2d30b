// One album: its picture, what it is, its tracks.

import { html, useEffect, useRef } from "../../vendor/preact.js";
import { addToPlaylist } from "../components/add_to_playlist.js";
import { Button } from "../components/button.js";
import { Cover, coverUrl } from "../components/cover.js";
import { Trouble } from "../components/empty.js";
import { clockTime, counted, quality, span } from "../components/format.js";
import { Menu } from "../components/popover.js";
import { Rating } from "../components/rating.js";
import { share } from "../components/share.js";
import { Star } from "../components/star.js";
import { useTint } from "../components/tint.js";
import { TrackRow } from "../components/track_list.js";
import { enqueue, playNow } from "../state/commands.js";
import { regrouped } from "../state/grouping.js";
import { useLoaded } from "../state/loaded.js";
import { me } from "../state/store.js";

/** @param {{credits: Api.Credit[], name: string}} props */
export function Credits({ credits, name }) {
  if (!credits.length) return html`<span>${name}</span>`;
  return html`<span>${credits.map((credit, index) => html`${index > 0 && ", "}<a key=${credit.artist_id} href=${`/artists/${credit.artist_id}`}>${credit.name}</a>`)}</span>`;
}

/** Tracks by disc, in order. @param {Api.Track[]} tracks @returns {Array<{disc: number | null, from: number, tracks: Api.Track[]}>} */
export function discsOf(tracks) {
  /** @type {Array<{disc: number | null, from: number, tracks: Api.Track[]}>} */
  const discs = [];
  tracks.forEach((track, index) => {
    const last = discs.at(-1);
    if (last && last.disc === track.disc) last.tracks.push(track);
    else discs.push({ disc: track.disc, from: index, tracks: [track] });
  });
  return discs;
}

/** @param {Api.Track[]} tracks  one quality, or the range of them */
function qualityOf(tracks) {
  const all = new Set(tracks.map(quality));
  return all.size === 1 ? [...all][0] : [...new Set(tracks.map((track) => track.codec.toUpperCase()))].join(", ");
}

/** Where this was left last, of all its tracks. @param {Api.Track[]} tracks */
export function leftAt(tracks) {
  const left = tracks.filter(({ marks }) => marks.position_ms).sort((a, b) => (a.marks.left_utc ?? "").localeCompare(b.marks.left_utc ?? "")).at(-1);
  return left ? { startIndex: tracks.indexOf(left), positionMs: left.marks.position_ms ?? 0 } : null;
}

/** What an admin corrects. @param {Api.ReleaseDetail} detail @returns {import("../components/popover.js").Choice[]} */
const groupingChoices = (detail) => [
  { label: "Merge with another album…", icon: "merge", act: () => void import("./grouping/merge.js").then((view) => view.openMerge(detail.release)) },
  { label: "Split off tracks…", icon: "split", act: () => void import("./grouping/split.js").then((view) => view.openSplit(detail)), disabled: detail.tracks.length < 2 },
];

/** @param {{release: Api.Release, tracks: Api.Track[]}} props */
function Head({ release, tracks }) {
  const facts = [release.year && html`<a href=${`/years/${release.year}`}>${release.year}</a>`, counted(release.track_count, "track"), span(release.duration_ms), qualityOf(tracks)].filter(Boolean);
  const resume = leftAt(tracks);
  return html`<header class="hero">
    <${Cover} coverId=${release.cover_id} colour=${release.cover_colour} of=${release.title} px=${384} eager />
    <div class="hero-text">
      <p class="kind">${release.is_compilation ? "Compilation" : "Album"}</p>
      <h1>${release.title}</h1>
      <p class="by"><${Credits} credits=${release.artists} name=${release.artist} /></p>
      <p class="facts">${facts.map((fact, index) => [index > 0 && " · ", fact])}</p>
      <${Rating} thing=${release} />
      <div class="actions">
        ${resume && html`<${Button} kind="primary" icon="play" onClick=${() => playNow([release.id], { ...resume, shuffle: false })}>Resume at ${clockTime(resume.positionMs)}</${Button}>`}
        <${Button} kind=${resume ? "" : "primary"} icon="play" onClick=${() => playNow([release.id], { shuffle: false })}>${resume ? "From the beginning" : "Play"}</${Button}>
        <${Button} icon="shuffle" onClick=${() => playNow([release.id], { shuffle: true })}>Shuffle</${Button}>
        <${Star} thing=${release} size=${22} />
        <${Menu} label="More for this album" choices=${[
          { label: "Play next", icon: "play_next", act: () => enqueue([release.id], "next", release.title) },
          { label: "Add to queue", icon: "enqueue", act: () => enqueue([release.id], "last", release.title) },
          addToPlaylist([release.id], release.title),
          share([release.id], release.title),
          ...(me.value?.is_admin ? groupingChoices({ release, tracks }) : []),
        ]} />
      </div>
    </div>
  </header>`;
}

/** @param {{id: string}} props */
export function AlbumView({ id }) {
  const loaded = useLoaded(`/api/releases/${encodeURIComponent(id)}`);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => void (regrouped.value && loaded.again()), [regrouped.value]);
  /** @type {Api.ReleaseDetail | null} */
  const detail = loaded.value;
  useTint(box, detail?.release.cover_id ? coverUrl(detail.release.cover_id, 96) : null, detail?.release.title ?? "");
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  if (!detail) return html`<div class="view album-view waiting" aria-busy="true"><div class="hero"><span class="cover" /></div></div>`;
  const { release, tracks } = detail;
  const discs = discsOf(tracks);
  const play = (/** @type {number} */ startIndex, /** @type {number} */ positionMs) => playNow(tracks.map((track) => track.id), { startIndex, positionMs, shuffle: false });
  return html`<div class="view album-view tinted" ref=${box}>
    <${Head} release=${release} tracks=${tracks} />
    ${discs.map(({ disc, from, tracks: part }) => html`<section key=${`${disc}-${from}`}>
      ${discs.length > 1 && html`<h2 class="disc">Disc ${disc ?? "?"}</h2>`}
      <ol class="tracks" aria-label="Tracks">${part.map((track, index) => html`<li key=${track.id}><${TrackRow} track=${track} lead="number" artist=${release.artist}
        onPlay=${(/** @type {number} */ positionMs) => play(from + index, positionMs)} /></li>`)}</ol></section>`)}
    ${(release.genres.length > 0 || release.labels.length > 0) && html`<p class="chips">${release.genres.map((genre) => html`<a key=${genre} class="chip" href=${`/genres/${encodeURIComponent(genre)}`}>${genre}</a>`)}
      ${release.labels.map((label) => html`<a key=${label} class="chip" href=${`/labels/${encodeURIComponent(label)}`}>${label}</a>`)}</p>`}
  </div>`;
}
