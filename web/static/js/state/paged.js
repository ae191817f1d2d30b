// A long list of which only the pages that somebody looks at are fetched; any place in it may be looked at first.

import { signal } from "../../vendor/preact.js";
import { isAbort, sentence } from "../net/api.js";

/** @template T @typedef {(offset: number, limit: number, signal: AbortSignal) => Promise<{items: T[], total: number}>} FetchPage */

const PAGE = 100;
const MOST_AT_ONCE = 3; // a flung scrollbar passes hundreds of pages: the latest wishes count

/** @template T */
export class Paged {
  /** null until the first page came. @type {{value: number | null}} */
  total = signal(null);
  /** Changes whenever a page came. */
  version = signal(0);
  /** @type {{value: string | null}} */
  trouble = signal(null);
  /** @type {Map<number, T[]>} */
  #pages = new Map();
  /** @type {Map<number, AbortController>} */
  #asking = new Map();
  #fetch;

  /** @param {FetchPage<T>} fetch */
  constructor(fetch) {
    this.#fetch = fetch;
  }

  /** @param {number} index @returns {T | undefined}  undefined: not here yet */
  at(index) {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Asks for what is missing between two indexes. @param {number} from @param {number} to  exclusive */
  want(from, to) {
    const first = Math.max(0, Math.floor(from / PAGE));
    const last = Math.max(first, Math.floor((Math.max(to, 1) - 1) / PAGE));
    for (let page = first; page <= last; page++) {
      if (!this.#pages.has(page) && !this.#asking.has(page)) void this.#ask(page);
    }
    for (const [page, controller] of this.#asking) {
      if (this.#asking.size <= MOST_AT_ONCE) break;
      if (page < first || page > last) controller.abort();
    }
  }

  /** Everything may have changed: what is shown stays until its successor is here. */
  refresh() {
    const held = [...this.#pages.keys()];
    this.#asking.forEach((controller) => controller.abort());
    this.#asking.clear();
    if (!held.length) return this.want(0, 1);
    this.#pages = new Map([...this.#pages].slice(-MOST_AT_ONCE));
    for (const page of this.#pages.keys()) void this.#ask(page);
  }

  /** @param {number} page */
  async #ask(page) {
    const controller = new AbortController();
    this.#asking.set(page, controller);
    try {
      const { items, total } = await this.#fetch(page * PAGE, PAGE, controller.signal);
      this.#pages.set(page, items);
      this.total.value = total;
      this.trouble.value = null;
      this.version.value += 1;
    } catch (error) {
      if (!isAbort(error)) this.trouble.value = sentence(error);
    } finally {
      if (this.#asking.get(page) === controller) this.#asking.delete(page);
    }
  }
}
