// Puts the parts together: a key, a click and a button lead to the same deeds.

import * as changes from "./changes.js";
import * as chosen from "./chosen.js";
import * as dialogs from "./dialogs.js";
import * as editor from "./editor.js";
import * as filter from "./filter.js";
import * as keys from "./keys.js";
import * as list from "./list.js";
import { byId, say, words } from "./page.js";
import * as saving from "./saving.js";
import * as steps from "./steps.js";
import { tell } from "./told.js";
import * as unit from "./unit.js";

const UNFINISHED = ["untranslated", "needs-work", "draft"];

async function move(by) {
  const number = unit.currentNumber();
  const next = number === null ? list.firstNumber() : list.neighbour(number, by);
  if (!unit.isOpen()) await unit.goTo(next);
  else if (next === null) tell(words.noMore);
  else await unit.open(next);
}

async function openNext(states, finding) {
  try {
    const next = await filter.nextLike(unit.currentNumber() ?? 0, states, finding);
    if (next === null) tell(words.noMoreWork);
    else await unit.open(next);
  } catch (trouble) {
    saving.failed(trouble);
  }
}

let backwards = 0;

/** Go through the texts that the unit had, the latest first. */
function earlier() {
  const texts = JSON.parse(unit.work().dataset.earlier).filter((text) => text !== unit.work().dataset.target);
  if (!texts.length) return tell(words.noEarlier);
  const index = texts.indexOf(editor.written());
  backwards = index >= 0 ? (index + 1) % texts.length : 0;
  editor.replaceAll(texts[backwards]);
  return tell(say(words.earlierText, { number: backwards + 1, count: texts.length }));
}

/** Insert the first tag of the original that is not there yet. */
function tag() {
  const written = editor.written();
  const missing = [...unit.work().querySelectorAll(".tags [data-text]")].find(
    (button) => !written.includes(button.dataset.text),
  );
  if (missing) editor.insert(missing.dataset.text);
  else tell(words.noTag);
}

function press(kind, number) {
  unit.work().querySelectorAll(`[data-does="${kind}"]`)[number]?.click();
}

/** Deeds with the open unit. */
const WITHIN = {
  close: () => unit.close(),
  done: () => steps.done(),
  review: () => steps.judge("review"),
  approve: () => steps.judge("approve"),
  "request-changes": () => steps.judge("request-changes"),
  reopen: () => steps.judge("reopen"),
  comment: () => steps.remark("comment"),
  question: () => steps.remark("question"),
  answer: () => steps.remark("answer"),
  assign: () => steps.assign(),
  join: () => steps.cut("join"),
  split: () => steps.cut("split"),
  "copy-source": () => editor.replaceAll(unit.work().dataset.source),
  earlier,
  tag,
  ignore: (button) => steps.remark("ignore", { check: button.dataset.check }),
  insert: (button) => editor.insert(button.dataset.text),
  term: (button) => editor.insert(button.dataset.text),
  match: (button) => editor.replaceAll(button.dataset.text),
  repair: (button) => editor.replaceAll(button.dataset.text),
  "take-version": (button) => editor.replaceAll(button.dataset.text),
  "drop-version": (button) => steps.dropVersion(button.dataset.text),
  untype: () => editor.replaceAll(unit.work().dataset.target),
  "show-place": (button) => {
    const { start, end } = button.closest("[data-start]").dataset;
    editor.select(Number(start), Number(end));
  },
  "keep-mine": () => {
    byId("quarrel").replaceChildren();
    editor.field().focus();
  },
  "take-theirs": () => {
    const { theirs } = byId("quarrel").dataset;
    byId("quarrel").replaceChildren();
    editor.replaceAll(theirs);
  },
};
for (const number of [0, 1, 2]) WITHIN[`match-${number}`] = () => press("match", number);
for (const number of [0, 1, 2, 3, 4, 5]) WITHIN[`term-${number}`] = () => press("term", number);

/** Deeds with the page. */
const ANYWHERE = {
  next: () => move(1),
  previous: () => move(-1),
  open: () => unit.currentNumber() !== null && unit.open(unit.currentNumber()),
  unfinished: () => openNext(UNFINISHED, ""),
  faulty: () => openNext([], "any"),
  search: (button) => (button ? filter.toggle() : filter.reveal()),
  choose: () => unit.currentNumber() !== null && chosen.toggle(unit.currentNumber()),
  help: () => dialogs.help(),
  who: () => dialogs.who(),
};

/** Do something; false where there is nothing to do, so that the key stays the browser's. */
function act(does, button = null) {
  if (does === "close" && closeFold()) return true;
  if (ANYWHERE[does]) {
    ANYWHERE[does](button);
    return true;
  }
  if (!unit.isOpen()) {
    if (does === "close" && chosen.isChoosing()) return chosen.letGo() !== false;
    if (does !== "close") tell(words.chooseUnit);
    return does !== "close";
  }
  WITHIN[does]?.(button);
  return true;
}

/** Close the menu that is open, if any. */
function closeFold() {
  const fold = document.querySelector("details.menu[open], details.more[open], details.progress[open]");
  if (!fold) return false;
  const within = fold.contains(document.activeElement);
  fold.open = false;
  if (within) fold.querySelector("summary").focus();
  return true;
}

function click(event) {
  const button = event.target.closest("[data-does]");
  for (const fold of document.querySelectorAll("details.menu[open], details.more[open], details.progress[open]")) {
    if (!fold.contains(event.target) || (button && fold.contains(button))) fold.open = false;
  }
  if (button) {
    act(button.dataset.does, button);
    return;
  }
  const row = event.target.closest(".row")?.parentElement;
  if (!row || event.target.closest(".pick")) return;
  const number = Number(row.dataset.number);
  if (chosen.isChoosing() || event.ctrlKey || event.metaKey) {
    event.preventDefault();
    chosen.toggle(number, { stretch: event.shiftKey });
  } else if (event.target.closest(".number") || getSelection().isCollapsed) {
    event.preventDefault();
    unit.open(number);
  }
}

/** The unit that is open stays open in another language. */
function keepUnit(event) {
  const link = event.target.closest(".languages a");
  if (!link || !unit.isOpen()) return;
  const address = new URL(link.href);
  address.searchParams.set("unit", unit.openNumber());
  link.href = address;
}

/** How high the bar stands in the way of the text, for what is scrolled to. */
function watchRoof() {
  const bar = document.querySelector(".bar");
  const measure = () => {
    const sticks = getComputedStyle(bar).position === "sticky";
    const roof = sticks ? bar.offsetHeight : 0;
    byId("text").dataset.roof = roof;
    document.documentElement.style.setProperty("--roof", `${roof}px`);
  };
  new ResizeObserver(measure).observe(bar);
  addEventListener("resize", measure);
  measure();
}

function dress(rows) {
  for (const row of rows) {
    const link = row.querySelector?.(".number");
    if (link) link.tabIndex = row.classList.contains("current") ? 0 : -1;
  }
  chosen.dress(rows);
}

document.documentElement.classList.add("live");
dialogs.start();
watchRoof();
list.start(Number(byId("units").dataset.total), dress);
chosen.start();
unit.start();
if (!unit.isOpen() && list.firstNumber() !== null) unit.makeCurrent(list.firstNumber());
filter.start();
changes.start();
saving.watchLeaving();
saving.showSettled(true);
addEventListener("click", keepUnit, true);
addEventListener("click", click);
keys.start((does) => act(does));
