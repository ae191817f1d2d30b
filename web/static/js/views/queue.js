// The queue as a page of its own, for narrow screens and links.

import { html } from "../../vendor/preact.js";
import { SessionList } from "../components/navigation.js";
import { Empty } from "../components/empty.js";
import { QueueList } from "../components/queue_list.js";
import { session } from "../state/store.js";

export function QueueView() {
  return html`<div class="view narrow">
    ${session.value ? html`<${QueueList} level=${1} />` : html`<${Empty} title="Nothing in the queue"><p>Play an album, and what comes next stands here.</p></${Empty}>`}
    <${SessionList} />
  </div>`;
}
