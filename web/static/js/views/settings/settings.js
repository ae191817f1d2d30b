// Everything that is set once: this page, the library, apps, people.

import { html } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { Mark } from "../../components/icons.js";
import { logOut } from "../../state/house.js";
import { me } from "../../state/store.js";
import { AppPasswords } from "./app_passwords.js";
import { Care } from "./care.js";
import { LibrarySection } from "./library_section.js";
import { People } from "./people.js";
import { Routines } from "./routines.js";
import { OwnPassword } from "./own_password.js";
import { Shares } from "./shares.js";
import { SoundSection } from "./sound.js";
import { ThisPage } from "./this_page.js";

export function SettingsView() {
  return html`<div class="view narrow settings"><div class="view-head"><h1>Settings</h1></div>
    <${ThisPage} /><${Routines} /><${SoundSection} /><${LibrarySection} /><${Care} /><${AppPasswords} /><${Shares} />
    ${me.value?.is_admin && html`<${People} />`}
    <${OwnPassword} />
    <section class="about"><${Mark} size=${36} /><span>Segue ${me.value?.version}, logged in as <b>${me.value?.name}</b></span>
      <${Button} icon="logout" onClick=${logOut}>Log out</${Button}></section>
  </div>`;
}
