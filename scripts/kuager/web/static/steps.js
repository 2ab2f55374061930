// What can be done with the open unit, and what the server says to it.

import * as dialogs from "./dialogs.js";
import * as editor from "./editor.js";
import * as filter from "./filter.js";
import * as list from "./list.js";
import { byId, parse, say, words } from "./page.js";
import * as saving from "./saving.js";
import { post } from "./server.js";
import { tell } from "./told.js";
import * as unit from "./unit.js";

const MOVING_ON = new Set(["translate", "confirm", "review", "approve", "request-changes"]);
let running = false;
export const progress = { revision: 0 };

export const isBusy = () => running;

const target = () => unit.work().dataset.target;
const changed = () => editor.written().trim() !== target();
const can = (action) => unit.work().dataset.can.split(" ").includes(action);

export function showProgress(html) {
  if (!html) return;
  const place = byId("progress");
  const opened = place.querySelector("details")?.open;
  place.replaceChildren(parse(html));
  if (opened) place.querySelector("details").open = true;
}

/** Finish the text, or take the draft over; then go on. */
export async function done() {
  if (!editor.written().trim()) return unit.object(words.emptyText);
  if (changed()) return take("translate", { text: editor.written() });
  if (can("confirm")) {
    const sure = await dialogs.ask(words.takeOver, words.takeOverWords, words.takeOverYes);
    return sure ? take("confirm") : undefined;
  }
  const next = list.neighbour(unit.openNumber(), 1);
  if (next === null) return tell(words.noMore);
  await unit.open(next);
  return tell(words.nothingToDo);
}

/** A step that speaks of the text as it stands in the catalog. */
export async function judge(action) {
  if (changed()) return unit.object(words.finishFirst);
  if (!can(action)) return unit.object(words.notPossible);
  if (action !== "request-changes") return take(action);
  const note = await dialogs.say(action);
  return note === null ? undefined : take(action, { note });
}

export async function remark(action, fields = {}) {
  const note = await dialogs.say(action);
  return note === null ? undefined : take(action, { ...fields, note });
}

export async function assign() {
  const assignee = await dialogs.hand();
  return assignee === null ? undefined : take("assign", { assignee });
}

export const dropVersion = (text) => take("drop-version", { text });

async function take(action, fields = {}) {
  if (running) return;
  if (unit.isQuarrelling() && MOVING_ON.has(action)) {
    byId("quarrel").querySelector("button").focus();
    return;
  }
  const actor = await dialogs.whoever();
  if (!actor || !unit.work()) return;
  running = true;
  unit.work().setAttribute("aria-busy", "true");
  try {
    // Typing that is on its way arrives first, so that the step has the last word.
    if (action !== "translate") await saving.flush();
    const { unit: id, number, shown, seen } = unit.work().dataset;
    const body = { unit: id, actor, action, shown, seen, ...fields };
    const answer = await post(`/unit/${number}/step${filter.query("?")}`, body);
    saving.recovered();
    await accept(action, answer);
  } catch (trouble) {
    running = false;
    await refused(action, fields, trouble);
  } finally {
    running = false;
    unit.work()?.removeAttribute("aria-busy");
  }
}

async function accept(action, answer) {
  // The revision stays: what others changed before this step is still to be asked for.
  list.renew(answer.row);
  showProgress(answer.progress);
  unit.refresh(answer.unit, { keepText: !MOVING_ON.has(action) });
  tell(words.did[action]);
  if (!MOVING_ON.has(action)) return;
  if (answer.next === null) tell(`${words.did[action]}. ${words.noMoreWork}`);
  else if (await unit.open(answer.next)) tell(`${words.did[action]}. ${say(words.unitOpened, { number: answer.next })}`);
}

async function refused(action, fields, trouble) {
  if (!unit.work()) return;
  if (trouble.kind === "conflict") unit.quarrel(trouble.body);
  else if (trouble.kind === "refused" && trouble.body.needs_unedited && !fields.unedited) {
    const sure = await dialogs.ask(words.unedited, words.uneditedWords, words.uneditedYes);
    if (sure) await take(action, { ...fields, unedited: true });
  } else if (trouble.kind === "refused") unit.object(trouble.body.problem ?? words.notPossible, trouble.body.mend);
  else saving.failed(trouble);
}

/** Join the unit with the next one, or split it. The page is loaded anew: numbers change. */
export async function cut(kind) {
  const { source, number, unit: id } = unit.work().dataset;
  let after = "";
  if (kind === "split") {
    const plain = source.replace(/<\/?[1-9][0-9]{0,3}\/?>/g, "");
    after = await dialogs.cut(plain);
    if (after === null) return;
  } else if (!(await dialogs.ask(words.joinAsk, words.joinWords, words.joinYes))) return;
  try {
    await saving.flush();
    await post(`/unit/${number}/segments`, { unit: id, actor: saving.currentActor.name, kind, after });
    location.reload();
  } catch (trouble) {
    await refused("segments", {}, trouble);
  }
}
