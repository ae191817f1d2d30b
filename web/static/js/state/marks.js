// Stars: shown at once, told to the server, taken back if it refuses. What was starred here wins over older lists.

import { signal } from "../../vendor/preact.js";
import { api } from "../net/api.js";
import { trying } from "./toasts.js";

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
