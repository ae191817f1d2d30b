// One playlist: what it is, and its tracks; one's own are put in order by dragging or with Alt and the arrows.

import { html, useEffect, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { Cover } from "../../components/cover.js";
import { Empty, Trouble } from "../../components/empty.js";
import { counted, span } from "../../components/format.js";
import { Menu } from "../../components/popover.js";
import { beforeOf } from "../../components/queue_list.js";
import { share } from "../../components/share.js";
import { TrackRow } from "../../components/track_list.js";
import { sentence } from "../../net/api.js";
import { enqueue, playNow } from "../../state/commands.js";
import { useLoaded } from "../../state/loaded.js";
import { changes, entries as fetchEntries, moveEntry, moved, remove, removeEntries } from "../../state/playlists.js";
import { go } from "../../state/route.js";
import { trying } from "../../state/toasts.js";
import { openDetails } from "./dialogs.js";
import { openRules } from "./rules.js";

const FORMATS = [["m3u8", "M3U8"], ["pls", "PLS"], ["xspf", "XSPF"]];

/** @param {Api.Playlist} playlist @returns {import("../../components/popover.js").Choice[]} */
function choicesOf(playlist) {
  const save = (/** @type {string} */ format) => () => location.assign(`/api/playlists/${playlist.id}/file?format=${format}`);
  const own = [
    ...(playlist.is_smart ? [{ label: "Edit rules…", icon: "sparkle", act: () => openRules(playlist) }] : []),
    { label: "Details…", icon: "settings", act: () => openDetails(playlist) },
  ];
  return [
    { label: "Play next", icon: "play_next", act: () => enqueue([playlist.id], "next", playlist.name) },
    { label: "Add to queue", icon: "enqueue", act: () => enqueue([playlist.id], "last", playlist.name) },
    share([playlist.id], playlist.name),
    ...(playlist.is_own ? own : []),
    ...FORMATS.map(([format, label]) => ({ label: `Save as ${label}`, icon: "down", act: save(format) })),
    ...(playlist.is_own ? [{ label: "Delete", icon: "trash", danger: true, act: () => (remove(playlist), go("/playlists")) }] : []),
  ];
}

/** @param {{playlist: Api.Playlist}} props */
function Head({ playlist }) {
  const facts = [playlist.is_own ? playlist.is_public && "Seen by everybody" : `By ${playlist.owner}`, counted(playlist.track_count, "track"),
    playlist.track_count > 0 && span(playlist.duration_ms)].filter(Boolean);
  return html`<header class="hero">
    <${Cover} coverId=${playlist.cover_id} of=${playlist.name} px=${384} eager />
    <div class="hero-text">
      <p class="kind">${playlist.is_smart ? "Smart playlist" : "Playlist"}</p>
      <h1>${playlist.name}</h1>
      ${playlist.description && html`<p>${playlist.description}</p>`}
      <p class="facts">${facts.join(" · ")}</p>
      <div class="actions">
        <${Button} kind="primary" icon="play" disabled=${!playlist.track_count} onClick=${() => playNow([playlist.id], { shuffle: false })}>Play</${Button}>
        <${Button} icon="shuffle" disabled=${!playlist.track_count} onClick=${() => playNow([playlist.id], { shuffle: true })}>Shuffle</${Button}>
        <${Menu} label="More for this playlist" choices=${choicesOf(playlist)} />
      </div>
    </div>
  </header>`;
}

/** The entries, page after page. @param {string} id @param {number} version */
function useEntries(id, version) {
  const [state, setState] = useState(/** @type {{all: Api.PlaylistEntry[], total: number | null, trouble: string}} */ ({ all: [], total: null, trouble: "" }));
  const read = async (/** @type {Api.PlaylistEntry[]} */ before) => {
    try {
      const { entries, total } = await fetchEntries(id, before.length);
      setState({ all: [...before, ...entries], total, trouble: "" });
    } catch (error) {
      setState({ all: before, total: before.length, trouble: sentence(error) });
    }
  };
  useEffect(() => void read([]), [id, version]);
  return { ...state, more: () => read(state.all), show: (/** @type {Api.PlaylistEntry[]} */ all) => setState({ ...state, all }), again: () => read([]) };
}

/**
 * @param {{entry: Api.PlaylistEntry, index: number, all: Api.PlaylistEntry[], playlist: Api.Playlist, drag: string | null,
 *   setDrag: (id: string | null) => void, over: boolean, setOver: (id: string | null) => void, move: (id: string, before: string | null) => void}} props
 */
function EntryRow({ entry: { entry_id, track }, index, all, playlist, drag, setDrag, over, setOver, move }) {
  const play = () => playNow([playlist.id], { startIndex: index, shuffle: false });
  if (!playlist.is_own || playlist.is_smart) return html`<li><${TrackRow} track=${track} lead="cover" onPlay=${play} /></li>`;
  const step = (/** @type {-1 | 1} */ by) => {
    const before = beforeOf(all, index, by);
    if (before !== undefined) move(entry_id, before);
  };
  const gone = () => trying(() => removeEntries(playlist.id, [entry_id]));
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      step(event.key === "ArrowUp" ? -1 : 1);
    }
    if (event.key === "Delete") void gone();
  };
  const drop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    if (drag && drag !== entry_id) move(drag, entry_id);
    setDrag(null);
    setOver(null);
  };
  return html`<li class="entry ${drag === entry_id ? "dragged" : ""} ${over && drag && drag !== entry_id ? "over" : ""}" draggable="true" onKeyDown=${keys}
    onDragStart=${() => setDrag(entry_id)} onDragEnd=${() => (setDrag(null), setOver(null))} onDrop=${drop}
    onDragOver=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(entry_id))}>
    <${TrackRow} track=${track} lead="cover" onPlay=${play} more=${[
      { label: "Move up", icon: "up", act: () => step(-1), disabled: index === 0 },
      { label: "Move down", icon: "down", act: () => step(1), disabled: index === all.length - 1 },
      { label: "Remove from playlist", icon: "trash", act: gone, danger: true },
    ]} /></li>`;
}

