// Requests to the server, and what can become of them.

import { base, token } from "./page.js";

const PATIENCE = 20000;

/** A request that came to nothing. */
export class Trouble extends Error {
  /** kind: silent, closed, conflict, refused, disk or broken. */
  constructor(kind, body = {}) {
    super(kind);
    this.kind = kind;
    this.body = body;
  }
}

const KINDS = { 401: "closed", 403: "closed", 409: "conflict", 507: "disk" };

async function ask(path, { signal, ...options } = {}) {
  const ours = new AbortController();
  const clock = setTimeout(() => ours.abort(), PATIENCE);
  signal?.addEventListener("abort", () => ours.abort(), { once: true });
  try {
    const answer = await fetch(path, { cache: "no-store", redirect: "error", signal: ours.signal, ...options });
    if (answer.ok) return answer;
    const body = await answer.json().catch(() => ({}));
    const kind = KINDS[answer.status] ?? (answer.status < 500 ? "refused" : "broken");
    throw new Trouble(kind, body);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (signal?.aborted) throw new DOMException("", "AbortError");
    throw new Trouble("silent");
  } finally {
    clearTimeout(clock);
  }
}

export async function getHtml(path, options) {
  return readAs("text", await ask(base + path, options));
}

export async function getJson(path, options) {
  return readAs("json", await ask(base + path, options));
}

export async function post(path, body, options = {}) {
  const answer = await ask(base + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Kuager": token },
    body: JSON.stringify(body),
    ...options,
  });
  return readAs("json", answer);
}

/** A connection may still break while the body arrives. */
async function readAs(kind, answer) {
  try {
    return await answer[kind]();
  } catch {
    throw new Trouble("silent");
  }
}
