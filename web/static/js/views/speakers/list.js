// Every place that plays, be it there or not, and what can be said in all of them.

import { html } from "../../../vendor/preact.js";
import { Empty, Trouble } from "../../components/empty.js";
import { Icon, iconOfDevice } from "../../components/icons.js";
import { useLoaded } from "../../state/loaded.js";
import { Announce } from "./announce.js";
import { Top } from "./top.js";
import { limitsOf, whereabouts } from "./words.js";

/** @param {{room: Api.Room}} props */
function Row({ room }) {
  return html`<li><a class="room" href=${`/speakers/${encodeURIComponent(room.id)}`}>
    <span class="device-icon"><${Icon} name=${iconOfDevice(room)} size=${22} /></span>
    <span><b>${room.name}</b><small>${[whereabouts(room), ...limitsOf(room)].join(" · ")}</small></span></a></li>`;
}

export function SpeakersView() {
  const loaded = useLoaded("/api/rooms");
  /** @type {Api.Room[] | null} */
  const rooms = loaded.value?.rooms ?? null;
  return html`<div class="view narrow settings"><${Top} page="speakers" />
    ${loaded.trouble && html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`}
    ${rooms && html`<section>${rooms.length
      ? html`<ul class="rows">${rooms.map((room) => html`<${Row} key=${room.id} room=${room} />`)}</ul>`
      : html`<${Empty} title="No speakers yet"><p>Open this page on another device, or switch a speaker on: it appears by itself.</p></${Empty}>`}</section>`}
    <${Announce} />
  </div>`;
}
