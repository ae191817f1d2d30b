// Labels by name; and the albums of one.

import { html } from "../../../vendor/preact.js";
import { Empty, Trouble } from "../../components/empty.js";
import { counted } from "../../components/format.js";
import { VirtualGrid } from "../../components/virtual_grid.js";
import { labels, releases } from "../../state/lists.js";
import { Behind } from "./behind.js";
import { Top } from "./top.js";

const ROW_PX = 64;

/** @param {{label: Api.Label | undefined}} props */
function LabelRow({ label }) {
  if (!label) return html`<span class="named" />`;
  return html`<a class="named" href=${`/labels/${encodeURIComponent(label.name)}`}><b>${label.name}</b><small>${counted(label.release_count, "album")}</small></a>`;
}

export function LabelsView() {
  const paged = labels();
  if (paged.trouble.value && paged.total.value === null) return html`<${Trouble} trouble=${paged.trouble.value} again=${() => paged.refresh()} />`;
  return html`<div class="view"><${Top} by="labels" total=${paged.total.value} noun="label" />
    ${paged.total.value === 0 && html`<${Empty} title="No labels yet"><p>Albums whose tags name a label or publisher stand here.</p></${Empty}>`}
    <${VirtualGrid} paged=${paged} least=${240} gap=${12} most=${4} kind="labels" label="Labels" heightOf=${() => ROW_PX}
      draw=${(/** @type {Api.Label | undefined} */ label) => html`<${LabelRow} label=${label} />`} /></div>`;
}

/** @param {{name: string}} props */
export function LabelView({ name }) {
  return html`<${Behind} title=${name} up="/labels" upLabel="All labels" paged=${releases({ order: "title", label: name })} label=${name} />`;
}
