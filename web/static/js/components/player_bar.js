// What plays, always at hand: a bar below the page, on a phone a small one that opens the large player.

import { html } from "../../vendor/preact.js";
import { next, setGroupVolume, setVolume, toggle } from "../state/commands.js";
import { devices, isPlaying, panel, session } from "../state/store.js";
import { IconButton } from "./button.js";
import { Cover } from "./cover.js";
import { DevicePicker, loudest } from "./device_picker.js";
import { Icon } from "./icons.js";
import { Progress, usePosition } from "./progress.js";
import { Slider } from "./slider.js";
import { Star } from "./star.js";
import { Transport } from "./transport.js";

/** The volume of the device that leads, or of all rooms. */
export function Volume() {
  const leader = session.value?.outputs.find((output) => output.is_leader) ?? session.value?.outputs[0];
  const device = devices.value.find((each) => each.id === leader?.device_id);
  const all = session.value?.outputs.filter((output) => output.state !== "leaving") ?? [];
  const percent = all.length > 1 ? loudest(all) : device?.volume_percent;
  if (!device || percent === null || percent === undefined) return null;
  return html`<div class="volume"><${Icon} name=${percent ? "volume" : "muted"} size=${20} />
    <${Slider} value=${percent} max=${100} label=${`Volume of ${all.length > 1 ? "all rooms" : device.name}`} text=${(/** @type {number} */ value) => `${value} %`}
      onChange=${(/** @type {number} */ value) => (all.length > 1 ? setGroupVolume(value) : setVolume(device.id, value))} /></div>`;
}

function ThinProgress() {
  const position = usePosition();
  const duration = session.value?.current?.duration_ms ?? 0;
  return html`<i class="thin-progress" style=${`--part:${duration ? position / duration : 0}`} />`;
}

/** @param {"queue" | "playing"} name */
const flip = (name) => (panel.value = panel.value === name ? "none" : name);

export function PlayerBar() {
  const track = session.value?.current;
  if (!track) return null;
  return html`<section class="player-bar" aria-label="Player">
    <div class="bar-now">
      <button type="button" class="bar-cover" aria-label="Show the large player" onClick=${() => flip("playing")}><${Cover} coverId=${track.cover_id} colour=${track.cover_colour} of=${track.release_title} px=${96} eager /></button>
      <div class="bar-text"><a class="bar-title" href=${`/albums/${track.release_id}`}>${track.title}</a>
        ${track.artists[0] ? html`<a class="bar-artist" href=${`/artists/${track.artists[0].artist_id}`}>${track.artist}</a>` : html`<span class="bar-artist">${track.artist}</span>`}</div>
      <button type="button" class="bar-open" onClick=${() => flip("playing")}><span class="hidden">Show the large player:</span><b>${track.title}</b><small>${track.artist}</small></button>
      <${Star} thing=${track} kind="bar-star" />
    </div>
    <div class="bar-middle"><${Transport} /><${Progress} /></div>
    <div class="bar-end">
      <${DevicePicker} /><${Volume} />
      <${IconButton} label="Queue" icon="queue" kind=${panel.value === "queue" ? "on" : ""} pressed=${panel.value === "queue"} onClick=${() => flip("queue")} />
    </div>
    <div class="bar-small"><${DevicePicker} />
      <${IconButton} label=${isPlaying.value ? "Pause" : "Play"} icon=${isPlaying.value ? "pause" : "play"} size=${28} onClick=${toggle} />
      <${IconButton} label="Next" icon="next" size=${26} onClick=${next} /></div>
    <${ThinProgress} />
  </section>`;
}
