// How music is to sound: to me, or in a room. Off by default: then nothing touches a sample.

import { html, useRef, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { deviceId, devices } from "../../state/store.js";
import { trying } from "../../state/toasts.js";

const MOST_DB = 12;
const SETTLE_MS = 250; // what a finger passes on its way is not asked for

/** @param {number} hz */
const frequency = (hz) => (hz < 1000 ? `${hz}` : `${hz / 1000}k`);
/** @param {number} db */
const gain = (db) => `${db > 0 ? "+" : ""}${db} dB`;
/** @param {number} balance */
const sides = (balance) => (balance === 0 ? "in the middle" : `${Math.round(Math.abs(balance) * 100)} % to the ${balance < 0 ? "left" : "right"}`);
/** @param {Event} event */
const numberOf = (event) => Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);

/** @param {number} bands @returns {Api.Adjustment} */
const nothing = (bands) => ({ equalizer_db: Array(bands).fill(0), balance: 0, is_mono: false, has_crossfeed: false });

/** @param {{hz: number, db: number, onChange: (db: number) => void}} props */
function Band({ hz, db, onChange }) {
  return html`<label class="band"><output>${db > 0 ? "+" : ""}${db}</output>
    <input type="range" min=${-MOST_DB} max=${MOST_DB} step="0.5" value=${db} aria-label=${`${frequency(hz)} Hz`} aria-valuetext=${gain(db)}
      onInput=${(/** @type {Event} */ event) => onChange(numberOf(event))} /><small>${frequency(hz)}</small></label>`;
}

/** @param {{path: string}} props  of a choice: GET, PUT, DELETE */
function Adjust({ path }) {
  const loaded = useLoaded(path);
  const settling = useRef(0);
  /** @type {Api.ChosenAdjustment | null} */
  const chosen = loaded.value;
  if (!chosen) return null;
  const now = chosen.adjustment ?? nothing(chosen.bands_hz.length);
  const change = (/** @type {Partial<Api.Adjustment>} */ part) => {
    const next = { ...now, ...part };
    loaded.set({ ...chosen, adjustment: next });
    clearTimeout(settling.current);
    settling.current = setTimeout(() => void trying(() => api.put(path, next)), SETTLE_MS);
  };
  const band = (/** @type {number} */ at, /** @type {number} */ db) => change({ equalizer_db: now.equalizer_db.map((each, index) => (index === at ? db : each)) });
  const reset = () => trying(async () => {
    clearTimeout(settling.current);
    await api.delete(path);
    loaded.set({ ...chosen, adjustment: null });
  });
  return html`<div class="bands" role="group" aria-label="Equalizer">${chosen.bands_hz.map((hz, at) => html`<${Band} key=${hz} hz=${hz} db=${now.equalizer_db[at]} onChange=${(/** @type {number} */ db) => band(at, db)} />`)}</div>
    <label class="field"><span>Balance: ${sides(now.balance)}</span><input type="range" min="-1" max="1" step="0.05" value=${now.balance}
      onInput=${(/** @type {Event} */ event) => change({ balance: numberOf(event) })} /></label>
    <label class="check"><input type="checkbox" checked=${now.is_mono} onChange=${() => change({ is_mono: !now.is_mono })} /> Both sides alike (mono)</label>
    <label class="check"><input type="checkbox" checked=${now.has_crossfeed} onChange=${() => change({ has_crossfeed: !now.has_crossfeed })} /> Softer sides for headphones (crossfeed)</label>
    <div class="actions"><${Button} kind="quiet" disabled=${!chosen.adjustment} onClick=${reset}>Leave the sound alone</${Button}></div>`;
}

export function SoundSection() {
  const [place, setPlace] = useState("");
  const rooms = devices.value.filter((each) => each.id !== deviceId.value);
  const path = place ? `/api/devices/${encodeURIComponent(place)}/adjustment` : "/api/adjustment";
  return html`<section class="sound"><h2>Sound</h2>
    <p>An equalizer, balance and mono, for you or for a room, whose choice goes before yours. It holds from the next track on; music that is adjusted is converted, all else is left as it is.</p>
    <label class="field"><span>For</span><select value=${place} onChange=${(/** @type {Event} */ event) => setPlace(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
      <option value="">Me, everywhere</option>
      ${deviceId.value && html`<option value=${deviceId.value}>This page</option>`}
      ${rooms.map((room) => html`<option key=${room.id} value=${room.id}>${room.name}</option>`)}</select></label>
    <${Adjust} key=${path} path=${path} /></section>`;
}
