// A grid (or, one column wide, a list) of any length that draws only the rows near the window.

import { html, useEffect, useLayoutEffect, useRef, useState } from "../../vendor/preact.js";

const SPARE_ROWS = 3; // drawn above and below what is seen, so that a flick does not meet blanks

/** @typedef {{columns: number, width: number, row: number}} Metrics  row: height with its gap, px */

/**
 * @param {number} width @param {{least: number, gap: number, most?: number, heightOf: (itemWidth: number) => number}} layout
 * @returns {Metrics}
 */
export function measure(width, { least, gap, most = 12, heightOf }) {
  const columns = Math.max(1, Math.min(most, Math.floor((width + gap) / (least + gap))));
  const item = (width - gap * (columns - 1)) / columns;
  return { columns, width: item, row: Math.ceil(heightOf(item)) + gap };
}

/**
 * The rows to draw. @param {number} top  of the window in the grid, px; may be negative @param {number} height  of the window
 * @param {number} rows @param {number} rowHeight
 */
export function visibleRows(top, height, rows, rowHeight) {
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
  const last = Math.min(rows, Math.ceil((top + height) / rowHeight) + SPARE_ROWS);
  return { first: Math.min(first, Math.max(0, rows - 1)), last: Math.max(last, Math.min(rows, 1)) };
}

/**
 * @template T
 * @param {{paged: import("../state/paged.js").Paged<T>, least: number, gap: number, most?: number, kind: string, label: string,
 *   heightOf: (itemWidth: number) => number, draw: (item: T | undefined, index: number) => any}} props
 *   draw: undefined while the item is on its way
 */
export function VirtualGrid({ paged, least, gap, most, kind, label, heightOf, draw }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [metrics, setMetrics] = useState(/** @type {Metrics | null} */ (null));
  const [rows, setRows] = useState({ first: 0, last: 8 });
  const total = paged.total.value ?? 0;
  void paged.version.value;
  const { columns = 1, row = 1 } = metrics ?? {};
  const rowCount = Math.ceil(total / columns);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = () => setMetrics(measure(element.clientWidth, { least, gap, most, heightOf }));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [least, gap, most]);

  useLayoutEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      if (!box.current || row <= 1) return;
      const next = visibleRows(-box.current.getBoundingClientRect().top, innerHeight, rowCount, row);
      setRows((held) => (held.first === next.first && held.last === next.last ? held : next));
    };
    const soon = () => (frame ||= requestAnimationFrame(look));
    look();
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [row, rowCount]);

  useEffect(() => paged.want(rows.first * columns, rows.last * columns), [paged, rows.first, rows.last, columns, paged.version.value]);

  // An item that did not change keeps its node, and Preact then leaves it alone: scrolling costs only what is new.
  const drawn = useRef(/** @type {Map<number, {item: T | undefined, metrics: Metrics, node: any}>} */ (new Map()));
  /** @param {number} index @param {Metrics} metrics */
  const nodeOf = (index, metrics) => {
    const item = paged.at(index);
    const held = drawn.current.get(index);
    if (held && held.item === item && held.metrics === metrics) return held;
    const style = `width:${metrics.width}px;height:${metrics.row - gap}px;transform:translate(${(index % metrics.columns) * (metrics.width + gap)}px,${
      Math.floor(index / metrics.columns) * metrics.row}px)`;
    const node = html`<li key=${index} aria-setsize=${total} aria-posinset=${index + 1} style=${style}>${draw(item, index)}</li>`;
    return { item, metrics, node };
  };
  const indexes = [];
  for (let index = rows.first * columns; index < Math.min(total, rows.last * columns); index++) indexes.push(index);
  if (metrics) drawn.current = new Map(indexes.map((index) => [index, nodeOf(index, metrics)]));
  return html`<ul class="virtual ${kind}" ref=${box} aria-label=${label} style=${`height:${Math.max(0, rowCount * row - gap)}px`}>
    ${metrics && indexes.map((index) => drawn.current.get(index)?.node)}</ul>`;
}
