// What of the library is not in order, each with its remedy: unreadable files, missing covers, doubles.

import { html, useRef, useState } from "../../../vendor/preact.js";
import { IconButton } from "../../components/button.js";
import { counted, quality } from "../../components/format.js";
import { playNow } from "../../state/commands.js";
import { useLoaded } from "../../state/loaded.js";
import { scan } from "../../state/store.js";
import { Corrections } from "./corrections.js";

const SHOWN = 100;
const FINDINGS = [
  { kind: "no_cover", title: (/** @type {number} */ n) => `${counted(n, "album")} without a cover` },
  { kind: "no_album_artist", title: (/** @type {number} */ n) => `${counted(n, "album")} without an album artist` },
  { kind: "odd_length", title: (/** @type {number} */ n) => `${counted(n, "track")} of an odd length` },
  { kind: "wrong_letters", title: (/** @type {number} */ n) => `${counted(n, "track")} in the wrong letters` },
];
const DOUBLES = [
  { kind: "sound", title: (/** @type {number} */ n) => `${counted(n, "track")} there more than once`, remedy: "The same sound in several files: keep the one that you like best." },
  { kind: "recording", title: (/** @type {number} */ n) => `${counted(n, "recording")} on several albums`, remedy: "That may be as it should: a single, an album, a compilation." },
];

/** @template T @typedef {{items: T[], total: number}} Some */

/** A list that opens; nothing where there is nothing. @param {{path: string, title: (total: number) => string, remedy?: (items: any[]) => string, draw: (item: any) => any}} props */
function Matter({ path, title, remedy, draw }) {
  const [open, setOpen] = useState(false);
  const during = scan.value?.state === "scanning" ? "&scanning" : ""; // so that it is asked again afterwards
  const loaded = useLoaded(`${path}${path.includes("?") ? "&" : "?"}limit=${open ? SHOWN : 1}${during}`);
  const kept = useRef(/** @type {Some<any> | null} */ (null));
  kept.current = loaded.value ?? kept.current;
  const now = kept.current;
  if (!now?.total) return null;
  return html`<details onToggle=${(/** @type {Event} */ event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)}><summary>${title(now.total)}</summary>
    ${remedy && html`<p>${remedy(now.items)}</p>`}
    <ul class="rows">${now.items.map(draw)}</ul>
    ${open && now.total > now.items.length && html`<p>and ${(now.total - now.items.length).toLocaleString()} more</p>`}</details>`;
}

/** @param {Api.Finding} found */
const drawFinding = (found) => html`<li key=${found.id}><span><b>${found.id.startsWith("al-") ? html`<a href=${`/albums/${found.id}`}>${found.title}</a>` : found.title}</b>
  <small>${[found.artist, found.detail].filter(Boolean).join(" · ")}</small></span>
  <${IconButton} label=${`Play ${found.title}`} icon="play" size=${20} onClick=${() => playNow([found.id])} /></li>`;

/** @param {Api.Double} double */
const drawDouble = ({ tracks, paths }) => html`<li key=${tracks[0].id}><span><b>${tracks[0].title}</b>
  ${tracks.map((track, index) => html`<small key=${track.id}><a href=${`/albums/${track.release_id}`}>${paths[index]}</a> · ${quality(track)}</small>`)}</span></li>`;

/** @param {Api.ProblemFile} file */
const drawProblem = (file) => html`<li key=${file.path}><span><b>${file.path}</b><small>${file.reason}</small></span></li>`;

export function Care() {
  return html`<section class="care"><h2>Care</h2><p>What could be in better order. Nothing here keeps the rest from playing.</p>
    <${Matter} path="/api/problems" title=${(/** @type {number} */ n) => `${counted(n, "file")} could not be read`} draw=${drawProblem} />
    ${FINDINGS.map(({ kind, title }) => html`<${Matter} key=${kind} path=${`/api/findings?kind=${kind}`} title=${title} remedy=${(/** @type {Api.Finding[]} */ items) => items[0].remedy} draw=${drawFinding} />`)}
    ${DOUBLES.map(({ kind, title, remedy }) => html`<${Matter} key=${kind} path=${`/api/doubles?kind=${kind}`} title=${title} remedy=${() => remedy} draw=${drawDouble} />`)}
    <${Corrections} />
  </section>`;
}
