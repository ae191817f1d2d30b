// What wakes: chosen by its kind, then from a list, or found by its name.

import { html, useEffect, useState } from "../../../vendor/preact.js";
import { api, isAbort, query } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { KINDS, kindOf } from "./words.js";

const REST_MS = 150;
const LIMIT = 6;

/** @typedef {{id: string, name: string}} Choice */
/** @typedef {{alarm: Api.Alarm, change: (part: Partial<Api.Alarm>) => void}} Props */

/** @param {Props & {path: string, kind: "playlists" | "podcasts"}} props */
function Listed({ alarm, change, path, kind }) {
  const loaded = useLoaded(path);
  /** @type {Choice[]} */
  const choices = (loaded.value?.[kind] ?? []).map((/** @type {any} */ { id, name, title }) => ({ id, name: name ?? title }));
  const choose = (/** @type {Event} */ event) => {
    const id = /** @type {HTMLSelectElement} */ (event.currentTarget).value;
    change({ item: id, item_name: choices.find((each) => each.id === id)?.name ?? null });
  };
  return html`<label class="field"><span>Which</span><select required value=${alarm.item} onChange=${choose}><option value="">Choose …</option>
    ${choices.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>
    ${loaded.value && !choices.length && html`<p>There are none yet.</p>`}`;
}

/** @param {string} text @param {"releases" | "artists"} kind @returns {Choice[]} */
function useFound(text, kind) {
  const [found, setFound] = useState(/** @type {Choice[]} */ ([]));
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      const all = text.trim() ? (await api.get(`/api/search${query({ q: text, limit: LIMIT })}`, controller.signal))[kind] : [];
      setFound(all.map((/** @type {any} */ { id, title, name, artist }) => ({ id, name: title ? `${title} · ${artist}` : name })));
    };
    const timer = setTimeout(() => ask().catch((error) => isAbort(error) || setFound([])), REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text, kind]);
  return found;
}

/** @param {Props & {kind: "releases" | "artists"}} props */
function Named({ alarm, change, kind }) {
  const [text, setText] = useState("");
  const found = useFound(text, kind);
  return html`<label class="field"><span>${alarm.item ? alarm.item_name ?? "It is not there any more" : "Which"}</span><input type="search" placeholder=${alarm.item ? "Find another" : "Find it by its name"}
      value=${text} onInput=${(/** @type {Event} */ event) => setText(/** @type {HTMLInputElement} */ (event.currentTarget).value)} /></label>
    ${found.length > 0 && html`<div class="chips" role="group" aria-label="Found">${found.map(({ id, name }) => html`<button type="button" class="chip" key=${id} aria-pressed=${alarm.item === id}
      onClick=${() => (change({ item: id, item_name: name }), setText(""))}>${name}</button>`)}</div>`}`;
}

/** Its item is "" until something is chosen. @param {Props} props */
export function Music({ alarm, change }) {
  const [kind, setKind] = useState(kindOf(alarm.item));
  const choose = (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLSelectElement} */ (event.currentTarget).value;
    setKind(chosen);
    change({ item: chosen === "bell" ? chosen : chosen ? "" : null, item_name: null, shuffle: chosen === "ar" });
  };
  const which = { alarm, change };
  return html`<label class="field"><span>Plays</span><select value=${kind} onChange=${choose}>
      ${Object.entries(KINDS).map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}
      ${!(kind in KINDS) && html`<option value=${kind}>${alarm.item_name ?? "What was chosen before"}</option>`}</select></label>
    ${kind === "pl" && html`<${Listed} ...${which} path="/api/playlists" kind="playlists" />`}
    ${kind === "pc" && html`<${Listed} ...${which} path="/api/podcasts" kind="podcasts" />`}
    ${kind === "al" && html`<${Named} ...${which} kind="releases" />`}
    ${kind === "ar" && html`<${Named} ...${which} kind="artists" />`}
    ${["pl", "al", "ar", "fo"].includes(kind) && html`<label class="check"><input type="checkbox" checked=${alarm.shuffle} onChange=${() => change({ shuffle: !alarm.shuffle })} /> Shuffled</label>`}`;
}
