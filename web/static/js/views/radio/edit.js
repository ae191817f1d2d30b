// A station's name, addresses and picture, in dialogs.

import { html } from "../../../vendor/preact.js";
import { openDialog } from "../../components/dialog.js";
import { api } from "../../net/api.js";
import { Form } from "../settings/form.js";

/** @param {Api.Station | null} station  null: a new one @param {() => void} done */
export function openStation(station, done) {
  openDialog(station ? station.name : "Add a station", (close) => {
    const send = async (/** @type {Record<string, string>} */ { name, stream_url, homepage_url }) => {
      const body = { name: name.trim(), stream_url: stream_url.trim(), homepage_url: homepage_url.trim() };
      await (station ? api.put(`/api/stations/${station.id}`, body) : api.post("/api/stations", body));
      close();
      done();
    };
    return html`<${Form} button="Save" send=${send} keep>
      <label class="field"><span>Name</span><input name="name" required maxlength="100" value=${station?.name ?? ""} /></label>
      <label class="field"><span>Address of the stream</span><input name="stream_url" type="url" required value=${station?.stream_url ?? ""} /></label>
      <label class="field"><span>Its page</span><input name="homepage_url" type="url" value=${station?.homepage_url ?? ""} /></label></${Form}>`;
  });
}

/** @param {File} file @returns {Promise<string>} */
async function inBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

/** @param {Api.Station} station @param {() => void} done */
export function openPicture(station, done) {
  openDialog(`Picture of ${station.name}`, (close) => {
    const send = async (/** @type {Record<string, unknown>} */ { picture }) => {
      await api.put(`/api/stations/${station.id}/picture`, { picture: await inBase64(/** @type {File} */ (picture)) });
      close();
      done();
    };
    return html`<${Form} button="Use it" send=${send} keep><label class="field"><span>A picture, up to 3 MB</span><input name="picture" type="file" accept="image/*" required /></label></${Form}>`;
  });
}
