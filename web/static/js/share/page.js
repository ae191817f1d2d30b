// A share as one sees it: a picture, one player, the tracks in order.

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Icon } from "../components/icons.js";
import { clock, stepped, titleOf } from "./order.js";

/** @param {string} key @returns {Promise<Api.Shared | null>}  null: it is over, or never was */
async function fetchShared(key) {
  const answer = await fetch(`/api/shared/${encodeURIComponent(key)}`, { cache: "no-store" });
  return answer.ok ? answer.json() : null;
}

/** @param {Api.SharedTrack} track @param {{next: () => void, before: () => void}} acts */
function showToSystem(track, { next, before }) {
  if (!navigator.mediaSession) return;
  const artwork = track.cover_url ? [{ src: new URL(track.cover_url, location.href).href }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title: track.title, artist: track.artist, album: track.release_title, artwork });
  navigator.mediaSession.setActionHandler("nexttrack", next);
  navigator.mediaSession.setActionHandler("previoustrack", before);
}

/** @param {{shared: Api.Shared, again: () => Promise<Api.Shared | null>}} props */
function Player({ shared, again }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [index, setIndex] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const renewed = useRef(false);
  const { tracks } = shared;
  const track = tracks[index];
  const length = track.duration_ms / 1000;
  const load = (/** @type {number} */ which, from = 0, list = tracks) => {
    const element = audio.current;
    if (!element) return;
    setIndex(which);
    setAt(from);
    element.src = list[which].url;
    element.currentTime = from;
    element.play().catch(() => setPlaying(false));
    showToSystem(list[which], { next: () => go(which, 1), before: () => go(which, -1) });
  };
  const go = (/** @type {number} */ from, /** @type {1 | -1} */ step) => {
    const next = stepped(from, tracks.length, step);
    if (next === null) setPlaying(false);
    else load(next);
  };
  const toggle = () => {
    const element = audio.current;
    if (!element?.src) load(index);
    else if (element.paused) element.play().catch(() => setPlaying(false));
    else element.pause();
  };
  // A link holds for some hours: a page left open over night asks once for new ones.
  const renew = async () => {
    if (renewed.current || !audio.current?.src) return setPlaying(false);
    renewed.current = true;
    const fresh = await again();
    if (fresh?.tracks[index]) load(index, at, fresh.tracks);
  };
  const seek = (/** @type {Event} */ event) => {
    const to = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    if (audio.current?.src) audio.current.currentTime = to;
    else load(index, to);
    setAt(to);
  };
  return html`<section class="share-player" aria-label="Player">
      <audio ref=${audio} preload="none" onPlay=${() => setPlaying(true)} onPause=${() => setPlaying(false)} onPlaying=${() => (renewed.current = false)}
        onTimeUpdate=${() => setAt(audio.current?.currentTime ?? 0)} onEnded=${() => go(index, 1)} onError=${renew}></audio>
      <p class="share-now"><b>${track.title}</b><span>${track.artist}</span></p>
      <div class="share-keys">
        <button type="button" aria-label="Previous" disabled=${index === 0} onClick=${() => go(index, -1)}><${Icon} name="previous" size=${26} /></button>
        <button type="button" class="share-play" aria-label=${playing ? "Pause" : "Play"} onClick=${toggle}><${Icon} name=${playing ? "pause" : "play"} size=${30} /></button>
        <button type="button" aria-label="Next" disabled=${index === tracks.length - 1} onClick=${() => go(index, 1)}><${Icon} name="next" size=${26} /></button>
      </div>
      <div class="share-time"><span>${clock(at)}</span>
        <input type="range" aria-label="Position" min="0" max=${Math.max(1, Math.floor(length))} step="1" value=${Math.floor(at)} aria-valuetext=${clock(at)} onChange=${seek} />
        <span>${clock(length)}</span></div>
    </section>
    <ol class="share-tracks" aria-label="Tracks">${tracks.map((each, which) => html`<li key=${which}>
      <button type="button" aria-current=${which === index ? "true" : undefined} onClick=${() => load(which)}><span><b>${each.title}</b><small>${each.artist}</small></span>
        <span class="share-length">${clock(each.duration_ms / 1000)}</span></button></li>`)}</ol>`;
}

/** @param {{shareKey: string}} props */
export function SharePage({ shareKey }) {
  const [shared, setShared] = useState(/** @type {Api.Shared | null | undefined} */ (undefined));
  const read = async () => {
    const found = await fetchShared(shareKey).catch(() => null);
    setShared(found);
    if (found) document.title = `${titleOf(found)} – Segue`;
    return found;
  };
  useEffect(() => void read(), []);
  if (shared === undefined) return html`<p class="boot" role="status">Segue</p>`;
  if (!shared?.tracks.length) return html`<main class="share empty"><h1>Nothing here</h1><p>This link is over, or what it led to is gone.</p></main>`;
  const cover = shared.tracks.find((track) => track.cover_url)?.cover_url;
  return html`<main class="share">
    <header>${cover && html`<img src=${cover} alt="" width="280" height="280" />`}
      <h1>${titleOf(shared)}</h1><p>Shared by ${shared.owner}</p></header>
    <${Player} shared=${shared} again=${read} />
  </main>`;
}
