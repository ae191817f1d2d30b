// A thing's star.

import { html } from "../../vendor/preact.js";
import { isStarred, toggleStar } from "../state/marks.js";
import { IconButton } from "./button.js";

/** @param {{thing: {id: string, marks: Api.Marks}, size?: number, kind?: string}} props */
export function Star({ thing, size = 20, kind = "" }) {
  const on = isStarred(thing);
  return html`<${IconButton} label=${on ? "Remove the star" : "Star"} icon=${on ? "starred" : "star"} size=${size}
    kind="star ${on ? "on" : ""} ${kind}" pressed=${on} onClick=${() => void toggleStar(thing)} />`;
}
