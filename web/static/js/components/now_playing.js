// The large player over everything: the picture, the words, the controls.

import { html, signal, useEffect, useRef } from "../../vendor/preact.js";
import { go } from "../state/route.js";
import { panel, session } from "../state/store.js";
import { IconButton } from "./button.js";
import { Cover, coverUrl } from "./cover.js";
import { DevicePicker } from "./device_picker.js";
import { lazy } from "./lazy.js";
import { Volume } from "./player_bar.js";
import { Progress } from "./progress.js";
import { SleepButton } from "./sleep.js";
import { Speed } from "./speed.js";
import { Star } from "./star.js";
import { useTint } from "./tint.js";
import { Transport } from "./transport.js";
import { Upcoming } from "./upcoming.js";

const Lyrics = lazy(() => import("./lyrics.js"), "Lyrics");
const withLyrics = signal(false);

/** @param {{track: Api.Track}} props */
function Large({ track }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useTint(box, track.cover_id ? coverUrl(track.cover_id, 96) : null, track.release_title);
  useEffect(() => {
    document.documentElement.classList.add("covered");
    box.current?.querySelector("button")?.focus({ preventScroll: true });
    return () => document.documentElement.classList.remove("covered");
  }, []);
  const close = () => (panel.value = "none");
  const leaveTo = (/** @type {string} */ address) => (close(), go(address));
  return html`<section class="now tinted ${withLyrics.value ? "with-lyrics" : ""}" role="dialog" aria-modal="true" aria-label="Now playing" ref=${box}>
    <div class="now-top"><${IconButton} label="Close" icon="down" size=${26} onClick=${close} /><span>${track.release_title}</span>
      <div class="now-ways"><${SleepButton} /><${IconButton} label="Lyrics" icon="lyrics" size=${24} pressed=${withLyrics.value} kind=${withLyrics.value ? "on" : ""} onClick=${() => (withLyrics.value = !withLyrics.value)} />
      <${IconButton} label="Queue" icon="queue" size=${24} onClick=${() => leaveTo("/queue")} /></div></div>
    <div class="now-body">
      <div class="now-art"><${Cover} key=${track.cover_id} coverId=${track.cover_id} colour=${track.cover_colour} of=${track.release_title} px=${600} eager /></div>
      ${withLyrics.value && html`<${Lyrics} track=${track} />`}
      <div class="now-side">
        <div class="now-title"><div><h2>${track.title}</h2>
          <button type="button" class="link" onClick=${() => leaveTo(track.artists[0] ? `/artists/${track.artists[0].artist_id}` : `/albums/${track.release_id}`)}>${track.artist}</button></div>
          <${Star} thing=${track} size=${26} /></div>
        <${Progress} kind="large" /><${Transport} large />
        <div class="now-end"><${DevicePicker} wide /><${Speed} /><${Volume} /></div>
        ${session.value?.stream_note && html`<p class="note">${session.value.stream_note}</p>`}
        ${!withLyrics.value && html`<${Upcoming} />`}
      </div>
    </div>
  </section>`;
}

export function NowPlaying() {
  const track = session.value?.current;
  return track ? html`<${Large} track=${track} />` : null;
}
