// The albums behind a genre, a year, a label or a person.

import { html } from "../../../vendor/preact.js";
import { IconButton } from "../../components/button.js";
import { Trouble } from "../../components/empty.js";
import { counted } from "../../components/format.js";
import { go } from "../../state/route.js";
import { AlbumGrid } from "../albums.js";

/** @param {{title: any, up: string, upLabel: string, paged: import("../../state/paged.js").Paged<Api.Release>, label: string, children?: any}} props */
export function Behind({ title, up, upLabel, paged, label, children }) {
  const total = paged.total.value;
  return html`<div class="view"><div class="view-head"><${IconButton} label=${upLabel} icon="back" onClick=${() => go(up)} />
      <h1>${title}</h1>${total ? html`<p class="count">${counted(total, "album")}</p>` : null}${children}</div>
    ${paged.trouble.value && html`<${Trouble} trouble=${paged.trouble.value} again=${() => paged.refresh()} />`}
    ${total === 0 && html`<p class="hint">No album here.</p>`}
    <${AlbumGrid} paged=${paged} label=${label} /></div>`;
}
