// Where the track is: a slider that moves with the timeline, and the two times beside it.

import { html, useEffect, useState } from "../../vendor/preact.js";
import { seek } from "../state/commands.js";
import { serverNow } from "../state/house.js";
import { positionOf } from "../state/household.js";
import { session } from "../state/store.js";
import { clockTime } from "./format.js";
import { Slider } from "./slider.js";

const TICK_MS = 250;

/** The position now, redrawn four times a second while it moves and somebody looks. */
export function usePosition() {
  const shown = session.value;
  const [, turn] = useState(0);
  const running = shown?.timeline.running ?? false;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && turn((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return shown ? positionOf(shown, serverNow()) : 0;
}

/** @param {{kind?: string}} props */
export function Progress({ kind = "" }) {
  const position = usePosition();
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  const duration = session.value?.current?.duration_ms ?? 0;
  const shown = held ?? position;
  return html`<div class="progress ${kind}">
    <time>${clockTime(shown)}</time>
    <${Slider} value=${Math.round(position)} max=${duration} step=${100} label="Position" kind="seek" disabled=${!duration}
      text=${(/** @type {number} */ value) => `${clockTime(value)} of ${clockTime(duration)}`} onMove=${setHeld} onChange=${seek} />
    <time>${clockTime(duration)}</time>
  </div>`;
}
