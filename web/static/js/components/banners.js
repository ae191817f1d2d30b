// What stands in the way: no line to the server, a browser that wants a tap first.

import { html, useEffect, useState } from "../../vendor/preact.js";
import { playAfterTap } from "../state/house.js";
import { connection, refused } from "../state/store.js";
import { Button } from "./button.js";

const PATIENCE_MS = 1500; // a blink of the network is not worth a word

export function Banners() {
  const lost = connection.value === "lost";
  const [worth, setWorth] = useState(false);
  useEffect(() => {
    if (!lost) return setWorth(false);
    const timer = setTimeout(() => setWorth(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  return html`<div class="banners" aria-live="polite">
    ${lost && worth && html`<p class="banner warning"><i class="spinner" />No connection to Segue. Trying again…</p>`}
    ${refused.value && html`<p class="banner tap"><span>This browser wants a tap before it may play <b>${refused.value.title}</b>.</span>
      <${Button} icon="play" kind="primary" onClick=${playAfterTap}>Play here</${Button}></p>`}
  </div>`;
}
