// The unit that is open: one at a time, in its row, with the panel beside it.

import * as editor from "./editor.js";
import * as list from "./list.js";
import { base, byId, parse, say, words } from "./page.js";
import * as saving from "./saving.js";
import { getHtml } from "./server.js";
import { tell } from "./told.js";
import { showComparison } from "./diff.js";

let coming = null;
let current = null;
let outdated = false;

export const work = () => byId("work");
export const isOpen = () => Boolean(work());
export const openNumber = () => (work() ? Number(work().dataset.number) : null);

/** The row that keys speak of: the open one, or the one that was last in focus. */
export const currentNumber = () => openNumber() ?? current;

/** Only the row that is current can be reached with Tab; the others with the keys. */
export function makeCurrent(number, { focus = false } = {}) {
  for (const row of document.querySelectorAll(".unit.current")) {
    row.classList.remove("current");
    row.querySelector(".number").tabIndex = -1;
  }
  current = number;
  const row = list.rowOf(number);
  if (!row) return;
  row.classList.add("current");
  const link = row.querySelector(".number");
  link.tabIndex = 0;
  if (focus) {
    link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

/** The page is out of date; it is loaded anew when the next unit is opened. */
export function outdate() {
  outdated = true;
}

export async function goTo(number) {
  if (number === null || !(await list.bring(number))) {
    tell(words.noMore);
    return;
  }
  makeCurrent(number, { focus: true });
}

/** A page may come with a unit that is open already. */
export function start() {
  if (!work()) return;
  prepare();
  makeCurrent(openNumber());
  settle(list.rowOf(openNumber()));
  if (matchMedia("(pointer: fine)").matches) editor.field().focus({ preventScroll: true });
}

/** Open a unit; the one that is open is saved and closed first. Tells whether it did. */
export async function open(number) {
  if (number === openNumber()) {
    editor.field().focus();
    return true;
  }
  coming?.abort();
  const mine = (coming = new AbortController());
  try {
    const row = await list.bring(number);
    if (!row) return false;
    const html = await getHtml(`/unit/${number}`, { signal: mine.signal });
    if (!(await leave()) || mine.signal.aborted || !list.rowOf(number)) return false;
    const fresh = list.rowOf(number);
    fresh.append(parse(html));
    fresh.classList.add("open");
    prepare();
  } catch (trouble) {
    saving.failed(trouble);
    return false;
  }
  makeCurrent(number);
  settle(list.rowOf(number));
  if (outdated) {
    location.reload();
    return true;
  }
  editor.field().focus({ preventScroll: true });
  const end = editor.field().value.length;
  editor.field().setSelectionRange(end, end);
  tell(say(words.unitOpened, { number }));
  return true;
}

function prepare() {
  editor.prepare(byId("notices"), saving.typed);
  saving.begin(work(), quarrel);
  loadMatches();
  // What somebody began on an earlier translation must not replace the present one unseen.
  if (work().dataset.shown !== list.rowOf(openNumber()).dataset.shown) quarrel({});
  const address = new URL(location.href);
  address.searchParams.set("unit", openNumber());
  address.hash = "";
  history.replaceState(null, "", address);
}

async function loadMatches() {
  const [number, place] = [openNumber(), byId("matches")];
  try {
    const html = await getHtml(`/unit/${number}/matches`);
    if (place.isConnected) place.replaceChildren(parse(html));
  } catch {
    if (place.isConnected) place.replaceChildren();
  }
}

/** Bring the open row to where it can be worked on, moving no more than needed. */
function settle(row) {
  const { top, bottom } = row.getBoundingClientRect();
  const roof = byId("text").dataset.roof ? Number(byId("text").dataset.roof) : 0;
  const floor = innerHeight * 0.8;
  if (top < roof + 8 || bottom > floor) {
    scrollBy(0, top - Math.max(roof + 16, Math.min(innerHeight * 0.3, floor - (bottom - top))));
  }
}

/** Save what is typed and close. Tells whether the unit is closed now. */
export async function leave() {
  if (!work()) return true;
  try {
    await saving.flush();
  } catch {
    tell(words.stayed);
    return false;
  }
  if (saving.isUnsaved()) return leave();
  const row = list.rowOf(openNumber());
  work().remove();
  row.classList.remove("open");
  saving.end();
  return true;
}

export async function close() {
  const number = openNumber();
  if (number === null || !(await leave())) return;
  const address = new URL(location.href);
  address.searchParams.delete("unit");
  history.replaceState(null, "", address);
  makeCurrent(number, { focus: true });
  tell(say(words.unitClosed, { number }));
}

/** Take in what the server knows of the open unit now. The field itself stays, and with it
    focus and undo; its text is changed only where nobody would lose any. Return the text that
    the server would have put into it. */
export function refresh(html, { keepText = false } = {}) {
  const fresh = parse(html).firstElementChild;
  const old = work();
  if (!old || old.dataset.number !== fresh.dataset.number) return "";
  const text = fresh.querySelector("textarea").value;
  const focus = document.activeElement;
  const wanted = focus?.dataset?.does;
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const place = old.querySelector(`[data-part="${part.dataset.part}"]`);
    const matches = place.querySelector("#matches");
    place.replaceWith(part);
    if (matches) part.querySelector("#matches").replaceWith(matches);
  }
  Object.assign(old.dataset, fresh.dataset);
  byId("quarrel").replaceChildren();
  if (!keepText) {
    if (focus === editor.field()) editor.replaceAll(text);
    else editor.setText(text);
    saving.known(editor.written());
  }
  editor.mark(byId("notices"));
  if (!focus?.isConnected) (old.querySelector(`[data-does="${wanted}"]`) ?? editor.field()).focus();
  return text;
}

export async function reload(options) {
  const number = openNumber();
  const html = await getHtml(`/unit/${number}`);
  if (number === openNumber()) refresh(html, options);
}

/** Show that somebody else changed the unit, what they wrote, and what is in the editor. */
export function quarrel(body) {
  if (!work()) return;
  const mine = editor.written();
  const before = work().dataset.target;
  if (body.row) list.renew(body.row);
  const typed = body.unit && refresh(body.unit, { keepText: true });
  const { target } = work().dataset;
  // Either another translation is there, or somebody types one in another window.
  const theirs = target === before && typed ? typed : target;
  work().dataset.shown = list.rowOf(openNumber()).dataset.shown;
  if (mine === theirs) return;
  const form = byId("quarrel-form").content.cloneNode(true);
  form.querySelector("[data-problem]").textContent = [body.problem, body.mend].filter(Boolean).join(" ");
  showComparison(form.querySelector("[data-compared]"), theirs, mine);
  byId("quarrel").replaceChildren(form);
  byId("quarrel").dataset.theirs = theirs;
}

export const isQuarrelling = () => Boolean(work() && byId("quarrel").querySelector(".conflict"));

/** Say within the unit why a step was refused. */
export function object(problem, mend = "") {
  const line = document.createElement("p");
  line.className = "refusal";
  line.setAttribute("role", "alert");
  line.textContent = [problem, mend].filter(Boolean).join(" ");
  byId("quarrel").replaceChildren(line);
}

export const address = (number) => `${base}?unit=${number}`;
