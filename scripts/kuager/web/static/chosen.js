// Several units chosen, one by one or as a stretch, for a step with all of them.

import * as dialogs from "./dialogs.js";
import * as list from "./list.js";
import { byId, say, words } from "./page.js";
import * as saving from "./saving.js";
import { post } from "./server.js";
import { progress, showProgress } from "./steps.js";
import { tell } from "./told.js";

const ONE_BY_ONE = new Set(["confirm", "approve"]);
const chosen = new Map(); // Number, and whether it came as part of a stretch.
let last = null;
let choosing = false;

export const isChoosing = () => choosing;

/** Choose a unit or let go of it. */
export function toggle(number, { stretch = false } = {}) {
  choosing = true;
  const wanted = !chosen.has(number);
  if (stretch && last !== null) {
    for (let n = Math.min(last, number); n !== null && n <= Math.max(last, number); n = list.neighbour(n, 1)) {
      if (!chosen.has(n)) chosen.set(n, n !== last);
    }
  } else if (wanted) chosen.set(number, false);
  else chosen.delete(number);
  last = number;
  if (!chosen.size) choosing = false;
  show();
}

/** Show boxes in rows while units are being chosen. */
export function dress(rows) {
  for (const row of rows) {
    const number = Number(row.dataset.number);
    if (!number) continue;
    row.classList.toggle("chosen-unit", chosen.has(number));
    let box = row.querySelector(".pick");
    if (!choosing) {
      box?.remove();
      continue;
    }
    if (!box) {
      box = document.createElement("input");
      box.type = "checkbox";
      box.className = "pick";
      box.setAttribute("aria-label", say(words.choose, { number }));
      row.querySelector(".row").prepend(box);
    }
    box.checked = chosen.has(number);
  }
}

function show() {
  byId("chosen").hidden = !choosing;
  byId("units").classList.toggle("choosing", choosing);
  byId("chosen").querySelector("[data-count]").textContent = say(words.chosenUnits, { count: chosen.size });
  const stretched = [...chosen.values()].some(Boolean);
  for (const button of byId("chosen").querySelectorAll("[data-bulk]")) {
    const barred = stretched && ONE_BY_ONE.has(button.dataset.bulk);
    button.disabled = barred;
    button.title = barred ? words.oneByOne : "";
  }
  dress(byId("units").querySelectorAll(".unit"));
  tell(say(words.chosenUnits, { count: chosen.size }));
}

export function letGo() {
  chosen.clear();
  choosing = false;
  last = null;
  show();
}

async function step(action) {
  if (action === "none") return letGo();
  const assignee = action === "assign" ? await dialogs.hand() : "";
  if (assignee === null) return undefined;
  const actor = await dialogs.whoever();
  if (!actor) return undefined;
  try {
    const numbers = [...chosen.keys()].sort((a, b) => a - b);
    // Nobody passes a text that another window changed since this one showed it.
    const rows = action === "assign" ? [] : numbers.map(list.rowOf).filter(Boolean);
    const shown = Object.fromEntries(rows.map((row) => [row.dataset.number, row.dataset.shown]));
    const { revision } = progress;
    const answer = await post("/steps", { actor, action, numbers, assignee, shown, revision });
    Object.values(answer.rows).forEach(list.renew);
    showProgress(answer.progress);
    for (const number of answer.done) chosen.delete(number);
    if (!answer.refused.length) letGo();
    else show();
    const counts = say(words.bulkDone, { done: answer.done.length, refused: answer.refused.length });
    const reasons = answer.refused.map(([number, problem]) => say(words.refusedUnit, { number, problem }));
    if (reasons.length) await dialogs.ask(counts, reasons.slice(0, 12).join(" "), "OK");
    else tell(counts);
  } catch (trouble) {
    if (trouble.kind === "refused") await dialogs.ask(trouble.body.problem, trouble.body.mend ?? "", "OK");
    else saving.failed(trouble);
  }
  return undefined;
}

export function start() {
  byId("chosen").addEventListener("click", (event) => {
    const button = event.target.closest("[data-bulk]");
    if (button) step(button.dataset.bulk);
  });
  byId("units").addEventListener("change", (event) => {
    const row = event.target.closest(".unit");
    if (event.target.matches(".pick")) toggle(Number(row.dataset.number));
  });
}
