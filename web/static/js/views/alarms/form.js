// What an alarm is to be.

import { html, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { api } from "../../net/api.js";
import { trying } from "../../state/toasts.js";
import { Music } from "./music.js";
import { DAYS, bodyOf, lasts, rises } from "./words.js";

/** @param {Event} event */
const textOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.currentTarget).value;
/** @template T @param {T[]} list @param {T} each */
const flipped = (list, each) => (list.includes(each) ? list.filter((other) => other !== each) : [...list, each]);

/** @param {{first: Api.Alarm, rooms: Api.Room[], done: () => void}} props */
export function AlarmForm({ first, rooms, done }) {
  const [alarm, setAlarm] = useState(first);
  const [busy, setBusy] = useState(false);
  const change = (/** @type {Partial<Api.Alarm>} */ part) => setAlarm({ ...alarm, ...part });
  const numberOf = (/** @type {Event} */ event) => Math.round(Number(textOf(event)));
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    const kept = await trying(() => (alarm.id ? api.put(`/api/alarms/${alarm.id}`, bodyOf(alarm)) : api.post("/api/alarms", bodyOf(alarm))).then(() => true));
    setBusy(false);
    if (kept) done();
  };
  const skip = () => trying(() => api.post(`/api/alarms/${first.id}/skip`).then(done));
  return html`<form class="stacked" onSubmit=${send}>
    <label class="field"><span>At</span><input type="time" required value=${alarm.rings_at} onInput=${(/** @type {Event} */ event) => change({ rings_at: textOf(event) })} /></label>
    <div class="chips" role="group" aria-label="Days; none: once">${DAYS.map((name, day) => html`<button type="button" class="chip" key=${name} aria-pressed=${alarm.weekdays.includes(day)}
      onClick=${() => change({ weekdays: flipped(alarm.weekdays, day).sort() })}>${name}</button>`)}</div>
    ${!alarm.weekdays.length && html`<p>No day is chosen: it rings once.</p>`}
    <fieldset><legend>Where</legend>${rooms.map((room) => html`<label class="check" key=${room.id}><input type="checkbox" checked=${alarm.device_ids.includes(room.id)} onChange=${() => change({ device_ids: flipped(alarm.device_ids, room.id) })} /> ${room.name}</label>`)}</fieldset>
    <${Music} alarm=${alarm} change=${change} />
    <label class="field"><span>Volume: ${alarm.volume_percent} %</span><input type="range" min="1" max="100" value=${alarm.volume_percent} onInput=${(/** @type {Event} */ event) => change({ volume_percent: numberOf(event) })} /></label>
    <label class="field"><span>Grows louder for</span><select value=${alarm.ramp_s} onChange=${(/** @type {Event} */ event) => change({ ramp_s: numberOf(event) })}>
      ${rises(alarm).map(([value, name]) => html`<option key=${value} value=${value}>${name}</option>`)}</select></label>
    <label class="field"><span>Plays for</span><select value=${alarm.lasts_min ?? 0} onChange=${(/** @type {Event} */ event) => change({ lasts_min: numberOf(event) || null })}>
      ${lasts(alarm).map(([value, name]) => html`<option key=${value} value=${value}>${name}</option>`)}</select></label>
    <label class="field"><span>If none of them is there</span><select value=${alarm.fallback_device_id ?? ""} onChange=${(/** @type {Event} */ event) => change({ fallback_device_id: textOf(event) || null })}>
      <option value="">Any other speaker</option>${rooms.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>
    <label class="field"><span>Name</span><input maxlength="100" value=${alarm.name} onInput=${(/** @type {Event} */ event) => change({ name: textOf(event) })} /></label>
    <${Button} kind="primary" type="submit" busy=${busy} disabled=${!alarm.device_ids.length || alarm.item === ""}>${alarm.id ? "Save" : "Set the alarm"}</${Button}>
    ${first.next_ring_utc && !first.is_ringing && html`<${Button} onClick=${skip}>Skip the next time</${Button}>`}</form>`;
}
