// The one way to the server: JSON in, JSON out, every refusal a Problem with a sentence for people.

/** What the server refused, or why it was not reached (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {string} title @param {string} detail @param {string} [type]  for programs */
  constructor(status, title, detail, type = "about:blank") {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.type = type;
  }
}

/** @type {Set<() => void>} */
const loggedOutListeners = new Set();

/** Calls `listener` whenever the server no longer knows who we are. @param {() => void} listener */
export function onLoggedOut(listener) {
  loggedOutListeners.add(listener);
}

/** @param {Record<string, unknown>} values  null, undefined and "" are left out */
export function query(values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

/** @param {Response} response */
async function problemOf(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? "", body.type);
  } catch {
    return new Problem(response.status, response.statusText, `The server answered ${response.status}.`);
  }
}

/**
 * @template T
 * @param {string} method @param {string} path
 * @param {{body?: unknown, signal?: AbortSignal, keepalive?: boolean}} [options]
 * @returns {Promise<T>}  undefined where the server answers nothing
 */
async function call(method, path, { body, signal, keepalive } = {}) {
  const headers = body === undefined ? undefined : { "Content-Type": "application/json" };
  let response;
  try {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    response = await fetch(path, { method, headers, body: payload, signal, keepalive, cache: "no-store" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "Not reached", "Segue cannot be reached just now.");
  }
  if (response.ok) {
    const text = await response.text();
    return /** @type {T} */ (text ? JSON.parse(text) : undefined);
  }
  const problem = await problemOf(response);
  if (problem.status === 401 && path !== "/api/login") loggedOutListeners.forEach((listener) => listener());
  throw problem;
}

export const api = {
  /** @template T @param {string} path @param {AbortSignal} [signal] @returns {Promise<T>} */
  get: (path, signal) => call("GET", path, { signal }),
  /** @template T @param {string} path @param {unknown} [body] @param {{keepalive?: boolean}} [options] @returns {Promise<T>} */
  post: (path, body, options) => call("POST", path, { body, ...options }),
  /** @template T @param {string} path @param {unknown} body @returns {Promise<T>} */
  put: (path, body) => call("PUT", path, { body }),
  /** @template T @param {string} path @param {unknown} body @returns {Promise<T>} */
  patch: (path, body) => call("PATCH", path, { body }),
  /** @template T @param {string} path @param {{keepalive?: boolean}} [options] @returns {Promise<T>} */
  delete: (path, options) => call("DELETE", path, options),
};

/** @param {unknown} error  anything caught */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/** A sentence for people. @param {unknown} error */
export function sentence(error) {
  return error instanceof Problem ? error.message : "Something went wrong in this page.";
}
