// A view whose module is fetched when it is first shown: what few people open need not be loaded by all.

import { html, signal } from "../../vendor/preact.js";
import { Trouble } from "./empty.js";

/** @type {Map<string, Promise<unknown>>} */
const sheets = new Map();

/** Once; a view waits for its style. @param {string} name */
function style(name) {
  if (!sheets.has(name)) sheets.set(name, new Promise((onload, onerror) => {
    const href = new URL(`../../css/${name}.css`, import.meta.url).href;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload, onerror: () => (sheets.delete(name), onerror()) }));
  }));
  return sheets.get(name);
}

/**
 * @param {() => Promise<Record<string, any>>} load  of the module
 * @param {string} name  of the view in it
 * @param {string} [sheet]  its style, if it has one of its own
 * @returns {(props: Record<string, unknown>) => any}
 */
export function lazy(load, name, sheet) {
  /** @type {{value: any}} */
  const view = signal(null);
  const trouble = signal("");
  let asked = false;
  const ask = () => {
    asked = true;
    trouble.value = "";
    Promise.all([load(), sheet && style(sheet)]).then(([module]) => (view.value = module[name]), () => (trouble.value = "This part of the page could not be loaded."));
  };
  return function Lazy(props) {
    if (!asked) ask();
    if (trouble.value) return html`<${Trouble} trouble=${trouble.value} again=${ask} />`;
    return view.value ? html`<${view.value} ...${props} />` : html`<div aria-busy="true" />`;
  };
}
