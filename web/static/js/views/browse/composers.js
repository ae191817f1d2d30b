// People by what they did besides performing: composers first of all; and the albums of one.

import { html } from "../../../vendor/preact.js";
import { CARD_TEXT_PX } from "../../components/cards.js";
import { Cover } from "../../components/cover.js";
import { Empty, Trouble } from "../../components/empty.js";
import { counted } from "../../components/format.js";
import { VirtualGrid } from "../../components/virtual_grid.js";
import { credited, releases } from "../../state/lists.js";
import { useLoaded } from "../../state/loaded.js";
import { go, route } from "../../state/route.js";
import { Behind } from "./behind.js";
import { Top } from "./top.js";

/** What they are called, several of them, and what they did. @type {Record<string, [string, string]>} */
const ROLES = {
  composer: ["Composers", "Composed by"],
  lyricist: ["Lyricists", "Words by"],
  conductor: ["Conductors", "Conducted by"],
  performer: ["Performers", "Played by"],
  remixer: ["Remixers", "Remixed by"],
  arranger: ["Arrangers", "Arranged by"],
  producer: ["Producers", "Produced by"],
  engineer: ["Engineers", "Engineered by"],
  mixer: ["Mixers", "Mixed by"],
  djmixer: ["DJ mixers", "DJ mix by"],
};

const roleAsked = () => {
  const asked = route.value.query.get("role") ?? "";
  return asked in ROLES ? asked : "composer";
};

/** @param {string} role  and perhaps whose */
const address = (role, id = "") => `/composers${id && `/${id}`}${role === "composer" ? "" : `?role=${role}`}`;

/** @param {{each: Api.Credited | undefined, role: string}} props */
function PersonCard({ each, role }) {
  if (!each) return html`<div class="card waiting"><span class="cover round" /></div>`;
  const { artist, release_count } = each;
  return html`<div class="card artist"><a href=${address(role, artist.id)}><${Cover} coverId=${artist.cover_id} colour=${artist.cover_colour} of=${artist.name} px=${192} round />
    <b>${artist.name}</b><small>${counted(release_count, "album")}</small></a></div>`;
}

/** @param {{role: string}} props */
function RoleChoice({ role }) {
  const choose = (/** @type {Event} */ event) => go(address(/** @type {HTMLSelectElement} */ (event.currentTarget).value), { replace: true });
  return html`<select class="role" aria-label="In which role" value=${role} onChange=${choose}>
    ${Object.entries(ROLES).map(([name, [several]]) => html`<option key=${name} value=${name} selected=${name === role}>${several}</option>`)}</select>`;
}

export function ComposersView() {
  const role = roleAsked();
  const paged = credited(role);
  if (paged.trouble.value && paged.total.value === null) return html`<${Trouble} trouble=${paged.trouble.value} again=${() => paged.refresh()} />`;
  return html`<div class="view"><${Top} by="composers" title=${ROLES[role][0]} total=${paged.total.value} noun="person" plural="people"><${RoleChoice} role=${role} /></${Top}>
    ${paged.total.value === 0 && html`<${Empty} title="Nobody yet"><p>${ROLES[role][0]} that your files' tags name stand here.</p></${Empty}>`}
    <${VirtualGrid} key=${role} paged=${paged} least=${innerWidth < 600 ? 104 : 150} gap=${innerWidth < 600 ? 16 : 24} kind="artists" label=${ROLES[role][0]}
      heightOf=${(/** @type {number} */ width) => width + CARD_TEXT_PX} draw=${(/** @type {Api.Credited | undefined} */ each) => html`<${PersonCard} each=${each} role=${role} />`} /></div>`;
}

/** @param {{id: string}} props  of the artist */
export function CreditView({ id }) {
  const role = roleAsked();
  const loaded = useLoaded(`/api/artists/${encodeURIComponent(id)}`);
  /** @type {Api.ArtistDetail | null} */
  const detail = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  const name = detail?.artist.name ?? "";
  return html`<${Behind} title=${html`<span class="kind">${ROLES[role][1]}</span> <a href=${`/artists/${id}`}>${name}</a>`} up=${address(role)} upLabel=${`All ${ROLES[role][0].toLowerCase()}`}
    paged=${releases({ order: "title", credited_id: id, role })} label=${name} />`;
}
