// Passwords for apps on phones: shown once, revocable one by one.

import { html, useState } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { day } from "../../components/format.js";
import { api } from "../../net/api.js";
import { useLoaded } from "../../state/loaded.js";
import { say, trying } from "../../state/toasts.js";
import { Copyable } from "../shares/new.js";
import { Form } from "./form.js";

/** @param {{fresh: Api.Connection, onDone: () => void}} props */
function Connection({ fresh, onDone }) {
  return html`<div class="secret" role="status"><p>Point the phone's camera here, or copy these into the app. The password of <b>${fresh.label}</b> is shown only now.</p>
    <img class="qr" src=${`data:image/svg+xml,${encodeURIComponent(fresh.qr_svg)}`} alt="A code with the address and the password, for the phone" width="240" height="240" />
    ${fresh.addresses.map((address, index) => html`<${Copyable} key=${address} label=${index ? "or" : "Server"} text=${address} />`)}
    <${Copyable} label="User" text=${fresh.user} /><${Copyable} label="Password" text=${fresh.secret} />
    <div class="actions"><a class="button" href=${fresh.link}>Open an app on this device</a><${Button} kind="quiet" onClick=${onDone}>Done</${Button}></div></div>`;
}

export function AppPasswords() {
  const loaded = useLoaded("/api/app-passwords");
  const [fresh, setFresh] = useState(/** @type {Api.Connection | null} */ (null));
  /** @type {Api.AppPassword[]} */
  const all = loaded.value?.app_passwords ?? [];
  const add = async (/** @type {Record<string, string>} */ { label }) => {
    setFresh(await api.post("/api/connections", { label: label.trim() }));
    loaded.again();
  };
  const revoke = (/** @type {Api.AppPassword} */ each) => trying(async () => {
    await api.delete(`/api/app-passwords/${encodeURIComponent(each.id)}`);
    say("info", `${each.label} can no longer log in`);
    loaded.again();
  });
  return html`<section><h2>Connect a phone</h2><p>Subsonic apps on phones, and scripts, log in with a password of their own. Losing a phone then costs one of these, and nothing else.</p>
    ${fresh && html`<${Connection} fresh=${fresh} onDone=${() => setFresh(null)} />`}
    <ul class="rows">${all.map((each) => html`<li key=${each.id}><span><b>${each.label}</b><small>Made ${day(each.created_utc)}, ${each.used_utc ? `last used ${day(each.used_utc)}` : "not used yet"}</small></span>
      <${IconButton} label=${`Revoke ${each.label}`} icon="trash" size=${20} onClick=${() => revoke(each)} /></li>`)}</ul>
    <${Form} button="Connect" send=${add}><label class="field"><span>Which phone or app?</span><input name="label" required maxlength="100" placeholder="Phone" /></label></${Form}></section>`;
}
