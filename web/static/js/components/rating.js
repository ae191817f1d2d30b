// One's rating of a thing: up to five stars; the same star again takes it back.

import { html } from "../../vendor/preact.js";
import { rate, ratingOf } from "../state/marks.js";
import { Icon } from "./icons.js";

const STARS = [1, 2, 3, 4, 5];

/** @param {{thing: {id: string, marks: Api.Marks}, size?: number}} props */
export function Rating({ thing, size = 20 }) {
  const now = ratingOf(thing);
  const press = (/** @type {number} */ stars) => void rate(thing, stars === now ? 0 : stars);
  return html`<span class="rating" role="group" aria-label=${now ? `Your rating: ${now} of 5` : "Not rated yet"}>${STARS.map((stars) => html`<button type="button" key=${stars}
    class=${stars <= now ? "on" : ""} aria-pressed=${stars === now} aria-label=${stars === 1 ? "1 star" : `${stars} stars`} onClick=${() => press(stars)}><${Icon} name=${stars <= now ? "starred" : "star"} size=${size} /></button>`)}</span>`;
}
