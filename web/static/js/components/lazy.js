// A view whose module is fetched when it is first shown: what few people open need not be loaded by all.

import { html, signal } from "../../vendor/preact.js";
import { Trouble } from "./empty.js";

/**
 * @param {() => Promise<Record<string, any>>} load  of the module
 * @param {string} name  of the view in it
 * @returns {(props: Record<string, unknown>) => any}
 */
export function lazy(load, name) {
  /** @type {{value: any}} */
  const view = signal(null);
  const trouble = signal("");
  let asked = false;
  const ask = () => {
    asked = true;
    trouble.value = "";
    load().then((module) => (view.value = module[name]), () => (trouble.value = "This part of the page could not be loaded."));
  };
  return function Lazy(props) {
    if (!asked) ask();
    if (trouble.value) return html`<${Trouble} trouble=${trouble.value} again=${ask} />`;
    return view.value ? html`<${view.value} ...${props} />` : html`<div aria-busy="true" />`;
  };
}
