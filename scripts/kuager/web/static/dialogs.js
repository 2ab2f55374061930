// Questions to whoever works here. A dialog gives the focus back where it came from.

import { byId, remember, remembered, words } from "./page.js";
import { currentActor } from "./saving.js";

/** Show a dialog; resolves with whether it was agreed to. */
function show(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export const isOpen = () => Boolean(document.querySelector("dialog[open]"));

export async function ask(head, sentence, yes) {
  byId("ask-head").textContent = head;
  byId("ask-words").textContent = sentence;
  byId("ask").querySelector(".first").textContent = yes;
  return show(byId("ask"));
}

/** Return what somebody says, or null. */
export async function say(about) {
  const [head, yes] = words.say[about];
  byId("say-head").textContent = head;
  byId("say").querySelector(".first").textContent = yes;
  const agreed = await show(byId("say"));
  const said = byId("say-words").value.trim();
  // What was begun and not sent stays in the dialog for the next time.
  if (!agreed || !said) return null;
  byId("say-words").value = "";
  return said;
}

/** Return the pseudonym, asked for if nobody has given one; empty if nobody does. */
export async function whoever() {
  return currentActor.name || who();
}

export async function who() {
  const field = byId("who-actor");
  field.value = currentActor.name;
  if (await show(byId("who"))) {
    currentActor.name = field.value;
    remember(words.actorCookie, field.value);
    showActor();
  }
  return currentActor.name;
}

export function start() {
  currentActor.name = byId("who-actor").defaultValue || remembered(words.actorCookie);
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      // The page must not take the same keys for its own once the dialog is closed.
      event.stopPropagation();
      if (event.code === "Enter" && event.ctrlKey) dialog.querySelector(".first")?.click();
    });
  }
  byId("spelling").addEventListener("change", ({ target }) => {
    remember(target.dataset.cookie, target.checked ? "1" : "");
    const field = byId("editor");
    if (field) field.spellcheck = target.checked;
  });
}

function showActor() {
  const prefix = document.createElement("span");
  prefix.className = "spoken";
  prefix.textContent = `${words.me} `;
  byId("me").replaceChildren(prefix, currentActor.name);
}

/** Return the pseudonym of whoever is to work on something, or null. */
export async function hand() {
  return (await show(byId("hand"))) ? byId("hand-assignee").value : null;
}

/** Return the part of a text that ends with the word somebody chooses, or null. */
export async function cut(text) {
  const place = byId("cut-words");
  let chosen = null;
  const pieces = text.split(/(\s+)/).filter(Boolean);
  let end = 0;
  place.replaceChildren(
    ...pieces.map((piece, index) => {
      end += piece.length;
      if (!piece.trim() || index === pieces.length - 1) return document.createTextNode(piece);
      const word = document.createElement("button");
      word.type = "button";
      word.textContent = piece;
      const part = text.slice(0, end);
      word.addEventListener("click", () => {
        chosen = part;
        byId("cut").close("yes");
      });
      return word;
    }),
  );
  return (await show(byId("cut"))) ? chosen : null;
}

export function help() {
  const closed = show(byId("help"));
  byId("help-head").focus();
  return closed;
}

export const allowsSingleKeys = () => byId("single-keys").checked;
