// The editor of a smart playlist: rows of rules, groups of them inside, how they are sorted and where they end.

import { html, useState } from "../../../vendor/preact.js";
import { Button, IconButton } from "../../components/button.js";
import { openDialog } from "../../components/dialog.js";
import { change, create } from "../../state/playlists.js";
import { go } from "../../state/route.js";
import { trying } from "../../state/toasts.js";
import { fieldOf, FIELDS, fresh, isGroup, isKnown, OPS, SORTS } from "./fields.js";

const DEEPEST = 3;

/** @param {{label: string, value: string, options: Array<[string, string]>, onPick: (value: string) => void}} props */
function Choice({ label, value, options, onPick }) {
  return html`<select aria-label=${label} value=${value} onChange=${(/** @type {Event} */ event) => onPick(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
    ${options.map(([name, text]) => html`<option key=${name} value=${name} selected=${name === value}>${text}</option>`)}</select>`;
}

/** @param {{label: string, value: number, least?: number, onType: (value: number) => void}} props */
function Figure({ label, value, least, onType }) {
  return html`<input type="number" aria-label=${label} value=${value} min=${least} step="any" required
    onInput=${(/** @type {Event} */ event) => onType(/** @type {HTMLInputElement} */ (event.currentTarget).valueAsNumber || 0)} />`;
}

/** What a rule compares with. @param {{rule: Api.Rule, set: (rule: Api.Rule) => void}} props */
function Operand({ rule, set }) {
  const { unit } = fieldOf(rule);
  switch (rule.kind) {
    case "text": return html`<input aria-label="Value" value=${rule.value} maxlength="500" required
      onInput=${(/** @type {Event} */ event) => set({ ...rule, value: /** @type {HTMLInputElement} */ (event.currentTarget).value })} />`;
    case "number": return html`<${Figure} label="Value" value=${/** @type {number} */ (rule.value)} onType=${(/** @type {number} */ value) => set({ ...rule, value })} />
      ${rule.op === "from_to" && html`<span>to</span><${Figure} label="To" value=${rule.to ?? 0} onType=${(/** @type {number} */ to) => set({ ...rule, to })} />`}${unit && html`<span>${unit}</span>`}`;
    case "age": return html`<${Figure} label="Days" value=${rule.days ?? 30} least=${1} onType=${(/** @type {number} */ days) => set({ ...rule, days: Math.max(1, Math.round(days)) })} /><span>days</span>`;
    default: return null;
  }
}

/** @param {{rule: Api.Rule, set: (rule: Api.Rule) => void, drop: () => void}} props */
function Row({ rule, set, drop }) {
  if (!isKnown(rule)) return html`<div class="rule"><span class="rule-kept">A rule made elsewhere (${rule.kind}); it is kept</span><${IconButton} label="Remove this rule" icon="trash" size=${18} onClick=${drop} /></div>`;
  const field = fieldOf(rule);
  const op = rule.kind === "flag" ? String(rule.value) : String(rule.op);
  const pickOp = (/** @type {string} */ value) => set(rule.kind === "flag" ? { ...rule, value: value === "true" } : { ...rule, op: value, ...(rule.kind === "number" ? { to: value === "from_to" ? rule.to ?? /** @type {number} */ (rule.value) : null } : {}) });
  return html`<div class="rule">
    <${Choice} label="About" value=${`${field.kind}/${field.field}`} options=${FIELDS.map((one) => [`${one.kind}/${one.field}`, one.label])}
      onPick=${(/** @type {string} */ value) => set(fresh(FIELDS.find((one) => `${one.kind}/${one.field}` === value) ?? field))} />
    <${Choice} label="How" value=${op} options=${OPS[field.kind]} onPick=${pickOp} />
    <${Operand} rule=${rule} set=${set} />
    <${IconButton} label="Remove this rule" icon="trash" size=${18} onClick=${drop} />
  </div>`;
}

