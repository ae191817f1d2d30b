// Music that wakes: one's alarms, when each rings next, and what is ringing.

import { html, useEffect } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { openDialog } from "../../components/dialog.js";
import { Empty, Trouble } from "../../components/empty.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { trying } from "../../state/toasts.js";
import { Top } from "../speakers/top.js";
import { AlarmForm } from "./form.js";
import { bodyOf, daysOf, fresh, plays, rings } from "./words.js";

const AGAIN_MS = 5000;
const SNOOZE_MIN = 9; // as clocks have it since they had wheels

/** @param {{alarm: Api.Alarm, rooms: Api.Room[], again: () => void}} props */
function Row({ alarm, rooms, again }) {
  const path = `/api/alarms/${alarm.id}`;
  const act = (/** @type {() => Promise<unknown>} */ what) => trying(() => what().then(again));
  const places = alarm.device_ids.map((id) => rooms.find((room) => room.id === id)?.name ?? id).join(" + ");
  const edit = () => openDialog("Alarm", (close) => html`<${AlarmForm} first=${alarm} rooms=${rooms} done=${() => (close(), again())} />`);
  const remove = () => confirm(`Remove the alarm at ${alarm.rings_at}?`) && act(() => api.delete(path));
  return html`<li class=${alarm.is_on ? "" : "is-off"}>
    <button type="button" class="alarm-main" onClick=${edit}><b class="alarm-time">${alarm.rings_at}</b>
      <span class="alarm-text"><b>${[alarm.name, daysOf(alarm)].filter(Boolean).join(" · ")}</b><small>${[rings(alarm), plays(alarm), places].join(" · ")}</small></span></button>
    ${alarm.is_ringing
      ? html`<${Button} onClick=${() => act(() => api.post(`${path}/snooze`, { minutes: SNOOZE_MIN }))}>Snooze ${SNOOZE_MIN} min</${Button}><${Button} kind="primary" onClick=${() => act(() => api.post(`${path}/stop`))}>Stop</${Button}>`
      : html`<label class="check"><input type="checkbox" checked=${alarm.is_on} onChange=${() => act(() => api.put(path, { ...bodyOf(alarm), is_on: !alarm.is_on }))} /><span class="hidden">The alarm at ${alarm.rings_at} is on</span></label>
        <${IconButton} label=${`Remove the alarm at ${alarm.rings_at}`} icon="trash" size=${20} onClick=${remove} />`}</li>`;
}

export function AlarmsView() {
  const loaded = useLoaded("/api/alarms");
  const known = useLoaded("/api/rooms");
  useEffect(() => {
    const timer = setInterval(loaded.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  /** @type {Api.Alarm[] | null} */
  const alarms = loaded.value?.alarms ?? null;
  /** @type {Api.Room[]} */
  const rooms = (known.value?.rooms ?? []).filter((/** @type {Api.Room} */ { kind }) => kind !== "browser" && kind !== "phone");
  const add = () => openDialog("New alarm", (close) => html`<${AlarmForm} first=${fresh(rooms)} rooms=${rooms} done=${() => (close(), loaded.again())} />`);
  return html`<div class="view narrow settings"><${Top} page="alarms"><${Button} icon="plus" disabled=${!rooms.length} onClick=${add}>New alarm</${Button}></${Top}>
    ${loaded.trouble && html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`}
    ${alarms && html`<section>${alarms.length
      ? html`<ul class="rows alarms">${alarms.map((alarm) => html`<${Row} key=${alarm.id} alarm=${alarm} rooms=${rooms} again=${loaded.again} />`)}</ul>`
      : html`<${Empty} title="No alarms yet"><p>An alarm plays your music in a room at a time of the server's clock, and grows louder bit by bit. If the music fails, a bell rings.${rooms.length === 0 && " It needs a speaker: none was found yet."}</p></${Empty}>`}</section>`}</div>`;
}
