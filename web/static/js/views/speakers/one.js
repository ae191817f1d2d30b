// One place that plays: what people decided about it, and why it does what it does.

import { html, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { Trouble } from "../../components/empty.js";
import { Icon, iconOfDevice } from "../../components/icons.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { go } from "../../state/route.js";
import { me } from "../../state/store.js";
import { say, trying } from "../../state/toasts.js";
import { Diagnostics } from "./diagnostics.js";
import { whereabouts } from "./words.js";

const ICONS = /** @type {const} */ (["speaker", "pair", "sofa", "bed", "kitchen", "bath", "desk", "screen", "headphones", "garden", "cast", "page"]);
const QUALITIES = [320, 192, 128, 96];

/** @param {Event} event */
const textOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.currentTarget).value;
/** @param {Event} event */
const isOn = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).checked;

/** What the server takes of a room. @param {Api.Room} room */
const bodyOf = ({ name, own_name, icon, is_hidden, users, quality_kbps, max_volume_percent, night }) =>
  ({ name: name.trim() && name !== own_name ? name.trim() : null, icon, is_hidden, users, quality_kbps, max_volume_percent, night });

/** @param {{icon: Api.Room["icon"], change: (part: Partial<Api.Room>) => void, own: string}} props */
function Icons({ icon, change, own }) {
  return html`<div class="chips" role="group" aria-label="Icon">${ICONS.map((each) => html`<button type="button" key=${each} class="icon-button"
    aria-label=${each} title=${each} aria-pressed=${(icon ?? own) === each} onClick=${() => change({ icon: each })}><${Icon} name=${each} /></button>`)}</div>`;
}

/** @param {{room: Api.Room, change: (part: Partial<Api.Room>) => void}} props */
function Loudness({ room, change }) {
  const { night } = room;
  const most = (/** @type {Event} */ event) => Math.min(100, Math.max(0, Math.round(Number(textOf(event)))));
  return html`<label class="field"><span>At most, in %</span><input type="number" min="0" max="100" value=${room.max_volume_percent} onInput=${(/** @type {Event} */ event) => change({ max_volume_percent: most(event) })} /></label>
    <label class="check"><input type="checkbox" checked=${night !== null} onChange=${(/** @type {Event} */ event) => change({ night: isOn(event) ? { begins: "22:00", ends: "07:00", max_volume_percent: 20 } : null })} /> Quieter at night</label>
    ${night && html`<label class="field"><span>From</span><input type="time" required value=${night.begins} onInput=${(/** @type {Event} */ event) => change({ night: { ...night, begins: textOf(event) } })} /></label>
      <label class="field"><span>To</span><input type="time" required value=${night.ends} onInput=${(/** @type {Event} */ event) => change({ night: { ...night, ends: textOf(event) } })} /></label>
      <label class="field"><span>Then at most, in %</span><input type="number" min="0" max="100" value=${night.max_volume_percent} onInput=${(/** @type {Event} */ event) => change({ night: { ...night, max_volume_percent: most(event) } })} /></label>`}`;
}

/** @param {{room: Api.Room, change: (part: Partial<Api.Room>) => void}} props */
function Users({ room, change }) {
  const loaded = useLoaded("/api/users");
  /** @type {Api.User[]} */
  const all = loaded.value?.users ?? [];
  const { users } = room;
  const flip = (/** @type {string} */ name) => users && change({ users: users.includes(name) ? users.filter((each) => each !== name) : [...users, name] });
  return html`<label class="check"><input type="checkbox" checked=${users !== null} onChange=${(/** @type {Event} */ event) => change({ users: isOn(event) ? all.map(({ name }) => name) : null })} /> Only some people see it and may play there</label>
    ${users && all.map(({ name }) => html`<label class="check" key=${name}><input type="checkbox" checked=${users.includes(name)} onChange=${() => flip(name)} /> ${name}</label>`)}`;
}

/** @param {{first: Api.Room}} props */
function Edit({ first }) {
  const [room, setRoom] = useState(first);
  const [busy, setBusy] = useState(false);
  const change = (/** @type {Partial<Api.Room>} */ part) => setRoom({ ...room, ...part });
  const path = `/api/rooms/${encodeURIComponent(room.id)}`;
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    await trying(async () => {
      setRoom(await api.put(path, bodyOf(room)));
      say("info", `${room.name.trim() || room.own_name} is as you want it`);
    });
    setBusy(false);
  };
  const forget = () => trying(async () => {
    if (!confirm(`Forget what was decided about ${room.name}?`)) return;
    await api.delete(path);
    go("/speakers");
  });
  return html`<section><form class="stacked" onSubmit=${save}>
    <label class="field"><span>Name</span><input maxlength="100" value=${room.name} placeholder=${room.own_name} onInput=${(/** @type {Event} */ event) => change({ name: textOf(event) })} /></label>
    <${Icons} icon=${room.icon} own=${iconOfDevice({ icon: null, kind: room.kind })} change=${change} />
    <label class="field"><span>Music is sent</span><select value=${room.quality_kbps ?? ""} onChange=${(/** @type {Event} */ event) => change({ quality_kbps: Number(textOf(event)) || null })}>
      <option value="">as it is, lossless where it is so</option>${QUALITIES.map((kbps) => html`<option key=${kbps} value=${kbps}>with ${kbps} kbit/s at most</option>`)}</select></label>
    <h2>How loud</h2><${Loudness} room=${room} change=${change} />
    <h2>Who</h2><label class="check"><input type="checkbox" checked=${room.is_hidden} onChange=${(/** @type {Event} */ event) => change({ is_hidden: isOn(event) })} /> Hidden: nobody plays there</label>
    <${Users} room=${room} change=${change} />
    <div class="actions"><${Button} kind="primary" type="submit" busy=${busy}>Save</${Button}><${Button} kind="quiet danger" onClick=${forget}>Forget</${Button}></div>
  </form></section>`;
}

/** @param {{id: string}} props */
export function SpeakerView({ id }) {
  const loaded = useLoaded("/api/rooms");
  /** @type {Api.Room | undefined} */
  const room = loaded.value?.rooms.find((/** @type {Api.Room} */ each) => each.id === id);
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  if (loaded.value && !room) return html`<${Trouble} trouble="There is no such speaker." />`;
  return html`<div class="view narrow settings"><div class="view-head"><a class="icon-button" href="/speakers" aria-label="All speakers"><${Icon} name="back" /></a><h1>${room?.name}</h1>${room && html`<small>${whereabouts(room)}</small>`}</div>
    ${room && me.value?.is_admin && html`<${Edit} key=${id} first=${room} />`}
    ${room && html`<${Diagnostics} id=${id} />`}</div>`;
}
