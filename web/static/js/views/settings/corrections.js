// What was decided about the library, by people or by itself, each with its way back: albums that were merged or
// split, tracks that were recognised in another file.

import { html, useEffect } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { counted, day } from "../../components/format.js";
import { api } from "../../net/api.js";
import { regrouped, undoRegrouping } from "../../state/grouping.js";
import { useLoaded } from "../../state/loaded.js";
import { me } from "../../state/store.js";
import { say, trying } from "../../state/toasts.js";

const SHOWN = 100;
/** @type {Record<string, string>} */
const EVIDENCE = {
  file: "the same file, elsewhere",
  musicbrainz: "the same recording, by its MusicBrainz id",
  fingerprint: "the same sound",
  tags: "the same title, artist, album and length",
};

/** @param {{label: string, act: () => Promise<unknown>}} props */
const Undo = ({ label, act }) => html`<${Button} kind="quiet" onClick=${() => trying(act)}>Undo<span class="hidden"> ${label}</span></${Button}>`;

function Regroupings() {
  const loaded = useLoaded(`/api/regroupings?limit=${SHOWN}`);
  useEffect(() => void (regrouped.value && loaded.again()), [regrouped.value]);
  /** @type {Api.RegroupingPage | null} */
  const page = loaded.value;
  if (!page?.total) return null;
  return html`<details open><summary>${counted(page.total, "album")} put together or apart by hand</summary><ul class="rows">${page.items.map((each) => html`<li key=${each.id}>
    <span><b><a href=${`/albums/${each.release_id}`}>${each.title}</a></b><small>${[each.kind === "merge" ? "Merged" : "Split off", each.artist, day(each.made_utc)].filter(Boolean).join(" · ")}</small></span>
    ${me.value?.is_admin && html`<${Undo} label=${each.title} act=${() => undoRegrouping(each.id).then(() => say("info", `${each.title} is as its tags say`))} />`}</li>`)}</ul></details>`;
}

/** Only a track's last match can be undone. @param {Api.Match[]} items  newest first */
export function undoable(items) {
  const seen = new Set();
  return items.filter(({ track_id }) => !seen.has(track_id) && seen.add(track_id)).map(({ id }) => id);
}

function Matches() {
  const loaded = useLoaded(`/api/matches?limit=${SHOWN}`);
  /** @type {Api.MatchPage | null} */
  const page = loaded.value;
  if (!page?.total) return null;
  const last = undoable(page.items);
  const undo = (/** @type {Api.Match} */ { id, title }) => async () => {
    await api.delete(`/api/matches/${encodeURIComponent(id)}`);
    say("info", `${title} is a track of its own again`);
    loaded.again();
  };
  return html`<details><summary>${counted(page.total, "track")} recognised in another file</summary>
    <p>Stars, ratings and plays went along. If two tracks were taken for one, undo it.</p>
    <ul class="rows">${page.items.map((each) => html`<li key=${each.id}><span><b>${each.title}</b>
      <small>${EVIDENCE[each.evidence] ?? each.evidence} · ${day(each.matched_utc)}</small><small class="path">from ${each.from_path}</small><small class="path">to ${each.to_path}</small></span>
      ${me.value?.is_admin && last.includes(each.id) && html`<${Undo} label=${each.title} act=${undo(each)} />`}</li>`)}</ul>
    ${page.total > page.items.length && html`<p>and ${(page.total - page.items.length).toLocaleString()} more</p>`}</details>`;
}

export function Corrections() {
  return html`<${Regroupings} /><${Matches} />`;
}
