// Which page is shown: the address is the truth; links are plain links.

import { signal } from "../../vendor/preact.js";

/** @typedef {{name: string, id: string | null, query: URLSearchParams}} Route */

const PAGES = ["albums", "artists", "genres", "years", "labels", "composers", "folders", "playlists", "starred", "podcasts", "radio", "search", "queue", "speakers", "alarms", "handoffs", "settings", "login", "setup"];

/** @param {string} pathname @param {string} search @returns {Route} */
export function parse(pathname, search = "") {
  const [name = "", ...rest] = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const query = new URLSearchParams(search);
  if (name === "") return { name: "albums", id: null, query };
  return { name: PAGES.includes(name) ? name : "missing", id: rest.length ? rest.join("/") : null, query };
}

/** @type {{value: Route}} */
export const route = signal(parse("/"));

/** Goes to an address of the app. @param {string} address @param {{replace?: boolean}} [how] */
export function go(address, { replace = false } = {}) {
  if (replace) {
    history.replaceState(history.state, "", address);
  } else {
    history.replaceState({ ...history.state, scroll: scrollY }, "");
    history.pushState({}, "", address);
  }
  route.value = parse(location.pathname, location.search);
  if (!replace) scrollTo(0, 0);
}

/** @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

/** Once, when the app starts. */
export function watchAddress() {
  history.scrollRestoration = "manual";
  route.value = parse(location.pathname, location.search);
  document.addEventListener("click", follow);
  addEventListener("popstate", () => {
    route.value = parse(location.pathname, location.search);
    const scroll = history.state?.scroll ?? 0;
    // Lists know their height one frame after they are drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scroll)));
  });
}
