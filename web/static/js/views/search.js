// Search as you type: asks once the fingers rest, forgets the question before when the next one comes.

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { IconButton } from "../components/button.js";
import { Empty, Trouble } from "../components/empty.js";
import { Icon } from "../components/icons.js";
import { api, isAbort, query, sentence } from "../net/api.js";
import { libraryId, within } from "../state/libraries.js";
import { go, route } from "../state/route.js";
import { Found } from "./starred.js";

const REST_MS = 120;
const LIMIT = 24;

/** @param {string} text  asked for; answers found, trouble and whether it is still asking */
function useSearch(text) {
  const [state, setState] = useState(/** @type {{text: string, found: Api.Search | null, trouble: string}} */ ({ text: "", found: null, trouble: "" }));
  useEffect(() => {
    if (!text) return setState({ text, found: null, trouble: "" });
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.get(within("/api/search", { q: text, limit: LIMIT }), controller.signal).then(
        (found) => setState({ text, found: /** @type {Api.Search} */ (found), trouble: "" }),
        (error) => isAbort(error) || setState({ text, found: null, trouble: sentence(error) }),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text, libraryId.value]);
  return state;
}

/** Up and down walk through what was found; from the field the first one is next. @param {KeyboardEvent} event */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.currentTarget instanceof Element)) return;
  const stops = [...event.currentTarget.querySelectorAll("input[type=search], .card a, .track-play")];
  const at = stops.indexOf(/** @type {Element} */ (document.activeElement));
  const next = stops[Math.max(0, at + step)];
  event.preventDefault();
  if (next instanceof HTMLElement) next.focus();
}

export function SearchView() {
  const asked = route.value.query.get("q") ?? "";
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const { text, found, trouble } = useSearch(asked.trim());
  useEffect(() => field.current?.focus(), []);
  const type = (/** @type {Event} */ event) => go(`/search${query({ q: /** @type {HTMLInputElement} */ (event.currentTarget).value })}`, { replace: true });
  const nothing = found && text && !found.artists.length && !found.releases.length && !found.tracks.length;
  return html`<div class="view" onKeyDown=${walk}><h1 class="hidden">Search</h1>
    <div class="search-field" role="search"><${Icon} name="search" size=${22} />
      <input type="search" ref=${field} value=${asked} onInput=${type} placeholder="Artists, albums, tracks" aria-label="Search" autocomplete="off" spellcheck=${false} />
      ${asked && html`<${IconButton} label="Clear" icon="close" size=${18} onClick=${() => (go("/search", { replace: true }), field.current?.focus())} />`}<kbd>/</kbd></div>
    <p class="hidden" role="status">${found ? `${found.artists.length} artists, ${found.releases.length} albums, ${found.tracks.length} tracks` : ""}</p>
    ${trouble && html`<${Trouble} trouble=${trouble} />`}
    ${!asked && html`<${Empty} title="What would you like to hear?"><p>The start of each word is enough; accents and small slips do not matter.</p><p class="hint">Filters, too: <code>artist:bowie</code> <code>year:1970..1979</code> <code>genre:jazz</code> <code>rating:>3</code> <code>-live</code> <code>"whole phrase"</code></p><p class="chips"><a class="chip" href="/genres">Genres</a><a class="chip" href="/years">Years</a><a class="chip" href="/labels">Labels</a><a class="chip" href="/composers">Composers</a><a class="chip" href="/folders">Folders</a><a class="chip" href="/podcasts">Podcasts</a><a class="chip" href="/radio">Radio</a></p></${Empty}>`}
    ${nothing && html`<${Empty} title="Nothing found"><p>No artist, album or track matches “${text}”.</p></${Empty}>`}
    ${found && html`<${Found} found=${found} />`}
  </div>`;
}
