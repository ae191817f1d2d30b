// The words of what plays: synced lines follow the timeline and lead to their place in it, others are simply read.

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { seek } from "../state/commands.js";
import { serverNow } from "../state/house.js";
import { positionOf } from "../state/household.js";
import { useLoaded } from "../state/loaded.js";
import { session } from "../state/store.js";
import { lineAt, nextChange, piecesOf, versionNames, wordsBegun } from "./lyrics_time.js";

const HANDS_OFF_MS = 4000; // somebody reads on: the lines follow again after this
const LONGEST_MS = 60_000;

/** @typedef {import("./lyrics_time.js").Line} Line */

/** The position, anew whenever a line or word begins. @param {Line[]} lines */
function usePositionOf(lines) {
  const shown = session.value;
  const [, turn] = useState(0);
  const position = shown ? positionOf(shown, serverNow()) : 0;
  useEffect(() => {
    const next = shown?.timeline.running ? nextChange(lines, position) : null;
    if (next === null) return undefined;
    const timer = setTimeout(() => turn((count) => count + 1), Math.min(LONGEST_MS, (next - position) / (shown?.timeline.rate ?? 1) + 5));
    return () => clearTimeout(timer);
  });
  return position;
}

/** Keeps the line that is sung in the middle of its box, not of the page. @param {{current: HTMLElement | null}} box @param {number} at */
function useFollowing(box, at) {
  const touched = useRef(-Infinity);
  const first = useRef(true);
  useEffect(() => {
    const element = box.current;
    const line = element?.querySelector("[aria-current]");
    if (!element || !(line instanceof HTMLElement) || performance.now() - touched.current < HANDS_OFF_MS) return;
    const still = first.current || matchMedia("(prefers-reduced-motion: reduce)").matches;
    first.current = false;
    const top = line.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop;
    element.scrollTo({ top: top - element.clientHeight * 0.38 + line.offsetHeight / 2, behavior: still ? "instant" : "smooth" });
  }, [at]);
  return () => (touched.current = performance.now());
}

/** @param {{line: Line, isSung: boolean, position: number}} props */
function Words({ line, isSung, position }) {
  if (!line.text.trim()) return html`<span class="pause" aria-label="Pause">• • •</span>`;
  if (!isSung || !line.words?.length) return line.text;
  const begun = wordsBegun(line, position);
  return piecesOf(line).map((text, index) => html`<span class=${index <= begun ? "" : "coming"}>${text}</span>`);
}

/** @param {{lines: Line[]}} props */
function Synced({ lines }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const position = usePositionOf(lines);
  const at = lineAt(lines, position);
  const onHand = useFollowing(box, at);
  return html`<div class="lyrics synced" ref=${box} tabindex="0" role="region" aria-label="Lyrics" onWheel=${onHand} onTouchMove=${onHand} onKeyDown=${onHand}>
    <ol>${lines.map((line, index) => html`<li key=${index}><button type="button" class=${index < at ? "sung" : ""} aria-current=${index === at ? "true" : undefined}
      onClick=${() => seek(line.start_ms ?? 0)}><${Words} line=${line} isSung=${index === at} position=${position} /></button></li>`)}</ol></div>`;
}

/** @param {{lines: Line[]}} props */
const Plain = ({ lines }) => html`<div class="lyrics" tabindex="0" role="region" aria-label="Lyrics">${lines.map(({ text }, index) => html`<p key=${index}>${text || "\u00a0"}</p>`)}</div>`;

/** @param {{track: Api.Track}} props */
export function Lyrics({ track }) {
  const loaded = useLoaded(`/api/tracks/${encodeURIComponent(track.id)}/lyrics`);
  const [chosen, setChosen] = useState(0);
  useEffect(() => setChosen(0), [track.id]);
  /** @type {Api.TrackLyrics | null} */
  const answer = loaded.value;
  if (!answer && !loaded.trouble) return html`<div class="lyrics-side" aria-busy="true" />`;
  const all = answer?.lyrics ?? [];
  const shown = all[chosen] ?? all[0];
  if (!shown) return html`<div class="lyrics-side"><p class="no-lyrics">${loaded.trouble ?? "No lyrics for this track"}</p></div>`;
  const names = versionNames(all);
  return html`<div class="lyrics-side">
    ${all.length > 1 && html`<select aria-label="Version of the lyrics" value=${chosen} onChange=${(/** @type {Event} */ event) => setChosen(Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value))}>
      ${names.map((name, at) => html`<option key=${at} value=${at} selected=${at === chosen}>${name}</option>`)}</select>`}
    ${shown.synced ? html`<${Synced} key=${`${track.id} ${chosen}`} lines=${shown.lines} />` : html`<${Plain} key=${`${track.id} ${chosen}`} lines=${shown.lines} />`}</div>`;
}
