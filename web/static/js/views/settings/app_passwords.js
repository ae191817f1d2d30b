// Passwords for apps on phones: shown once, revocable one by one.

import { html, useState } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { day } from "../../components/format.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { say, trying } from "../../state/toasts.js";
import { Form } from "./form.js";

/** @param {{fresh: Api.NewAppPassword, onDone: () => void}} props */
function Secret({ fresh, onDone }) {
  const copy = () => trying(async () => {
    await navigator.clipboard.writeText(fresh.secret);
    say("info", "Copied");
  });
  return html`<div class="secret" role="status"><p>The password of <b>${fresh.label}</b>. It is shown only now.</p><code>${fresh.secret}</code>
    <p>In the app: server <code>${location.origin}</code>, user <code>${fresh.user}</code>, and this password.</p>
    <div class="actions">${navigator.clipboard && html`<${Button} onClick=${copy}>Copy</${Button}>`}<${Button} kind="quiet" onClick=${onDone}>Done</${Button}></div></div>`;
}

export function AppPasswords() {
  const loaded = useLoaded("/api/app-passwords");
  const [fresh, setFresh] = useState(/** @type {Api.NewAppPassword | null} */ (null));
  /** @type {Api.AppPassword[]} */
  const all = loaded.value?.app_passwords ?? [];
  const add = async (/** @type {Record<string, string>} */ { label }) => {
    setFresh(await api.post("/api/app-passwords", { label: label.trim() }));
    loaded.again();
  };
  const revoke = (/** @type {Api.AppPassword} */ each) => trying(async () => {
    await api.delete(`/api/app-passwords/${encodeURIComponent(each.id)}`);
    say("info", `${each.label} can no longer log in`);
    loaded.again();
  });
  return html`<section><h2>Apps</h2><p>Subsonic apps on phones, and scripts, log in with a password of their own. Losing a phone then costs one of these, and nothing else.</p>
    ${fresh && html`<${Secret} fresh=${fresh} onDone=${() => setFresh(null)} />`}
    <ul class="rows">${all.map((each) => html`<li key=${each.id}><span><b>${each.label}</b><small>Made ${day(each.created_utc)}, ${each.used_utc ? `last used ${day(each.used_utc)}` : "not used yet"}</small></span>
      <${IconButton} label=${`Revoke ${each.label}`} icon="trash" size=${20} onClick=${() => revoke(each)} /></li>`)}</ul>
    <${Form} button="Make a password" send=${add}><label class="field"><span>For which app?</span><input name="label" required maxlength="100" placeholder="Phone" /></label></${Form}></section>`;
}
