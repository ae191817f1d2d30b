// How the music moved from place to place: what was expected, what happened, and why a move failed.

import { html } from "../../../vendor/preact.js";
import { Empty, Trouble } from "../../components/empty.js";
import { useLoaded } from "../../state/loaded.js";
import { devices } from "../../state/store.js";
import { Top } from "./top.js";
import { short } from "./words.js";

const OUTCOMES = { done: "arrived", failed: "failed", replaced: "went elsewhere" };

/** @param {string} id @param {Api.Room[]} rooms */
const nameOf = (id, rooms) => devices.value.find((each) => each.id === id)?.name ?? rooms.find((each) => each.id === id)?.name ?? (id.startsWith("browser-") ? "A page" : id);

/** @param {{each: Api.Handoff, rooms: Api.Room[]}} props */
function Move({ each, rooms }) {
  const from = each.source_ids.map((id) => nameOf(id, rooms)).join(" + ") || "nowhere";
  return html`<tr><td data-of="When">${new Date(each.asked_utc).toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}</td>
    <td data-of="Move">${from} → ${nameOf(each.target_id, rooms)}</td><td data-of="Outcome" class=${`outcome ${each.outcome}`}>${OUTCOMES[each.outcome]}${each.reason && html`<small>${each.reason}</small>`}</td>
    <td data-of="Silence">${short(each.gap_ms)}</td><td data-of="Both sounded">${short(each.overlap_ms)}</td><td data-of="Off by">${short(each.position_error_ms)}</td>
    <td data-of="Start expected">${short(each.predicted_ms)}</td><td data-of="Start seen">${short(each.latency_ms)}${each.is_cold ? ", cold" : ""}</td></tr>`;
}

export function HandoffsView() {
  const loaded = useLoaded("/api/handoffs?limit=100");
  const known = useLoaded("/api/rooms");
  /** @type {Api.Handoff[] | null} */
  const moves = loaded.value?.handoffs ?? null;
  return html`<div class="view settings"><${Top} page="handoffs" />
    ${loaded.trouble && html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`}
    ${moves && (moves.length
      ? html`<div class="scrolling" tabindex="0" role="region" aria-label="Moves"><table class="cards-narrow"><thead><tr><th>When</th><th>From and to</th><th>Outcome</th><th>Silence</th><th>Both sounded</th><th>Off by</th><th>Start expected</th><th>Start seen</th></tr></thead>
        <tbody>${moves.map((each) => html`<${Move} key=${each.id} each=${each} rooms=${known.value?.rooms ?? []} />`)}</tbody></table></div>`
      : html`<${Empty} title="No moves yet"><p>Play something, and choose another place in the player: how it went stands here.</p></${Empty}>`)}</div>`;
}
