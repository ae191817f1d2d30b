// Years by decade, each as tall as it has albums; and the albums of a year or a decade.

import { html } from "../../../vendor/preact.js";
import { Empty, Trouble } from "../../components/empty.js";
import { counted } from "../../components/format.js";
import { within } from "../../state/libraries.js";
import { releases } from "../../state/lists.js";
import { useLoaded } from "../../state/loaded.js";
import { Behind } from "./behind.js";
import { Top } from "./top.js";

/** @typedef {{decade: number, count: number, years: Api.Year[]}} Decade */

/** Newest first, as the years are. @param {Api.Year[]} years @returns {Decade[]} */
export function decadesOf(years) {
  /** @type {Decade[]} */
  const decades = [];
  for (const each of years) {
    const decade = Math.floor(each.year / 10) * 10;
    const last = decades.at(-1);
    if (last?.decade === decade) {
      last.years.push(each);
      last.count += each.release_count;
    } else decades.push({ decade, count: each.release_count, years: [each] });
  }
  return decades;
}

/** From the first to the last year that an address stands for; null: it stands for none. @param {string} id @returns {[number, number] | null} */
export function spanOf(id) {
  const [, digits, many] = /^(\d{1,4})(s?)$/.exec(id) ?? [];
  if (!digits) return null;
  return many ? [Math.floor(Number(digits) / 10) * 10, Math.floor(Number(digits) / 10) * 10 + 9] : [Number(digits), Number(digits)];
}

export function YearsView() {
  const loaded = useLoaded(within("/api/years"));
  /** @type {Api.Years | null} */
  const answer = loaded.value;
  if (loaded.trouble) return html`<${Trouble} trouble=${loaded.trouble} again=${loaded.again} />`;
  const most = Math.max(1, ...(answer?.years ?? []).map(({ release_count }) => release_count));
  return html`<div class="view"><${Top} by="years" total=${answer?.years.length} noun="year" />
    ${answer?.years.length === 0 && html`<${Empty} title="No years yet"><p>The dates in your files' tags put albums here.</p></${Empty}>`}
    ${decadesOf(answer?.years ?? []).map(({ decade, count, years }) => html`<section class="decade" key=${decade}>
      <h2><a href=${`/years/${decade}s`}>${decade}s</a><small>${counted(count, "album")}</small></h2>
      <ul>${years.map(({ year, release_count }) => html`<li key=${year}><a class="year" href=${`/years/${year}`} style=${`--part:${release_count / most}`}>
        <b>${year}</b><small>${counted(release_count, "album")}</small></a></li>`)}</ul></section>`)}
  </div>`;
}

/** @param {{year: string}} props  "1999" or "1990s" */
export function YearView({ year }) {
  const span = spanOf(year);
  if (!span) return html`<${Trouble} trouble="That is no year." />`;
  const [from_year, to_year] = span;
  return html`<${Behind} title=${year} up="/years" upLabel="All years" paged=${releases({ order: "year_desc", from_year, to_year })} label=${year} />`;
}
