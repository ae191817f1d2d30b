// Shuffle, previous, play or pause, next, repeat.

import { html } from "../../vendor/preact.js";
import { cycleRepeat, next, previous, toggle, toggleShuffle } from "../state/commands.js";
import { isPlaying, session } from "../state/store.js";
import { IconButton } from "./button.js";

const REPEATS = { off: "Repeat: off", all: "Repeat: the queue", one: "Repeat: this track" };

/** @param {{large?: boolean}} props */
export function Transport({ large = false }) {
  const shown = session.value;
  const nothing = !shown?.current;
  const mode = shown?.repeat ?? "off";
  const playing = isPlaying.value;
  return html`<div class="transport ${large ? "large" : ""}" role="group" aria-label="Playback">
    <${IconButton} label="Shuffle" icon="shuffle" size=${20} kind=${shown?.shuffle ? "on minor" : "minor"} pressed=${shown?.shuffle ?? false} disabled=${!shown} onClick=${toggleShuffle} />
    <${IconButton} label="Previous" keys="Shift ←" icon="previous" size=${large ? 32 : 24} disabled=${nothing} onClick=${previous} />
    <${IconButton} label=${playing ? "Pause" : "Play"} keys="Space" icon=${playing ? "pause" : "play"} size=${large ? 34 : 24} kind="play-button" disabled=${nothing} onClick=${toggle} />
    <${IconButton} label="Next" keys="Shift →" icon="next" size=${large ? 32 : 24} disabled=${nothing} onClick=${next} />
    <${IconButton} label=${REPEATS[mode]} icon=${mode === "one" ? "repeat_one" : "repeat"} size=${20} kind=${mode === "off" ? "minor" : "on minor"} pressed=${mode !== "off"} disabled=${!shown} onClick=${cycleRepeat} />
  </div>`;
}
