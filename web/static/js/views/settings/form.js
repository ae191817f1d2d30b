// A small form: its values, sent once, cleared when it worked, its trouble said in a toast.

import { html, useState } from "../../../vendor/preact.js";
import { Button } from "../../components/button.js";
import { trying } from "../../state/toasts.js";

/**
 * @param {{button: string, send: (values: Record<string, string>) => Promise<unknown>, keep?: boolean, children?: any}} props
 *   keep: what was typed stays
 */
export function Form({ button, send, keep = false, children }) {
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    setBusy(true);
    const done = await trying(() => send(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)))).then(() => true));
    setBusy(false);
    if (done && !keep) form.reset();
  };
  return html`<form onSubmit=${submit}>${children}<${Button} type="submit" busy=${busy}>${button}</${Button}></form>`;
}
