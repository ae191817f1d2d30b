// This page as a device, and how it looks.

import { html } from "../../../vendor/preact.js";
import { Icon } from "../../components/icons.js";
import { pageName } from "../../player/player.js";
import { announceName } from "../../state/house.js";
import { setTheme, theme } from "../../state/theme.js";
import { say } from "../../state/toasts.js";
import { Form } from "./form.js";

const THEMES = /** @type {const} */ ([
  { id: "auto", label: "As the system", icon: "auto" },
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
]);

/** @param {Record<string, string>} values */
async function rename({ name }) {
  pageName.set(name.trim());
  await announceName();
  say("info", `This page is now called ${pageName.get()}`);
}

export function ThisPage() {
  return html`<section><h2>This page</h2><p>The other rooms see it under this name, and can play on it.</p>
    <${Form} button="Save" send=${rename} keep><label class="field"><span>Name</span><input name="name" maxlength="100" defaultValue=${pageName.get()} /></label></${Form}>
    <div class="segments" role="group" aria-label="Theme">${THEMES.map(({ id, label, icon }) => html`<button type="button" key=${id}
      aria-pressed=${theme.value === id} onClick=${() => setTheme(id)}><${Icon} name=${icon} size=${18} />${label}</button>`)}</div></section>`;
}
