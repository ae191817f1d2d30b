// Which albums belong to this one: found by name, chosen, and said in words before anything happens.

import { html, useEffect, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { Cover } from "../../components/cover.js";
import { openDialog } from "../../components/dialog.js";
import { counted } from "../../components/format.js";
import { Icon } from "../../components/icons.js";
import { api, isAbort, query } from "../../net/api.js";
import { merge } from "../../state/grouping.js";
import { trying } from "../../state/toasts.js";

const REST_MS = 120;
const LIMIT = 40;

/** Those whose title goes on from the other's come first, else as they came. @param {Api.Release} into @param {Api.Release[]} found */
export function likeliest(into, found) {
  const title = into.title.toLowerCase();
  const isLike = (/** @type {Api.Release} */ other) => other.title.toLowerCase().startsWith(title) || title.startsWith(other.title.toLowerCase());
  return found.filter(({ id }) => id !== into.id).sort((a, b) => Number(isLike(b)) - Number(isLike(a)));
}

/** The artist's other albums until somebody types. @param {Api.Release} into @param {string} text @returns {Api.Release[] | null} */
function useCandidates(into, text) {
  const [found, setFound] = useState(/** @type {Api.Release[] | null} */ (null));
  useEffect(() => {
    const controller = new AbortController();
    const [artist] = into.artists;
    const ask = async () => {
      if (!text && artist && !into.is_compilation) return (await api.get(`/api/artists/${artist.artist_id}`, controller.signal)).releases;
      return (await api.get(`/api/search${query({ q: text || into.title, limit: LIMIT })}`, controller.signal)).releases;
    };
    const timer = setTimeout(() => ask().then((all) => setFound(likeliest(into, all)), (error) => isAbort(error) || setFound([])), text ? REST_MS : 0);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  return found;
}

/** @param {{release: Api.Release, chosen: boolean, onPick: () => void}} props */
function Candidate({ release, chosen, onPick }) {
  const facts = [release.artist, release.year, counted(release.track_count, "track")].filter(Boolean);
  return html`<label class="pick ${chosen ? "chosen" : ""}"><input type="checkbox" checked=${chosen} onChange=${onPick} />
    <${Cover} coverId=${release.cover_id} colour=${release.cover_colour} of=${release.title} px=${48} />
    <span class="track-text"><b>${release.title}</b><small>${facts.join(" · ")}</small></span></label>`;
}

/** What will be, in words. @param {Api.Release} into @param {Api.Release[]} chosen */
export function outlook(into, chosen) {
  const joining = chosen.reduce((sum, release) => sum + release.track_count, 0);
  return `${into.title} will have ${counted(into.track_count + joining, "track")}: its own ${into.track_count} and ${joining} more.`;
}

/** @param {{release: Api.Release, close: () => void}} props */
function Merge({ release, close }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(/** @type {Api.Release[]} */ ([]));
  const [busy, setBusy] = useState(false);
  const found = useCandidates(release, text.trim());
  const isChosen = (/** @type {Api.Release} */ one) => chosen.some(({ id }) => id === one.id);
  const pick = (/** @type {Api.Release} */ one) => setChosen(isChosen(one) ? chosen.filter(({ id }) => id !== one.id) : [...chosen, one]);
  const shown = [...chosen.filter((one) => !found?.some(({ id }) => id === one.id)), ...(found ?? [])];
  const act = async () => {
    setBusy(true);
    const done = await trying(() => merge(release, chosen).then(() => true));
    setBusy(false);
    if (done) close();
  };
  return html`<div class="grouping" aria-busy=${found === null}>
    <p>Choose the albums that belong to <b>${release.title}</b>. No file is touched, and scans keep it so.</p>
    <div class="search-field"><${Icon} name="search" size=${20} /><input type="search" value=${text} aria-label="Find an album" placeholder="Find an album" autocomplete="off"
      onInput=${(/** @type {Event} */ event) => setText(/** @type {HTMLInputElement} */ (event.currentTarget).value)} /></div>
    <ul class="picks" aria-label="Albums">${shown.map((one) => html`<li key=${one.id}><${Candidate} release=${one} chosen=${isChosen(one)} onPick=${() => pick(one)} /></li>`)}
      ${found && !shown.length && html`<li class="none">${text ? "No album is called that." : "There is no other album by this artist. Find one by its name."}</li>`}</ul>
    <footer><p role="status">${chosen.length ? outlook(release, chosen) : ""}</p>
      <${Button} kind="quiet" onClick=${close}>Leave</${Button}>
      <${Button} kind="primary" disabled=${!chosen.length} busy=${busy} onClick=${act}>Merge</${Button}></footer>
  </div>`;
}

/** @param {Api.Release} release  that the others join */
export function openMerge(release) {
  openDialog("Merge with another album", (close) => html`<${Merge} release=${release} close=${close} />`);
}
