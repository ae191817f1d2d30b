// Which speakers play as one with a device, by themselves and in exact step, and how loud each of them is.

import { html } from "../../vendor/preact.js";
import { setMembers, setMemberVolume } from "../state/commands.js";
import { candidates, flipped, roomsOf } from "./rooms.js";
import { Slider } from "./slider.js";

/** @param {{device: Api.Device, all: Api.Device[]}} props */
export function Members({ device, all }) {
  const inside = roomsOf(device).map((room) => room.id);
  const rooms = candidates(device, all);
  if (rooms.length < 2) return null;
  return html`<fieldset class="members"><legend>Rooms that play together</legend>
    ${rooms.map((room) => {
      const isIn = inside.includes(room.id);
      return html`<div class="member" key=${room.id}>
        <label><input type="checkbox" checked=${isIn} disabled=${isIn && inside.length === 1} onChange=${() => setMembers(device.id, flipped(inside, room.id))} />${room.name}</label>
        ${isIn && inside.length > 1 && room.volume_percent !== null && html`<${Slider} value=${room.volume_percent} max=${100} label=${`Volume of ${room.name} alone`}
          text=${(/** @type {number} */ value) => `${value} %`} onChange=${(/** @type {number} */ value) => setMemberVolume(device.id, room.id, value)} />`}
      </div>`;
    })}
    ${inside.length < rooms.length && html`<button type="button" class="button quiet" onClick=${() => setMembers(device.id, rooms.map((room) => room.id))}>The whole house</button>`}
  </fieldset>`;
}
