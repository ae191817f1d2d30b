// Ways through the library, and the rooms of the house with what plays in them.

import { html } from "../../vendor/preact.js";
import { pick } from "../state/commands.js";
import { route } from "../state/route.js";
import { deviceId, devices, me, session, sessions } from "../state/store.js";
import { Cover } from "./cover.js";
import { Bars, Icon, Mark } from "./icons.js";
import { LibrarySwitch } from "./library_switch.js";
import { ScanProgress } from "./scan_progress.js";

const PLACES = [
  { name: "albums", label: "Albums", icon: "albums" },
  { name: "artists", label: "Artists", icon: "artists" },
  { name: "genres", label: "Browse", icon: "browse", also: ["years", "labels", "composers"] },
  { name: "folders", label: "Folders", icon: "folder" },
  { name: "playlists", label: "Playlists", icon: "playlists" },
  { name: "starred", label: "Starred", icon: "star" },
  { name: "podcasts", label: "Podcasts", icon: "podcast" },
  { name: "radio", label: "Radio", icon: "radio" },
];
const SEARCH = { name: "search", label: "Search", icon: "search" };
const ROOMS = { name: "speakers", label: "Rooms", icon: "speaker", also: ["alarms", "handoffs"] };
const SETTINGS = { name: "settings", label: "Settings", icon: "settings" };

/** @param {{place: {name: string, label: string, icon: string, also?: string[]}}} props */
function Place({ place }) {
  const here = route.value.name === place.name || place.also?.includes(route.value.name);
  return html`<a class="place" href=${`/${place.name}`} aria-current=${here ? "page" : undefined}>
    <${Icon} name=${place.icon} size=${20} /><span>${place.label}</span></a>`;
}

/** @param {Api.Session} each */
export function placesOf(each) {
  const names = each.outputs.filter((output) => output.state !== "leaving").map(({ device_id }) =>
    device_id === deviceId.value ? "This page" : devices.value.find((device) => device.id === device_id)?.name ?? "Somewhere");
  return names.length ? names.join(" + ") : "Nowhere yet";
}

/** "Anna", or nothing for one's own. @param {Api.Session} each */
function whose(each) {
  return each.owner === me.value?.name ? "" : `${each.owner} · `;
}

/** @param {{each: Api.Session}} props */
function SessionRow({ each }) {
  const shown = session.value?.id === each.id;
  return html`<button type="button" class="session" aria-pressed=${shown} onClick=${() => pick(each.id)}>
    <${Cover} coverId=${each.current?.cover_id ?? null} colour=${each.current?.cover_colour} of=${each.current?.release_title ?? each.name} px=${36} />
    <span class="session-text"><b>${each.current?.title ?? (each.current_entry_id ? "Something private" : "Nothing playing")}</b><small>${whose(each)}${placesOf(each)}</small></span>
    ${each.timeline.running && html`<${Bars} />`}
  </button>`;
}

/** The sessions of the household: which of them this page shows and steers. */
export function SessionList() {
  const listed = sessions.value.filter((each) => each.current_entry_id || each.id === session.value?.id);
  if (!listed.length) return null;
  return html`<section class="sessions" aria-labelledby="in-the-house">
    <h2 id="in-the-house">In the house</h2>
    ${listed.map((each) => html`<${SessionRow} key=${each.id} each=${each} />`)}
  </section>`;
}

export function Sidebar() {
  return html`<header class="sidebar">
    <a class="brand" href="/" aria-label="Segue, to the albums"><${Mark} size=${30} /><span>Segue</span></a>
    <${LibrarySwitch} kind="in-side" />
    <nav aria-label="Library">
      <${Place} place=${SEARCH} />
      ${PLACES.map((place) => html`<${Place} key=${place.name} place=${place} />`)}
    </nav>
    <${SessionList} />
    <div class="sidebar-end"><${ScanProgress} /><nav aria-label="House"><${Place} place=${ROOMS} /><${Place} place=${SETTINGS} /></nav></div>
  </header>`;
}

export function TabBar() {
  const places = [PLACES[0], PLACES[1], SEARCH, PLACES[4], SETTINGS];
  return html`<nav class="tab-bar" aria-label="Library">
    ${places.map((place) => html`<${Place} key=${place.name} place=${place} />`)}
  </nav>`;
}
