// Who may come in; for admins.

import { html } from "../../../vendor/preact.js";
import { IconButton } from "../../components/button.js";
import { day } from "../../components/format.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { me } from "../../state/store.js";
import { say, trying } from "../../state/toasts.js";
import { Form } from "./form.js";

export function People() {
  const loaded = useLoaded("/api/users");
  /** @type {Api.User[]} */
  const users = loaded.value?.users ?? [];
  const add = async (/** @type {Record<string, string>} */ { name, password, is_admin }) => {
    await api.post("/api/users", { name: name.trim(), password, is_admin: is_admin === "on" });
    loaded.again();
  };
  const remove = (/** @type {Api.User} */ user) => trying(async () => {
    if (!confirm(`Remove ${user.name}, with their stars, ratings and app passwords?`)) return;
    await api.delete(`/api/users/${encodeURIComponent(user.name)}`);
    say("info", `${user.name} was removed`);
    loaded.again();
  });
  const limit = (/** @type {Api.User} */ user, /** @type {string} */ kbps) => trying(async () => {
    await api.put(`/api/users/${encodeURIComponent(user.name)}/limit`, { max_kbps: Number(kbps) || null });
    loaded.again();
  });
  return html`<section><h2>People</h2>
    <ul class="rows">${users.map((user) => html`<li key=${user.name}><span><b>${user.name}</b><small>${user.is_admin ? "Admin, since" : "Since"} ${day(user.created_utc)}</small></span>
      <${Limit} user=${user} onChange=${limit} />
      ${user.name !== me.value?.name && html`<${IconButton} label=${`Remove ${user.name}`} icon="trash" size=${20} onClick=${() => remove(user)} />`}</li>`)}</ul>
    <${Form} button="Add" send=${add}>
      <label class="field"><span>Name</span><input name="name" required maxlength="100" autocomplete="off" /></label>
      <label class="field"><span>Password</span><input name="password" type="password" required minlength="8" autocomplete="new-password" /></label>
      <label class="check"><input type="checkbox" name="is_admin" />Admin</label></${Form}></section>`;
}

const LIMITS_KBPS = [64, 96, 128, 192, 256, 320];

/** How much music is sent to somebody. @param {{user: Api.User, onChange: (user: Api.User, kbps: string) => void}} props */
function Limit({ user, onChange }) {
  const choices = user.max_kbps === null || LIMITS_KBPS.includes(user.max_kbps) ? LIMITS_KBPS : [...LIMITS_KBPS, user.max_kbps];
  return html`<select aria-label=${`The most that is sent to ${user.name}`} value=${user.max_kbps ?? ""}
    onChange=${(/** @type {Event} */ event) => onChange(user, /** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
    <option value="">Any quality</option>${choices.map((kbps) => html`<option key=${kbps} value=${kbps}>${kbps} kbit/s</option>`)}</select>`;
}
