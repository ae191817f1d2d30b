// What a page says when it has nothing to show: why, and what to do.

import { html } from "../../vendor/preact.js";
import { Button } from "./button.js";
import { Mark } from "./icons.js";

/** @param {{title: string, children?: any}} props */
export function Empty({ title, children }) {
  return html`<div class="empty"><${Mark} size=${64} /><h2>${title}</h2>${children}</div>`;
}

/** @param {{trouble: string, again?: () => void}} props */
export function Trouble({ trouble, again }) {
  return html`<div class="empty" role="alert"><h2>That did not work</h2><p>${trouble}</p>
    ${again && html`<${Button} onClick=${again}>Try again</${Button}>`}</div>`;
}
