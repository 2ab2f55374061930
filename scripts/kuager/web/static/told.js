// What the page says: to screen readers, in the bar, and loudly when something is wrong.

import { byId, words } from "./page.js";

let turn = 0;

/** Say something to screen readers once everything else has been said. */
export function tell(sentence) {
  const place = byId("told");
  turn += 1;
  // The same words twice are read twice only if something changed.
  place.textContent = turn % 2 ? sentence : `${sentence}\u00a0`;
}

/** Show what is wrong above everything until it is put right. */
export function warn(sentence, button = null) {
  const place = byId("banner");
  if (!place.hidden && place.firstChild?.textContent === sentence) return;
  const line = document.createElement("span");
  line.textContent = sentence;
  place.replaceChildren(line);
  if (button) {
    const press = document.createElement("button");
    press.type = "button";
    press.textContent = button.words;
    press.addEventListener("click", button.act);
    place.append(" ", press);
  }
  place.hidden = false;
}

export function calm(sentence = "") {
  const place = byId("banner");
  if (place.hidden) return;
  place.hidden = true;
  place.replaceChildren();
  if (sentence) tell(sentence);
}

/** How safe what was written is: "all", "kept" (but not finished), "saving" or "not". */
export function showSafety(kind, why = "") {
  const place = byId("saved");
  const said = { all: words.allSaved, kept: words.kept, saving: words.saving, not: words.notSaved }[kind];
  place.className = `saved ${kind}`;
  place.textContent = why ? `${said}: ${why}` : said;
}

let read = 0;

/** Show what became of steps that could not be taken again as they were, until it is read. */
export function showNews(sentences) {
  const place = byId("news");
  const list = place.querySelector("ul");
  if (sentences.length <= read || sentences.length - read === list.children.length) return;
  list.replaceChildren(
    ...sentences.slice(read).map((sentence) => {
      const entry = document.createElement("li");
      entry.textContent = sentence;
      return entry;
    }),
  );
  place.querySelector("button").onclick = () => {
    read = sentences.length;
    place.hidden = true;
    list.replaceChildren();
  };
  place.hidden = false;
}
