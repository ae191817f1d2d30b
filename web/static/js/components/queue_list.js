// The queue: what played, what plays, what comes; reorder by dragging or with Alt and the arrows.

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { ask, jump } from "../state/commands.js";
import { queue, readMore, showMoved, watchQueue } from "../state/queue.js";
import { isRunning, session } from "../state/store.js";
import { Button } from "./button.js";
import { Cover } from "./cover.js";
import { clockTime, counted, span } from "./format.js";
import { Bars, Icon } from "./icons.js";
import { Menu } from "./popover.js";

/** @param {string} entryId @param {string | null} before */
function move(entryId, before) {
  showMoved(entryId, before);
  void ask({ do: "move_entry", entry_id: entryId, before });
}

/** Where an entry goes when it is moved by one. @param {Api.QueueEntry[]} entries @param {number} index @param {-1 | 1} by @returns {string | null | undefined} undefined: nowhere */
export function beforeOf(entries, index, by) {
  if (by === -1) return index > 0 ? entries[index - 1].entry_id : undefined;
  return index < entries.length - 1 ? (entries[index + 2]?.entry_id ?? null) : undefined;
}

/**
 * @param {{entry: Api.QueueEntry, entries: Api.QueueEntry[], index: number, current: number, drag: string | null,
 *   setDrag: (entryId: string | null) => void, over: boolean, setOver: (entryId: string | null) => void}} props
 */
function QueueRow({ entry: { entry_id, track }, entries, index, current, drag, setDrag, over, setOver }) {
  const step = (/** @type {-1 | 1} */ by) => {
    const before = beforeOf(entries, index, by);
    if (before !== undefined) move(entry_id, before);
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      step(event.key === "ArrowUp" ? -1 : 1);
    }
    if (event.key === "Delete") void ask({ do: "remove", entry_ids: [entry_id] });
  };
  const drop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    if (drag && drag !== entry_id) move(drag, entry_id);
    setDrag(null);
    setOver(null);
  };
  const now = index === current;
  return html`<li class="queued ${now ? "current" : ""} ${index < current ? "played" : ""} ${drag === entry_id ? "dragged" : ""} ${over ? "over" : ""}"
    draggable="true" onKeyDown=${keys} onDragStart=${() => setDrag(entry_id)} onDragEnd=${() => (setDrag(null), setOver(null))}
    onDragOver=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(entry_id))} onDrop=${drop}>
    <button type="button" class="queued-main" onClick=${() => jump(entry_id)} aria-current=${now ? "true" : undefined}><span class="hidden">Play</span>
      <span class="track-lead"><${Cover} coverId=${track.cover_id} colour=${track.cover_colour} of=${track.release_title} px=${40} />${now && html`<${Bars} still=${!isRunning.value} />`}</span>
      <span class="track-text"><b>${track.title}</b><small>${track.artist}</small></span>
      <time>${clockTime(track.duration_ms)}</time>
    </button>
    <${Menu} label=${`More for ${track.title}`} size=${18} choices=${[
      { label: "Move up", icon: "up", act: () => step(-1), disabled: index === 0 },
      { label: "Move down", icon: "down", act: () => step(1), disabled: index === entries.length - 1 },
      { label: "Play next", icon: "play_next", act: () => move(entry_id, entries[current + 1]?.entry_id ?? null), disabled: now || index === current + 1 },
      { label: "Remove", icon: "trash", act: () => ask({ do: "remove", entry_ids: [entry_id] }), danger: true },
    ]} />
  </li>`;
}

/** @param {{end?: any, level?: 1 | 2}} props */
export function QueueList({ end, level = 2 }) {
  useEffect(watchQueue, []);
  const [drag, setDrag] = useState(/** @type {string | null} */ (null));
  const [over, setOver] = useState(/** @type {string | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = session.value;
  const held = queue.value?.sessionId === shown?.id ? queue.value : null;
  // Not its index: what one may not see is not in this list.
  const current = (held?.entries ?? []).findIndex(({ entry_id }) => entry_id === shown?.current_entry_id);
  useEffect(() => list.current?.querySelector(".current")?.scrollIntoView({ block: "nearest" }), [shown?.id, current, held !== null]);
  const entries = held?.entries ?? [];
  const left = entries.slice(Math.max(0, current)).reduce((sum, { track }) => sum + track.duration_ms, 0);
  return html`<div class="queue">
    <div class="queue-head"><${level === 1 ? "h1" : "h2"}>Queue</${level === 1 ? "h1" : "h2"}>
      <small>${held && held.total ? `${counted(held.total, "track")} · ${span(left)} left` : ""}</small>
      ${held && held.total > 1 ? html`<${Button} kind="quiet" onClick=${() => ask({ do: "clear" })}>Clear</${Button}>` : null}${end}</div>
    ${held && !held.total && html`<p class="hint"><${Icon} name="queue" size=${18} />The queue is empty. Play an album, or add tracks with “…”.</p>`}
    <ol ref=${list} aria-label="Queue">${entries.map((entry, index) => html`<${QueueRow} key=${entry.entry_id} entry=${entry} entries=${entries} index=${index}
      current=${current} drag=${drag} setDrag=${setDrag} over=${over === entry.entry_id && drag !== null && drag !== entry.entry_id} setOver=${setOver} />`)}</ol>
    ${held && held.read < held.total && html`<${Button} kind="quiet" onClick=${readMore}>Show more</${Button}>`}
  </div>`;
}
