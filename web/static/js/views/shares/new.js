// "Share …": makes a link that needs no login, and shows it to be copied.

import { html, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { openDialog } from "../../components/dialog.js";
import { api } from "../../net/api.js";
import { say, trying } from "../../state/toasts.js";
import { Form } from "../settings/form.js";

const LASTS = [["7", "A week"], ["30", "A month"], ["365", "A year"], ["", "Until I delete it"]];

/** @param {string} text */
export const copyText = (text) => trying(async () => {
  await navigator.clipboard.writeText(text);
  say("info", "Copied");
});

/** Something to be copied, also where a page may not write to the clipboard. @param {{label: string, text: string}} props */
export function Copyable({ label, text }) {
  return html`<div class="copyable"><label class="field"><span>${label}</span><input readonly value=${text} onFocus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget).select()} /></label>
    ${navigator.clipboard && html`<${Button} onClick=${() => copyText(text)}>Copy</${Button}>`}</div>`;
}

/** @param {{items: string[], what: string}} props */
function NewShare({ items, what }) {
  const [made, setMade] = useState(/** @type {Api.Share | null} */ (null));
  if (made) return html`<p>Whoever has this link can listen, without a login.</p><${Copyable} label="Link" text=${made.url} />`;
  const send = async (/** @type {Record<string, string>} */ { description, days }) => {
    setMade(await api.post("/api/shares", { items, description: description.trim(), lasts_days: Number(days) || null }));
  };
  return html`<${Form} button="Make a link" send=${send} keep>
    <label class="field"><span>What to say about it</span><input name="description" maxlength="1000" placeholder=${what} /></label>
    <label class="field"><span>How long it holds</span><select name="days">${LASTS.map(([days, label]) => html`<option key=${days} value=${days} selected=${days === "30"}>${label}</option>`)}</select></label></${Form}>`;
}

/** @param {string[]} items @param {string} what */
export function openShare(items, what) {
  openDialog(`Share ${what}`, () => html`<${NewShare} items=${items} what=${what} />`);
}
