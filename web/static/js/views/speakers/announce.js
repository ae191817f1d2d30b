// Says something in rooms: words, where the server can speak, or a chime, or a recording.

import { html, useState } from "../../../vendor/preact.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { devices } from "../../state/store.js";
import { say } from "../../state/toasts.js";
import { Form } from "../settings/form.js";

const MOST_BYTES = 2_900_000; // what a request may hold, in base64

/** @param {File} file @returns {Promise<string>}  base64 */
function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.readAsDataURL(file);
  });
}

/** @param {Record<string, any>} values */
async function bodyOf({ what, text, file, place, volume }) {
  const where = { ...(place ? { device_ids: [place] } : {}), ...(volume ? { volume_percent: Number(volume) } : {}) };
  if (what === "say") return { do: "say", text, ...where };
  if (what === "play") return { do: "play", sound: await read(file), ...where };
  return { do: "chime", sound: what, ...where };
}

export function Announce() {
  const loaded = useLoaded("/api/announcements/voice");
  const canSpeak = loaded.value?.can_speak ?? false;
  const [what, setWhat] = useState("");
  const chosen = what || (canSpeak ? "say" : "chime");
  const send = async (/** @type {Record<string, any>} */ values) => {
    if (values.file?.size > MOST_BYTES) return say("warning", "This recording is too large: it may have 2.9 MB.");
    /** @type {Api.Announced} */
    const done = await api.post("/api/announcements", await bodyOf({ ...values, what: chosen }));
    say("info", done.waiting ? "It is said after what is being said" : "It is being said");
    for (const { device_id, occupied_by } of done.left_alone) {
      say("info", `Not in ${devices.value.find(({ id }) => id === device_id)?.name ?? device_id}: ${occupied_by} plays there, and could not be put back`);
    }
  };
  if (!loaded.value) return null;
  return html`<section><h2>Say something</h2><p>Music goes down for it, or waits and goes on where it was.</p>
    ${!canSpeak && html`<p>To have words spoken, install espeak-ng on the server.</p>`}
    <${Form} button="Say it" send=${send} keep>
      <label class="field"><span>What</span><select value=${chosen} onChange=${(/** @type {Event} */ event) => setWhat(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
        ${canSpeak && html`<option value="say">Words</option>`}<option value="chime">A chime</option><option value="gong">A gong</option><option value="bell">A bell</option><option value="play">A recording</option></select></label>
      ${chosen === "say" && html`<label class="field"><span>Words</span><input name="text" required maxlength="1000" autocomplete="off" /></label>`}
      ${chosen === "play" && html`<label class="field"><span>Recording</span><input name="file" type="file" accept="audio/*" required /></label>`}
      <label class="field"><span>Where</span><select name="place"><option value="">Everywhere</option>${devices.value.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>
      <label class="field"><span>Volume in %</span><input name="volume" type="number" min="1" max="100" placeholder="as it is" /></label>
    </${Form}></section>`;
}
