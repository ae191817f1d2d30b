// The page of a share: plays what somebody gave away, for whoever has its address; knows nothing of the app.

import { html, render } from "../../vendor/preact.js";
import { SharePage } from "./page.js";

const key = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const place = document.getElementById("share");
if (place) {
  place.textContent = "";
  render(html`<${SharePage} shareKey=${key} />`, place);
}
