// Ways to the albums besides their names: genres, years, labels, composers; each a list, and the albums behind one of it.

import { html } from "../../../vendor/preact.js";
import { ComposersView, CreditView } from "./composers.js";
import { GenresView, GenreView } from "./genres.js";
import { LabelsView, LabelView } from "./labels.js";
import { YearsView, YearView } from "./years.js";

/** @param {{by: string, id: string | null}} props  id: of what is in the list */
export function BrowseView({ by, id }) {
  switch (by) {
    case "years": return id ? html`<${YearView} year=${id} />` : html`<${YearsView} />`;
    case "labels": return id ? html`<${LabelView} name=${id} />` : html`<${LabelsView} />`;
    case "composers": return id ? html`<${CreditView} id=${id} />` : html`<${ComposersView} />`;
    default: return id ? html`<${GenreView} name=${id} />` : html`<${GenresView} />`;
  }
}
