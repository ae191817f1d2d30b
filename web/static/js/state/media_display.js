// Keeps the system's media display and the tab's title true to what this page plays.

import { effect } from "../../vendor/preact.js";
import { showPosition, showTrack } from "../player/media_session.js";
import { positionOf } from "./household.js";
import { playsHere, session } from "./store.js";

/** @param {() => number} serverNow */
export function showWhatPlays(serverNow) {
  /** @type {string | null} */
  let shown = null;
  effect(() => {
    const track = session.value?.current ?? null;
    const running = session.value?.timeline.running ?? false;
    document.title = track && running ? `${track.title} – ${track.artist}` : "Segue";
    // A passive page must never look to the system as if it were playing.
    const here = playsHere.value ? track : null;
    if ((here?.id ?? null) !== shown) showTrack(here);
    shown = here?.id ?? null;
    if (here && session.value) showPosition(running, positionOf(session.value, serverNow()), here.duration_ms);
  });
}
