// Internet radio: stations of the house, played by this page from where they are.

import { html, useEffect, useRef, useState } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { Empty, Trouble } from "../../components/empty.js";
import { Icon } from "../../components/icons.js";
import { Menu } from "../../components/popover.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { me } from "../../state/store.js";
import { say, trying } from "../../state/toasts.js";
import { openPicture, openStation } from "./edit.js";

/** @param {{station: Api.Station, playing: boolean, onPlay: () => void, again: () => void}} props */
function Row({ station, playing, onPlay, again }) {
  const remove = () => trying(async () => {
    await api.delete(`/api/stations/${station.id}`);
    again();
  });
  const choices = [
    { label: "Edit…", icon: "settings", act: () => openStation(station, again) },
    { label: "Picture…", icon: "albums", act: () => openPicture(station, again) },
    { label: "Delete", icon: "trash", danger: true, act: () => void remove() },
  ];
  return html`<li><${IconButton} label=${`${playing ? "Stop" : "Play"} ${station.name}`} icon=${playing ? "pause" : "play"} onClick=${onPlay} />
    ${station.picture_url ? html`<img src=${station.picture_url} alt="" width="44" height="44" loading="lazy" />` : html`<${Icon} name="radio" size=${28} />`}
    <span><b>${station.name}</b>${station.homepage_url && html`<small><a href=${station.homepage_url} target="_blank" rel="noopener noreferrer">${new URL(station.homepage_url).host}</a></small>`}</span>
    ${me.value?.is_admin && html`<${Menu} label=${`More for ${station.name}`} choices=${choices} />`}</li>`;
}

export function RadioView() {
  const loaded = useLoaded("/api/stations");
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [playing, setPlaying] = useState(/** @type {string | null} */ (null));
  useEffect(() => () => audio.current?.pause(), []);
  const failed = () => {
    if (!playing) return;
    setPlaying(null);
    say("error", "The station cannot be heard just now");
  };
  const toggle = (/** @type {Api.Station} */ station) => {
    const element = audio.current;
    if (!element) return;
    element.pause();
    if (playing === station.id) return setPlaying(null);
    setPlaying(station.id);
    element.src = station.stream_url;
    element.play().catch((error) => error.name === "AbortError" || failed());
  };
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  /** @type {Api.Station[]} */
  const stations = loaded.value?.stations ?? [];
  const isAdmin = me.value?.is_admin;
  return html`<div class="view narrow"><div class="view-head"><h1>Radio</h1>
      ${isAdmin && html`<div class="actions"><${Button} icon="plus" onClick=${() => openStation(null, loaded.again)}>Add a station</${Button}></div>`}</div>
    <audio ref=${audio} onError=${failed} preload="none"></audio>
    ${loaded.value && !stations.length && html`<${Empty} title="No stations yet"><p>${isAdmin ? "Add one" : "An administrator adds one"} by the address of its stream. It plays on this page; phone apps see it too.</p></${Empty}>`}
    <ul class="rows" aria-label="Stations">${stations.map((station) => html`<${Row} key=${station.id} station=${station} playing=${playing === station.id} onPlay=${() => toggle(station)} again=${loaded.again} />`)}</ul></div>`;
}
