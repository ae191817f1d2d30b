// Falling asleep to music: when it ends by itself, and how long it is until then.

import { html, useEffect, useState } from "../../vendor/preact.js";
import { api } from "../net/api.js";
import { serverNow } from "../state/house.js";
import { session } from "../state/store.js";
import { trying } from "../state/toasts.js";
import { clockTime } from "./format.js";
import { Icon } from "./icons.js";
import { Popover } from "./popover.js";

const MINUTES = [15, 30, 45, 60, 90];
const UNTIL = { time: "", track: "after this track", queue: "after the queue" };

/** @param {Api.Sleep} sleep @param {number} nowMs  of the server */
export function sleepsIn({ until, ends_at_ms }, nowMs) {
  const left = ends_at_ms === null ? "" : clockTime(Math.max(0, ends_at_ms - nowMs));
  return [left, UNTIL[until]].filter(Boolean).join(", ");
}

/** Draws again every second while `on`. @param {boolean} on */
function useSeconds(on) {
  const [, again] = useState(0);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => again((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [on]);
}

export function SleepButton() {
  const [open, setOpen] = useState(false);
  const shown = session.value;
  const sleep = shown?.sleep ?? null;
  useSeconds(sleep !== null);
  if (!shown) return null;
  const path = `/api/sessions/${encodeURIComponent(shown.id)}/sleep`;
  const act = (/** @type {() => Promise<unknown>} */ what) => {
    setOpen(false);
    void trying(what);
  };
  const choice = (/** @type {string} */ label, /** @type {object} */ body) =>
    html`<button type="button" class="choice" key=${label} onClick=${() => act(() => api.put(path, body))}>${label}</button>`;
  return html`<div class="menu-root sleep">
    <button type="button" class="icon-button ${sleep ? "on" : ""}" aria-haspopup="dialog" aria-expanded=${open} title="Sleep timer"
      aria-label=${sleep ? `Sleep timer: ${sleepsIn(sleep, serverNow())}` : "Sleep timer"} onClick=${() => setOpen(!open)}><${Icon} name="moon" size=${22} /></button>
    ${sleep && html`<small class="sleep-left" role="timer">${sleepsIn(sleep, serverNow())}</small>`}
    <${Popover} open=${open} onClose=${() => setOpen(false)} label="Sleep timer" kind="menu">
      ${MINUTES.map((minutes) => choice(`In ${minutes} minutes`, { until: "time", minutes }))}
      ${choice("After this track", { until: "track" })}
      ${choice("After the queue", { until: "queue" })}
      ${sleep && html`<button type="button" class="choice danger" onClick=${() => act(() => api.delete(path))}>Play on</button>`}
    </${Popover}>
  </div>`;
}
