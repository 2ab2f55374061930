// What the server put into the page for the script, and small things every part needs.

const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

export const words = read("words");
export const bindings = read("keys-obeyed");
export const base = location.pathname.replace(/\/$/, "");
export const token = document.querySelector('meta[name="kuager-token"]')?.content ?? "";

export const byId = (id) => document.getElementById(id);

/** Put fields into a sentence: "Unit %(number)s". */
export function say(sentence, fields = {}) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => String(fields[name]));
}

/** Turn a fragment of the server's into nodes. Nothing else is ever read as HTML. */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Keep a setting until the browser is closed. */
export function remember(name, value) {
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; SameSite=Strict`;
}

export function remembered(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** The numbers that the filter lets through, as the server listed them: runs [first, last]. */
export const firstRuns = () => read("numbers");

export function isField(element) {
  return Boolean(element?.closest?.("input, textarea, select, [contenteditable]"));
}
