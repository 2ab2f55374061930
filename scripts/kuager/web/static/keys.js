// Which key does what. Keys are told by their place, not by the letter a layout gives them.

import { allowsSingleKeys, isOpen as isAsking } from "./dialogs.js";
import { bindings, isField } from "./page.js";

const table = new Map(bindings.map((binding) => [`${binding.outside ? "outside " : ""}${binding.keys}`, binding.does]));

/** Return what a press of keys asks for, or undefined. */
function wanted(event) {
  if (event.isComposing || event.repeat || event.getModifierState("AltGraph") || isAsking()) return undefined;
  const control = event.ctrlKey || (event.metaKey && event.code.endsWith("Enter"));
  if (event.metaKey && !control) return undefined;
  const code = event.code === "NumpadEnter" ? "Enter" : event.code;
  const modifiers = [control && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"].filter(Boolean);
  const everywhere = table.get([...modifiers, code].join("+"));
  if (everywhere || isField(event.target) || modifiers.some((name) => name !== "Shift")) return everywhere;
  if (event.key === "?" && allowsSingleKeys()) return "help";
  const does = modifiers.length ? undefined : table.get(`outside ${code}`);
  // On buttons and links Enter is theirs.
  if (does === "open") return event.target.closest("a, button, summary") ? undefined : does;
  return allowsSingleKeys() ? does : undefined;
}

export function start(act) {
  addEventListener("keydown", (event) => {
    const does = wanted(event);
    if (does && act(does, event) !== false) event.preventDefault();
  });
}
