// One thing fetched for a view: what is here, what went wrong, and again when its address changes.

import { useEffect, useSignal } from "../../vendor/preact.js";
import { api, isAbort, sentence } from "../net/api.js";

/**
 * @template T
 * @param {string | null} path  null: nothing to fetch
 * @returns {{value: T | null, trouble: string | null, again: () => void, set: (value: T) => void}}
 */
export function useLoaded(path) {
  const state = useSignal(/** @type {{path: string | null, value: T | null, trouble: string | null}} */ ({ path, value: null, trouble: null }));
  const turn = useSignal(0);
  useEffect(() => {
    if (path === null) return undefined;
    const controller = new AbortController();
    if (state.value.path !== path) state.value = { path, value: null, trouble: null };
    api.get(path, controller.signal).then(
      (value) => (state.value = { path, value: /** @type {T} */ (value), trouble: null }),
      (error) => isAbort(error) || (state.value = { path, value: null, trouble: sentence(error) }),
    );
    return () => controller.abort();
  }, [path, turn.value]);
  const { value, trouble } = state.value.path === path ? state.value : { value: null, trouble: null };
  return { value, trouble, again: () => (turn.value += 1), set: (next) => (state.value = { path, value: next, trouble: null }) };
}
