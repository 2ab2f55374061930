// What is typed reaches the server at every pause, and is tried again until it does.

import { field, mark, written } from "./editor.js";
import { byId, parse, say, words } from "./page.js";
import { post } from "./server.js";
import { calm, showSafety, tell, warn } from "./told.js";

const PAUSE = 400;
const WAITS = [1000, 2000, 4000, 8000, 15000];
const LOUD = { silent: words.noAnswer, broken: words.noAnswer, disk: words.diskRefuses, closed: words.noAccess };

let unit = null;
let acknowledged = "";
let clock = 0;
let failures = 0;
let running = null;
let errors = 0;
let settled = true;
let refusal = "";
let onConflict = () => {};

export const currentActor = { name: "" };

/** The editor belongs to a unit now; what it holds came from the server. */
export function begin(work, conflict) {
  clearTimeout(clock);
  unit = work.dataset;
  acknowledged = written();
  errors = byId("notices").querySelectorAll(".notice.error:not(.ignored)").length;
  onConflict = conflict;
  show();
}

export function end() {
  clearTimeout(clock);
  unit = null;
  show();
}

/** The server knows this text, by way of a step. */
export function known(text) {
  acknowledged = text;
  show();
}

/** Something in the editor has not reached the server. */
export const isUnsaved = () => Boolean(unit && field() && written() !== acknowledged);

export function typed() {
  clearTimeout(clock);
  clock = setTimeout(() => flush().catch(() => {}), PAUSE);
  show();
}

/** Whether all that was acknowledged is in the catalog, and if the server cannot put it there,
    why. */
export function showSettled(all, problem = "", mend = "") {
  if (problem) warn(`${words.notSaved}: ${problem} ${mend}`);
  else if (refusal) calm();
  refusal = problem;
  settled = all;
  show();
}

function show() {
  if (failures) return;
  if (refusal) {
    showSafety("not");
    return;
  }
  const finished = !unit || !field() || written() === unit.target;
  showSafety(isUnsaved() || !settled ? "saving" : finished ? "all" : "kept");
}

/** Send what is typed; resolves when all of it is acknowledged, throws Trouble if it is not. */
export async function flush({ keepalive = false } = {}) {
  clearTimeout(clock);
  while (running) await running.catch(() => {});
  if (!isUnsaved()) return;
  running = send(keepalive);
  try {
    await running;
  } finally {
    running = null;
  }
  if (isUnsaved()) await flush({ keepalive });
}

async function send(keepalive) {
  const [mine, text] = [unit, written()];
  const body = { unit: mine.unit, actor: currentActor.name, text, shown: mine.shown, seen: mine.seen };
  try {
    const answer = await post(`/unit/${mine.number}/typing`, body, { keepalive });
    mine.seen = answer.typed;
    if (unit !== mine) return;
    acknowledged = text;
    recovered();
    if (written() === text) showFindings(answer);
  } catch (trouble) {
    if (unit === mine) failed(trouble);
    throw trouble;
  }
}

function showFindings(answer) {
  const list = byId("notices");
  list.replaceChildren(parse(answer.findings));
  mark(list);
  if (answer.errors !== errors) {
    errors = answer.errors;
    tell(errors ? say(words.errors, { count: errors }) : words.noErrors);
  }
}

/** The server answers, and what it was sent is safe. */
export function recovered() {
  if (failures) calm(words.answersAgain);
  failures = 0;
  show();
}

/** The server answered something else: what was not saved can be sent again. */
export function answered() {
  if (!failures) return;
  if (isUnsaved()) flush().catch(() => {});
  else recovered();
}

/** Say loudly that something is not saved, and try again. */
export function failed(trouble) {
  if (trouble.name === "AbortError") return;
  if (trouble.kind === "conflict") {
    onConflict(trouble.body);
    return;
  }
  failures += 1;
  showSafety("not", trouble.body?.problem ?? "");
  if (!LOUD[trouble.kind]) return;
  warn(LOUD[trouble.kind]);
  clearTimeout(clock);
  clock = setTimeout(() => flush().catch(() => {}), WAITS[Math.min(failures, WAITS.length) - 1]);
}

/** Before the page goes away or to the back. */
export function watchLeaving() {
  const hurry = () => flush({ keepalive: true }).catch(() => {});
  document.addEventListener("visibilitychange", () => document.hidden && hurry());
  document.addEventListener("focusout", (event) => event.target === field() && hurry());
  addEventListener("pagehide", hurry);
  addEventListener("beforeunload", (event) => {
    if (!isUnsaved()) return;
    hurry();
    if (failures) event.preventDefault();
  });
}
