// All playlists: one's own and those that others show.

import { html, useEffect, useRef } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { Cover } from "../../components/cover.js";
import { Empty, Trouble } from "../../components/empty.js";
import { counted, span } from "../../components/format.js";
import { Icon } from "../../components/icons.js";
import { playNow } from "../../state/commands.js";
import { useLoaded } from "../../state/loaded.js";
import { changes, importFile, leaving } from "../../state/playlists.js";
import { go } from "../../state/route.js";
import { say, trying } from "../../state/toasts.js";
import { openMissing, openNew } from "./dialogs.js";
import { openRules } from "./rules.js";

/** @param {{playlist: Api.Playlist}} props */
function PlaylistCard({ playlist }) {
  const facts = [counted(playlist.track_count, "track"), playlist.track_count && span(playlist.duration_ms)].filter(Boolean).join(" · ");
  return html`<div class="card">
    <a href=${`/playlists/${playlist.id}`}>
      <${Cover} coverId=${playlist.cover_id} of=${playlist.name} px=${192} />
      <b>${playlist.is_smart && html`<${Icon} name="sparkle" size=${15} /> `}${playlist.name}</b>
      <small>${playlist.is_own ? facts : `${playlist.owner} · ${facts}`}</small></a>
    ${playlist.track_count > 0 && html`<button type="button" class="card-play" aria-label=${`Play ${playlist.name}`} onClick=${() => playNow([playlist.id])}><${Icon} name="play" size=${22} /></button>`}
  </div>`;
}

export function PlaylistsView() {
  const loaded = useLoaded("/api/playlists");
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (changes.value) loaded.again();
  }, [changes.value]);
  /** @type {Api.Playlist[] | undefined} */
  const all = loaded.value?.playlists.filter((/** @type {Api.Playlist} */ { id }) => !leaving.value.includes(id));
  const bring = (/** @type {Event} */ event) => trying(async () => {
    const [chosen] = /** @type {HTMLInputElement} */ (event.currentTarget).files ?? [];
    if (!chosen) return;
    const { playlist, missing } = await importFile(chosen);
    say(missing.length ? "warning" : "info", `${playlist.name}: ${counted(playlist.track_count, "track")}${missing.length ? `, ${missing.length} not found` : ""}`);
    go(`/playlists/${playlist.id}`);
    if (missing.length) openMissing(playlist.name, missing);
  });
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  return html`<div class="view">
    <div class="view-head"><h1>Playlists</h1><div class="actions">
      <a class="button" href="/starred"><${Icon} name="star" size=${18} />Starred</a>
      <${Button} icon="plus" onClick=${openNew}>New</${Button}>
      <${Button} icon="sparkle" onClick=${() => openRules(null)}>New smart</${Button}>
      <${Button} kind="quiet" onClick=${() => file.current?.click()}>Import…</${Button}>
      <input type="file" hidden ref=${file} accept=".m3u,.m3u8,.pls,.xspf" aria-label="A playlist file" onChange=${bring} /></div></div>
    ${all?.length === 0 && html`<${Empty} title="No playlists yet"><p>Put your own together with “Add to playlist…” in any menu, or let rules choose: a smart playlist is always up to date.</p></${Empty}>`}
    ${all && all.length > 0 && html`<ul class="shelf" aria-label="Playlists">${all.map((one) => html`<li key=${one.id}><${PlaylistCard} playlist=${one} /></li>`)}</ul>`}
  </div>`;
}
