// Which tracks of an album are an album of their own.

import { html, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { openDialog } from "../../components/dialog.js";
import { clockTime, counted } from "../../components/format.js";
import { split } from "../../state/grouping.js";
import { trying } from "../../state/toasts.js";

/** @param {{track: Api.Track, discs: number, chosen: boolean, onPick: () => void}} props */
function Row({ track, discs, chosen, onPick }) {
  const place = discs > 1 ? `${track.disc ?? "?"}.${track.number ?? "·"}` : track.number ?? "·";
  return html`<label class="pick ${chosen ? "chosen" : ""}"><input type="checkbox" checked=${chosen} onChange=${onPick} />
    <span class="track-number">${place}</span><span class="track-text"><b>${track.title}</b><small>${track.artist}</small></span><time>${clockTime(track.duration_ms)}</time></label>`;
}

/** @param {{detail: Api.ReleaseDetail, close: () => void}} props */
function Split({ detail: { release, tracks }, close }) {
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const [busy, setBusy] = useState(false);
  const pick = (/** @type {string} */ id) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const discs = [...new Set(tracks.map(({ disc }) => disc))];
  const ofDisc = (/** @type {number | null} */ disc) => () => setChosen(tracks.filter((track) => track.disc === disc).map(({ id }) => id));
  const act = async () => {
    setBusy(true);
    const done = await trying(() => split(release, chosen).then(() => true));
    setBusy(false);
    if (done) close();
  };
  const stays = tracks.length - chosen.length;
  return html`<div class="grouping">
    <p>Choose what does not belong to <b>${release.title}</b>. It becomes an album of its own, under the name that its tags give. No file is touched.</p>
    ${discs.length > 1 && html`<p class="chips">${discs.map((disc) => html`<button type="button" class="chip" key=${disc} onClick=${ofDisc(disc)}>Disc ${disc ?? "?"}</button>`)}</p>`}
    <ul class="picks" aria-label="Tracks">${tracks.map((track) => html`<li key=${track.id}><${Row} track=${track} discs=${discs.length} chosen=${chosen.includes(track.id)} onPick=${() => pick(track.id)} /></li>`)}</ul>
    <footer><p role="status">${chosen.length ? (stays ? `${chosen.length} of ${tracks.length} tracks ${chosen.length === 1 ? "leaves" : "leave"} the album.` : "At least one track has to stay.") : ""}</p>
      <${Button} kind="quiet" onClick=${close}>Leave</${Button}>
      <${Button} kind="primary" disabled=${!chosen.length || !stays} busy=${busy} onClick=${act}>Split off</${Button}></footer>
  </div>`;
}

/** @param {Api.ReleaseDetail} detail */
export function openSplit(detail) {
  openDialog("Split off tracks", (close) => html`<${Split} detail=${detail} close=${close} />`);
}
