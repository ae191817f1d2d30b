// Where the page begins: who is here, and what they see.

import { render, html } from "../vendor/preact.js";
import { App } from "./app.js";
import { startHouse } from "./state/house.js";
import { watchAddress } from "./state/route.js";

watchAddress();
const root = document.getElementById("app");
root?.replaceChildren();
if (root) render(html`<${App} />`, root);
void startHouse();
