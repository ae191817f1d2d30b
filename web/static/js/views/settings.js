// (first path: log out; the rest follows)
import { html } from "../../vendor/preact.js";
import { Button } from "../components/button.js";
import { logOut } from "../state/house.js";
export function SettingsView() {
  return html`<div class="view narrow"><div class="view-head"><h1>Settings</h1></div><${Button} icon="logout" onClick=${logOut}>Log out</${Button}></div>`;
}
