// This page as a device, and how it looks.

import { html } from "../../../vendor/preact.js";
import { Icon } from "../../components/icons.js";
import { pageExactness, pageName } from "../../player/player.js";
import { announceName } from "../../state/house.js";
import { setTheme, theme } from "../../state/theme.js";
import { say } from "../../state/toasts.js";
import { Form } from "./form.js";

const THEMES = /** @type {const} */ ([
  { id: "auto", label: "As the system", icon: "auto" },
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
]);

const EXACTNESS = /** @type {const} */ ([
  { id: "auto", label: "Automatic" },
  { id: "on", label: "On" },
  { id: "off", label: "Off" },
]);

/** @param {import("../../player/choice.js").Exactness} wanted */
function playExactly(wanted) {
  pageExactness.set(wanted);
  location.reload(); // the page plays with one engine as long as it is open
}

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
      aria-pressed=${theme.value === id} onClick=${() => setTheme(id)}><${Icon} name=${icon} size=${18} />${label}</button>`)}</div>
    <h3 id="exact">Exact playback</h3><p>Joins tracks to the sample and starts on time, for about 1.5 Mbit/s. Automatic: not on phones, nor where data is dear.</p>
    <div class="segments" role="group" aria-labelledby="exact">${EXACTNESS.map(({ id, label }) => html`<button type="button" key=${id}
      aria-pressed=${pageExactness.get() === id} onClick=${() => playExactly(id)}>${label}</button>`)}</div></section>`;
}
