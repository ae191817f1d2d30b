// Folders as they are on disk: what is in one, and all that is below it to play.

import { html } from "../../vendor/preact.js";
import { Button, IconButton } from "../components/button.js";
import { Trouble } from "../components/empty.js";
import { counted } from "../components/format.js";
import { Icon } from "../components/icons.js";
import { NoMusic } from "../components/no_music.js";
import { Menu } from "../components/popover.js";
import { TrackList } from "../components/track_list.js";
import { enqueue, playNow } from "../state/commands.js";
import { within } from "../state/libraries.js";
import { useLoaded } from "../state/loaded.js";
import { go } from "../state/route.js";

/** @param {Api.Folder} folder @returns {import("../components/popover.js").Choice[]} */
const choicesOf = (folder) => [
  { label: "Play next", icon: "play_next", act: () => enqueue([folder.id], "next", folder.name) },
  { label: "Add to queue", icon: "enqueue", act: () => enqueue([folder.id], "last", folder.name) },
];

/** @param {{folder: Api.Folder}} props */
function FolderRow({ folder }) {
  return html`<div class="folder"><a href=${`/folders/${folder.id}`}><${Icon} name="folder" size=${24} /><b>${folder.name}</b></a>
    <${IconButton} label=${`Play ${folder.name}`} icon="play" size=${20} onClick=${() => playNow([folder.id], { shuffle: false })} />
    <${Menu} label=${`More for ${folder.name}`} choices=${choicesOf(folder)} size=${20} /></div>`;
}

/** @param {{folders: Api.Folder[]}} props */
const FolderList = ({ folders }) => html`<ul class="folders" aria-label="Folders">${folders.map((folder) => html`<li key=${folder.id}><${FolderRow} folder=${folder} /></li>`)}</ul>`;

/** @param {{folder: Api.Folder}} props */
function Actions({ folder }) {
  return html`<div class="actions">
    <${Button} kind="primary" icon="play" onClick=${() => playNow([folder.id], { shuffle: false })}>Play</${Button}>
    <${Button} icon="shuffle" onClick=${() => playNow([folder.id], { shuffle: true })}>Shuffle</${Button}>
    <${Menu} label="More for this folder" choices=${choicesOf(folder)} /></div>`;
}

/** @param {{id: string}} props */
export function FolderView({ id }) {
  const loaded = useLoaded(`/api/folders/${encodeURIComponent(id)}`);
  /** @type {Api.FolderDetail | null} */
  const detail = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  if (!detail?.folder) return html`<div class="view" aria-busy="true" />`;
  const { folder, folders, tracks } = detail;
  const facts = [folders.length && counted(folders.length, "folder"), tracks.length && counted(tracks.length, "track")].filter(Boolean);
  return html`<div class="view"><div class="view-head">
      <${IconButton} label="The folder above" icon="back" onClick=${() => go(folder.parent_id ? `/folders/${folder.parent_id}` : "/folders")} />
      <h1>${folder.name}</h1><p class="count">${facts.join(", ")}</p><${Actions} folder=${folder} /></div>
    ${folders.length > 0 && html`<${FolderList} folders=${folders} />`}
    ${tracks.length > 0 && html`<${TrackList} tracks=${tracks} lead="cover" label="Tracks" />`}
  </div>`;
}

export function FoldersView() {
  const loaded = useLoaded(within("/api/folders"));
  /** @type {Api.FolderDetail | null} */
  const roots = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  return html`<div class="view"><div class="view-head"><h1>Folders</h1></div>
    ${roots?.folders.length === 0 && html`<${NoMusic} />`}
    ${roots && html`<${FolderList} folders=${roots.folders} />`}</div>`;
}
