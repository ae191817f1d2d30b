// What our modules use of preact.js, for `tsc --checkJs`; never sent to a browser.
export interface Signal<T = any> { value: T; peek(): T }
export function signal<T>(value: T): Signal<T>;
export function computed<T>(from: () => T): Signal<T> & { readonly value: T };
export function effect(run: () => void): () => void;
export function batch<T>(run: () => T): T;
export function untracked<T>(run: () => T): T;
export function useSignal<T>(value: T): Signal<T>;
export function useComputed<T>(from: () => T): Signal<T>;
export function useSignalEffect(run: () => void): void;
export function html(strings: TemplateStringsArray, ...values: unknown[]): any;
export function h(type: unknown, props: object | null, ...children: unknown[]): any;
export function render(what: unknown, where: Element): void;
export const Fragment: unknown;
export function useState<T>(first: T | (() => T)): [T, (next: T | ((held: T) => T)) => void];
export function useEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useLayoutEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(first: T): { current: T };
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export function useCallback<T extends Function>(callback: T, inputs: readonly unknown[]): T;
export function useId(): string;
