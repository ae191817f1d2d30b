// How fast it plays, the pitch as it was.

import { html } from "../../vendor/preact.js";
import { setRate } from "../state/commands.js";
import { session } from "../state/store.js";

const RATES = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

export function Speed() {
  const rate = session.value?.timeline.rate ?? 1;
  const choices = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
  return html`<select class="speed" aria-label="Speed" title="Speed" value=${rate}
    onChange=${(/** @type {Event} */ event) => setRate(Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value))}>
    ${choices.map((each) => html`<option key=${each} value=${each}>${each.toLocaleString()}×</option>`)}</select>`;
}
