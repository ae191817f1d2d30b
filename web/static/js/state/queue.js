// The queue of the shown session, read page by page, read again when its revision changes.

import { effect, signal } from "../../vendor/preact.js";
import { api, isAbort, query } from "../net/api.js";
import { session } from "./store.js";

const PAGE = 200;

/** @typedef {{sessionId: string, revision: number, total: number, read: number, entries: Api.QueueEntry[]}} Queue  read: how many of the total, some of which one may not see */
export const queue = signal(/** @type {Queue | null} */ (null));
/** How many places look at it; nobody looks: nothing is fetched. */
const watchers = signal(0);
/** @type {AbortController | null} */
let asking = null;

/** @param {string} sessionId @param {number} least  entries to have afterwards */
async function read(sessionId, least) {
  asking?.abort();
  const controller = (asking = new AbortController());
  /** @type {Api.QueueEntry[]} */
  const entries = [];
  try {
    for (let offset = 0; ; offset += PAGE) {
      const path = `/api/sessions/${encodeURIComponent(sessionId)}/queue${query({ offset, limit: PAGE })}`;
      /** @type {Api.Queue} */
      const page = await api.get(path, controller.signal);
      entries.push(...page.entries);
      if (offset + PAGE < Math.min(page.total, least)) continue;
      queue.value = { sessionId, revision: page.queue_revision, total: page.total, read: Math.min(offset + PAGE, page.total), entries };
      return;
    }
  } catch (error) {
    if (!isAbort(error)) queue.value = null;
  }
}

/** Reads on, should there be more than what is here. */
export function readMore() {
  const held = queue.value;
  if (held && held.read < held.total) void read(held.sessionId, held.read + PAGE);
}

let started = false;

/** Called by whoever shows the queue; answers what to call when it no longer does. @returns {() => void} */
export function watchQueue() {
  watchers.value += 1;
  if (!started) {
    started = true;
    effect(() => {
      const shown = session.value;
      if (!watchers.value || !shown) return;
      const held = queue.peek();
      if (held?.sessionId === shown.id && held.revision === shown.queue_revision) return;
      const least = Math.max(PAGE, (shown.index ?? 0) + 50, held?.sessionId === shown.id ? held.read : 0);
      void read(shown.id, least);
    });
  }
  return () => (watchers.value -= 1);
}

/** Shown at once, before the server tells. @param {string} entryId @param {string | null} before */
export function showMoved(entryId, before) {
  const held = queue.value;
  const entry = held?.entries.find((each) => each.entry_id === entryId);
  if (!held || !entry || entryId === before) return;
  const rest = held.entries.filter((each) => each !== entry);
  const at = before === null ? rest.length : rest.findIndex((each) => each.entry_id === before);
  queue.value = { ...held, entries: [...rest.slice(0, at), entry, ...rest.slice(at)] };
}
