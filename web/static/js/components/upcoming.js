// The next few tracks, for the large player.

import { html, useEffect } from "../../vendor/preact.js";
import { jump } from "../state/commands.js";
import { queue, watchQueue } from "../state/queue.js";
import { session } from "../state/store.js";
import { Cover } from "./cover.js";
import { clockTime } from "./format.js";

const SHOWN = 4;

export function Upcoming() {
  useEffect(watchQueue, []);
  const held = queue.value;
  if (!held || held.sessionId !== session.value?.id) return null;
  const index = held.entries.findIndex(({ entry_id }) => entry_id === session.value?.current_entry_id);
  const next = held.entries.slice(index + 1, index + 1 + SHOWN);
  if (!next.length) return null;
  return html`<div class="upcoming"><h3>Next</h3><ol>${next.map(({ entry_id, track }) => html`<li key=${entry_id}>
    <button type="button" onClick=${() => jump(entry_id)}><${Cover} coverId=${track.cover_id} colour=${track.cover_colour} of=${track.release_title} px=${40} />
      <span><b>${track.title}</b><small>${track.artist}</small></span><time>${clockTime(track.duration_ms)}</time></button></li>`)}</ol></div>`;
}