/** @param {{id: string}} props */
export function PlaylistView({ id }) {
  const loaded = useLoaded(`/api/playlists/${encodeURIComponent(id)}`);
  const { all, total, trouble, more, show, again } = useEntries(id, changes.value);
  const [drag, setDrag] = useState(/** @type {string | null} */ (null));
  const [over, setOver] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    if (changes.value) loaded.again();
  }, [changes.value]);
  /** @type {Api.Playlist | null} */
  const playlist = loaded.value;
  if (loaded.trouble || trouble) return html`<${Trouble} trouble=${loaded.trouble || trouble} again=${() => (loaded.again(), again())} />`;
  if (!playlist) return html`<div class="view album-view waiting" aria-busy="true"><div class="hero"><span class="cover" /></div></div>`;
  const move = async (/** @type {string} */ entryId, /** @type {string | null} */ before) => {
    show(moved(all, entryId, before));
    if (!(await trying(() => moveEntry(id, entryId, before)))) again();
  };
  return html`<div class="view album-view">
    <${Head} playlist=${playlist} />
    ${total === 0 && html`<${Empty} title="Nothing in it"><p>${playlist.is_smart ? "No track fits its rules just now." : "“Add to playlist…” in any menu puts music here."}</p></${Empty}>`}
    <ol class="tracks" aria-label="Tracks">${all.map((entry, index) => html`<${EntryRow} key=${entry.entry_id} entry=${entry} index=${index} all=${all}
      playlist=${playlist} drag=${drag} setDrag=${setDrag} over=${over === entry.entry_id} setOver=${setOver} move=${move} />`)}</ol>
    ${total !== null && all.length < total && html`<${Button} kind="quiet" onClick=${more}>Show more</${Button}>`}
  </div>`;
}
