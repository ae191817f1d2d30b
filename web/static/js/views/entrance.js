// The door: a login, and for a new house the first user.

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../components/button.js";
import { Mark } from "../components/icons.js";
import { api, sentence } from "../net/api.js";
import { welcome } from "../state/house.js";
import { setupCode } from "../state/store.js";

/** @param {{label: string, name: string, type?: string, auto: string, hint?: string, least?: number, focus?: boolean, value?: string}} props */
function Field({ label, name, type = "text", auto, hint, least, focus = false, value = "" }) {
  return html`<label class="field"><span>${label}</span>
    <input name=${name} type=${type} autocomplete=${auto} required minlength=${least} autofocus=${focus} defaultValue=${value}
      autocapitalize="none" spellcheck=${false} />${hint && html`<small>${hint}</small>`}</label>`;
}

/** @param {{title: string, text: string, button: string, send: (values: Record<string, string>) => Promise<void>, children?: any}} props */
function Door({ title, text, button, send, children }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)));
    setBusy(true);
    setTrouble("");
    try {
      await send(/** @type {Record<string, string>} */ (values));
    } catch (error) {
      setTrouble(sentence(error));
      setBusy(false);
    }
  };
  return html`<main class="door"><div class="door-art" aria-hidden="true"><i /><i /></div>
    <form onSubmit=${submit}>
      <p class="brand"><${Mark} size=${40} /><span>Segue</span></p>
      <h1>${title}</h1><p>${text}</p>
      ${children}
      <p class="trouble" role="alert">${trouble}</p>
      <${Button} kind="primary wide" type="submit" busy=${busy}>${button}</${Button}>
    </form></main>`;
}

export function LoginView() {
  const send = async (/** @type {Record<string, string>} */ { name, password }) => await welcome(await api.post("/api/login", { name, password }) ?? await api.get("/api/me"));
  return html`<${Door} title="Welcome back" text="Your music, in every room." button="Log in" send=${send}>
    <${Field} label="Name" name="name" auto="username" focus />
    <${Field} label="Password" name="password" type="password" auto="current-password" />
  </${Door}>`;
}

export function SetupView() {
  const code = new URLSearchParams(location.search).get("code") ?? setupCode.value;
  const send = async (/** @type {Record<string, string>} */ { code: given, name, password }) => {
    await api.post("/api/setup", { code: given.trim(), name: name.trim(), password });
    await welcome(await api.get("/api/me"));
  };
  return html`<${Door} title="A new house" text="Make the first user. It may invite others and look after the library." button="Begin" send=${send}>
    <${Field} label="Set-up code" name="code" auto="one-time-code" hint="The server's log shows it." focus=${!code} value=${code} />
    <${Field} label="Your name" name="name" auto="username" focus=${Boolean(code)} />
    <${Field} label="Password" name="password" type="password" auto="new-password" hint="Eight letters or more." least=${8} />
  </${Door}>`;
}