/** @param {{group: Api.Rule, set: (group: Api.Rule) => void, depth: number, drop?: () => void}} props */
function Group({ group, set, depth, drop }) {
  const rules = group.rules ?? [];
  const put = (/** @type {number} */ at) => (/** @type {Api.Rule} */ rule) => set({ ...group, rules: rules.map((one, index) => (index === at ? rule : one)) });
  const without = (/** @type {number} */ at) => () => set({ ...group, rules: rules.filter((_, index) => index !== at) });
  const more = (/** @type {Api.Rule} */ rule) => () => set({ ...group, rules: [...rules, rule] });
  return html`<fieldset class="rules"><legend><span>Tracks for which</span>
      <${Choice} label="How many of these" value=${group.kind} options=${[["all", "all"], ["any", "any"], ["none", "none"]]} onPick=${(/** @type {string} */ kind) => set({ ...group, kind })} />
      <span>of these is true</span>${drop && html`<${IconButton} label="Remove this group" icon="trash" size=${18} onClick=${drop} />`}</legend>
    ${rules.map((rule, at) => (isGroup(rule)
      ? html`<${Group} key=${at} group=${rule} set=${put(at)} depth=${depth + 1} drop=${without(at)} />`
      : html`<${Row} key=${at} rule=${rule} set=${put(at)} drop=${without(at)} />`))}
    <div class="actions"><${Button} kind="quiet" icon="plus" onClick=${more(fresh(FIELDS[4]))}>Rule</${Button}>
      ${depth < DEEPEST && html`<${Button} kind="quiet" icon="plus" onClick=${more({ kind: "any", rules: [fresh(FIELDS[4])] })}>Group</${Button}>`}</div>
  </fieldset>`;
}

/** @param {{playlist: Api.Playlist | null, close: () => void}} props */
function Editor({ playlist, close }) {
  const [name, setName] = useState(playlist?.name ?? "");
  const [rules, setRules] = useState(/** @type {Api.Rules} */ (playlist?.rules ?? { where: { kind: "all", rules: [fresh(FIELDS[4])] }, sort: [{ field: "album_order", descending: false }], limit: { count: null, minutes: null, megabytes: null } }));
  const [busy, setBusy] = useState(false);
  const sort = rules.sort[0] ?? { field: "album_order", descending: false };
  const limit = /** @type {const} */ (["count", "minutes", "megabytes"]).find((unit) => rules.limit[unit] !== null && rules.limit[unit] !== undefined) ?? "none";
  const setLimit = (/** @type {string} */ unit, /** @type {number} */ amount) => setRules({ ...rules, limit: { count: null, minutes: null, megabytes: null, ...(unit === "none" ? {} : { [unit]: Math.max(1, Math.round(amount)) }) } });
  const save = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setBusy(true);
    const done = await trying(() => (playlist ? change(playlist.id, { name: name.trim(), rules }) : create({ name: name.trim(), rules })));
    setBusy(false);
    if (!done) return;
    close();
    if (!playlist) go(`/playlists/${done.id}`);
  };
  return html`<form class="smart" onSubmit=${save}>
    <label class="field"><span>Name</span><input value=${name} required maxlength="100" onInput=${(/** @type {Event} */ event) => setName(/** @type {HTMLInputElement} */ (event.currentTarget).value)} /></label>
    <${Group} group=${rules.where} set=${(/** @type {Api.Rule} */ where) => setRules({ ...rules, where })} depth=${1} />
    <div class="rule"><span>Sorted by</span><${Choice} label="Sorted by" value=${sort.field} options=${SORTS} onPick=${(/** @type {string} */ field) => setRules({ ...rules, sort: [{ ...sort, field }] })} />
      ${sort.field !== "random" && html`<${Choice} label="Direction" value=${String(sort.descending)} options=${[["false", "upwards"], ["true", "downwards"]]} onPick=${(/** @type {string} */ value) => setRules({ ...rules, sort: [{ ...sort, descending: value === "true" }] })} />`}</div>
    <div class="rule"><span>At most</span>${limit !== "none" && html`<${Figure} label="How much" value=${rules.limit[limit] ?? 1} least=${1} onType=${(/** @type {number} */ amount) => setLimit(limit, amount)} />`}
      <${Choice} label="Limit" value=${limit} options=${[["none", "as many as there are"], ["count", "tracks"], ["minutes", "minutes"], ["megabytes", "megabytes"]]} onPick=${(/** @type {string} */ unit) => setLimit(unit, limit === "none" ? 50 : rules.limit[limit] ?? 50)} /></div>
    <div class="actions"><${Button} kind="primary" type="submit" busy=${busy}>${playlist ? "Save" : "Make it"}</${Button}><${Button} kind="quiet" onClick=${close}>Leave</${Button}></div>
  </form>`;
}

/** @param {Api.Playlist | null} playlist  null: a new one */
export function openRules(playlist) {
  openDialog(playlist ? "Rules" : "New smart playlist", (close) => html`<${Editor} playlist=${playlist} close=${close} />`);
}
