// Where it plays: moves the music, adds a place to it, takes one away, and says what each is doing.

import { html, useState } from "../../vendor/preact.js";
import { join, leave, playOn, setGroupVolume, setVolume } from "../state/commands.js";
import { deviceId, devices, session, sessions } from "../state/store.js";
import { placesOf } from "./navigation.js";
import { IconButton } from "./button.js";
import { Bars, Icon, iconOfDevice } from "./icons.js";
import { lazy } from "./lazy.js";
import { Popover } from "./popover.js";
import { Slider } from "./slider.js";

const Members = lazy(() => import("./members.js"), "Members");
const STATES = { preparing: "Preparing…", audible: "Playing", leaving: "Leaving…" };

/** This page first, then what is part of the session, then the rest by name. @param {Api.Device[]} all @param {Api.Output[]} outputs */
export function ordered(all, outputs, /** @type {string | null} */ here) {
  const rank = (/** @type {Api.Device} */ device) =>
    outputs.some((output) => output.device_id === device.id) ? 0 : device.id === here ? 1 : device.is_online ? 2 : 3;
  return [...all].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** What a device does for whom. @param {Api.Device} device @param {Api.Output | undefined} output */
function stateOf(device, output) {
  if (output) return output.state === "audible" && !session.value?.timeline.running ? "Paused" : STATES[output.state];
  if (!device.is_online) return "Not reachable";
  const other = sessions.value.find((each) => each.id === device.session_id);
  if (device.kind === "phone") return other ? "Plays in its app" : "Starts in its app";
  return other ? `Plays for ${other.owner}` : device.kind === "browser" && device.id !== deviceId.value ? "Another page" : device.model;
}

/** @param {{device: Api.Device, output: Api.Output | undefined, alone: boolean, onDone: () => void}} props */
function DeviceRow({ device, output, alone, onDone }) {
  const here = device.id === deviceId.value;
  const name = here ? "This page" : device.name;
  const playsElsewhere = (session.value?.outputs.length ?? 0) > 0;
  const obeys = device.kind !== "phone"; // an app plays by itself: music can be moved away from it, and that is all
  const go = () => {
    void playOn(device.id);
    onDone();
  };
  return html`<li class="device ${output ? `is-${output.state}` : ""}">
    <button type="button" class="device-main" disabled=${!device.is_online || !obeys || (output && alone)} onClick=${go}>
      ${obeys && !(output && alone) && html`<span class="hidden">${playsElsewhere ? "Move to" : "Play on"}</span>`}
      <span class="device-icon"><${Icon} name=${iconOfDevice(device)} size=${22} />${output?.state === "preparing" && html`<i class="spinner" />`}</span>
      <span class="device-text"><b>${name}</b><small>${here && output === undefined ? device.name : stateOf(device, output)}</small></span>
      ${output?.state === "audible" && html`<${Bars} still=${!session.value?.timeline.running} />`}
    </button>
    ${!obeys
      ? output && alone && html`<small class="hint">Choose another place to move the music there; then pause it in the app.</small>`
      : output
      ? !alone && html`<${IconButton} label=${`Stop playing on ${name}`} icon="close" size=${18} onClick=${() => leave(device.id)} />`
      : playsElsewhere && device.is_online && html`<${IconButton} label=${`Also play on ${name}`} icon="plus" size=${20} onClick=${() => join(device.id)} />`}
    ${output && device.volume_percent !== null && html`<div class="device-volume"><${Icon} name=${device.volume_percent ? "volume" : "muted"} size=${16} />
      <${Slider} value=${device.volume_percent} max=${100} label=${`Volume of ${name}`} text=${(/** @type {number} */ value) => `${value} %`} onChange=${(/** @type {number} */ value) => setVolume(device.id, value)} /></div>`}
    ${output && device.can_group && html`<${Members} device=${device} all=${devices.value} />`}
  </li>`;
}

/** One slider stands for all of them: the others keep their share of the loudest. @param {Api.Output[]} outputs */
export const loudest = (outputs) => Math.max(0, ...outputs.map(({ device_id }) => devices.value.find(({ id }) => id === device_id)?.volume_percent ?? 0));

/** @param {{onDone: () => void}} props */
function DeviceList({ onDone }) {
  const shown = session.value;
  const outputs = shown?.outputs ?? [];
  const active = outputs.filter((output) => output.state !== "leaving");
  if (!shown) return html`<p class="hint">Play something first; then it can go anywhere in the house.</p>`;
  return html`${active.length > 1 && html`<div class="all-volume"><b>All rooms</b><${Icon} name="volume" size=${16} />
      <${Slider} value=${loudest(active)} max=${100} label="Volume of all rooms" text=${(/** @type {number} */ value) => `${value} %`} onChange=${setGroupVolume} /></div>`}
    <ul>${ordered(devices.value, outputs, deviceId.value).map((device) => html`<${DeviceRow} key=${device.id} device=${device}
      output=${outputs.find((output) => output.device_id === device.id)} alone=${active.length < 2} onDone=${onDone} />`)}</ul>
    ${shown.stream_note && html`<p class="hint"><${Icon} name="volume" size=${16} />${shown.stream_note}</p>`}`;
}

/** @param {{wide?: boolean}} props */
export function DevicePicker({ wide = false }) {
  const [open, setOpen] = useState(false);
  const shown = session.value;
  const outputs = shown?.outputs ?? [];
  const preparing = outputs.some((output) => output.state === "preparing");
  const first = devices.value.find((device) => device.id === outputs[0]?.device_id);
  const where = outputs.length ? placesOf(/** @type {Api.Session} */ (shown)) : "Play on…";
  return html`<div class="menu-root device-picker ${wide ? "wide" : ""}">
    <button type="button" class="device-button ${outputs.length ? "on" : ""}" aria-expanded=${open} aria-haspopup="dialog" aria-label=${`Devices: ${where}`} onClick=${() => setOpen(!open)}>
      ${preparing ? html`<i class="spinner" />` : html`<${Icon} name=${first ? iconOfDevice(first) : "speaker"} size=${20} />`}<span>${where}</span></button>
    <${Popover} open=${open} onClose=${() => setOpen(false)} label="Devices" kind="devices">
      <h2>${outputs.length ? "Playing on" : "Play on"}</h2>
      <${DeviceList} onDone=${() => outputs.length === 0 && setOpen(false)} />
    </${Popover}>
  </div>`;
}
