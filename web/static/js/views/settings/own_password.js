// One's own password.

import { html } from "../../../vendor/preact.js";
import { api } from "../../net/api.js";
import { me } from "../../state/store.js";
import { say } from "../../state/toasts.js";
import { Form } from "./form.js";

/** @param {Record<string, string>} values */
async function change({ current_password, password }) {
  await api.put(`/api/users/${encodeURIComponent(me.value?.name ?? "")}/password`, { current_password, password });
  say("info", "Your password was changed");
}

export function OwnPassword() {
  return html`<section><h2>Your password</h2><${Form} button="Change" send=${change}>
    <label class="field"><span>Now</span><input name="current_password" type="password" required autocomplete="current-password" /></label>
    <label class="field"><span>From now on</span><input name="password" type="password" required minlength="8" autocomplete="new-password" /></label></${Form}></section>`;
}
