// Why a device does what it does: what it fetched, how far ahead it is, what befell it.

import { html, useEffect } from "../../../vendor/preact.js";
import { Trouble } from "../../components/empty.js";
import { clockTime, size } from "../../components/format.js";
import { serverNow } from "../../state/house.js";
import { useLoaded } from "../../state/loaded.js";
import { short } from "./words.js";

const AGAIN_MS = 3000;
const SHOWN = 12;

/** @param {Api.Fetch} fetch */
function asked({ asked: range, size_bytes }) {
  return `${range ?? "all of it"}${size_bytes === null ? "" : ` of ${size(size_bytes)}`}`;
}

/** @param {{found: Api.Diagnostics}} props */
function Now({ found }) {
  return html`<div class="figures">
    <div><b>${found.position_ms === null ? "–" : clockTime(found.position_ms)}</b><small>is where it plays</small></div>
    <div><b>${found.buffered_ms === null ? "–" : `≈ ${short(found.buffered_ms)}`}</b><small>fetched ahead</small></div>
    <div><b>${short(found.lead_ms)}</b><small>to its first sound</small></div></div>`;
}

/** @param {{fetches: Api.Fetch[]}} props */
function Fetches({ fetches }) {
  if (!fetches.length) return html`<p>It has fetched nothing since the server was started.</p>`;
  return html`<div class="scrolling" tabindex="0" role="region" aria-label="Requests"><table><thead><tr><th>Load</th><th>Asked for</th><th>Sent</th><th>Last byte</th></tr></thead><tbody>
    ${fetches.slice(0, SHOWN).map((each) => html`<tr key=${`${each.token} ${each.begun_ms} ${each.asked}`}><td>${each.token}</td><td>${asked(each)}</td><td>${size(each.sent_bytes)}</td>
      <td>${each.is_closed ? `${short(Math.max(0, Math.round(serverNow() - each.last_ms)))} ago` : "still open"}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{id: string}} props */
export function Diagnostics({ id }) {
  const loaded = useLoaded(`/api/devices/${encodeURIComponent(id)}/diagnostics`);
  useEffect(() => {
    const timer = setInterval(loaded.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [id]);
  /** @type {Api.Diagnostics | null} */
  const found = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} />`;
  if (!found) return null;
  return html`<section><h2>Right now</h2><${Now} found=${found} /></section>
    <section><h2>What befell it</h2>${found.happenings.length
      ? html`<ul class="rows">${found.happenings.slice(0, SHOWN).map((each) => html`<li key=${each.at_utc + each.what}><span><b>${each.what}</b><small>${each.detail}</small></span>
        <small>${new Date(each.at_utc).toLocaleTimeString()}</small></li>`)}</ul>`
      : html`<p>Nothing since the server was started.</p>`}</section>
    <section><h2>What it fetched</h2><${Fetches} fetches=${found.fetches} /></section>
    <section><h2>How long it took to sound</h2>${found.latencies.length
      ? html`<ul class="rows">${found.latencies.map((each) => html`<li key=${each.mime + each.is_cold + each.is_seek}><span><b>${each.mime || "Any format"}${each.is_seek ? ", seeking" : each.is_cold ? ", cold" : ""}</b><small>${each.seen_ms.map(short).join(", ")}</small></span></li>`)}</ul>`
      : html`<p>Nothing was learned of it yet.</p>`}</section>`;
}
