// The queue beside the page.

import { html } from "../../vendor/preact.js";
import { panel, session } from "../state/store.js";
import { IconButton } from "./button.js";
import { lazy } from "./lazy.js";

const QueueList = lazy(() => import("./queue_list.js"), "QueueList");

export function QueuePanel() {
  if (panel.value !== "queue" || !session.value) return null;
  return html`<aside class="queue-panel" aria-label="Queue">
    <${QueueList} end=${html`<${IconButton} label="Close the queue" icon="close" size=${20} onClick=${() => (panel.value = "none")} />`} />
  </aside>`;
}
