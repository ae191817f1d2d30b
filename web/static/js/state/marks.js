// Stars and ratings: shown at once, told to the server, taken back if it refuses. What was starred here wins over older lists.

import { signal } from "../../vendor/preact.js";
import { api } from "../net/api.js";
import { trying } from "./toasts.js";

/** @type {{value: Record<string, number>}} */
const rated = signal({});
/** @type {{value: Record<string, boolean>}} */
const changed = signal({});

/** @param {{id: string, marks: Api.Marks}} thing */
export const isStarred = (thing) => changed.value[thing.id] ?? thing.marks.starred;

/** @param {{id: string, marks: Api.Marks}} thing */
export async function toggleStar(thing) {
  const was = isStarred(thing);
  changed.value = { ...changed.value, [thing.id]: !was };
  const done = await trying(() => api.put(`/api/marks/${encodeURIComponent(thing.id)}`, { starred: !was }).then(() => true));
  if (!done) changed.value = { ...changed.value, [thing.id]: was };
}

/** 0: not rated. @param {{id: string, marks: Api.Marks}} thing */
export const ratingOf = (thing) => rated.value[thing.id] ?? thing.marks.rating ?? 0;

/** @param {{id: string, marks: Api.Marks}} thing @param {number} stars  0 takes it back */
export async function rate(thing, stars) {
  const was = ratingOf(thing);
  rated.value = { ...rated.value, [thing.id]: stars };
  const done = await trying(() => api.put(`/api/marks/${encodeURIComponent(thing.id)}`, { rating: stars }).then(() => true));
  if (!done) rated.value = { ...rated.value, [thing.id]: was };
}
