// Which units are shown.

import * as list from "./list.js";
import { byId } from "./page.js";
import * as saving from "./saving.js";
import { getJson } from "./server.js";
import { tell } from "./told.js";
import * as unit from "./unit.js";

const PAUSE = 250;
let clock = 0;
let asking = null;

const form = () => byId("filter");

function fields() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form())) if (value) chosen.append(name, value);
  return chosen;
}

/** The filter as a query, with what stands before it; empty where all units are shown. */
export function query(before = "") {
  const chosen = String(fields());
  return chosen ? before + chosen : "";
}

export function reveal() {
  form().hidden = false;
  byId("find").setAttribute("aria-expanded", "true");
  byId("filter-q").focus();
  byId("filter-q").select();
}

export function toggle() {
  if (form().hidden) reveal();
  else hide();
}

function hide() {
  form().hidden = true;
  byId("find").setAttribute("aria-expanded", "false");
  byId("find").focus();
}

async function apply() {
  if (!(await unit.leave())) return;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await getJson(`/numbers${query("?")}`, { signal: asking.signal });
    await list.show(answer.runs);
    scrollTo(0, 0);
  } catch (trouble) {
    saving.failed(trouble);
    return;
  }
  showCount();
  keepAddress();
  const first = list.firstNumber();
  if (first !== null) unit.makeCurrent(first);
}

function showCount() {
  byId("filter-count").textContent = list.told();
  tell(list.told());
  byId("find").classList.toggle("pressed", Boolean(query()));
}

/** The address says what is shown, but never what was searched for: it stays in the history. */
function keepAddress() {
  const address = new URL(location.href);
  const chosen = fields();
  chosen.delete("q");
  address.search = String(chosen);
  history.replaceState(null, "", address);
}

export function start() {
  form().addEventListener("submit", (event) => event.preventDefault());
  form().addEventListener("input", (event) => {
    clearTimeout(clock);
    clock = setTimeout(apply, event.target.type === "search" ? PAUSE : 0);
  });
  form().addEventListener("reset", () => {
    clearTimeout(clock);
    clock = setTimeout(apply, 0);
  });
  if (query()) {
    form().hidden = false;
    byId("find").setAttribute("aria-expanded", "true");
    byId("find").classList.add("pressed");
  }
  byId("filter-count").textContent = list.told();
}

/** The next unit like that, whatever is shown now. */
export async function nextLike(number, states, finding) {
  const wanted = new URLSearchParams(query());
  wanted.delete("finding");
  if (finding) wanted.set("finding", finding);
  if (states.length) {
    wanted.delete("state");
    for (const state of states) wanted.append("state", state);
  }
  const { runs } = await getJson(`/numbers?${wanted}`);
  for (const [first, last] of runs) {
    if (last > number) return Math.max(first, number + 1);
  }
  return null;
}
