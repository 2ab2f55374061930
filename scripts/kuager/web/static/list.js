// The rows: those that are there, and gaps of about the right height for those that are not.

import { byId, firstRuns, parse, say, words } from "./page.js";
import { getHtml } from "./server.js";
import { failed } from "./saving.js";

const AT_ONCE = 60;
const QUIETLY = 600; // Up to so many units, all rows are fetched, so that the browser's own search finds them.
const NEAR = "1500px 0px";

let numbers = [];
let total = 0;
let height = 90;
let onRows = () => {};
const waiting = new Map();

const list = () => byId("units");
const observer = new IntersectionObserver(arrive, { rootMargin: NEAR });

export const rowOf = (number) => byId(`u${number}`);
export const shownCount = () => numbers.length;
export const totalCount = () => total;

function spread(runs) {
  return runs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

function indexOf(number) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The number `by` places further on, or null at either end. A unit that the filter hides has
    neighbours too. */
export function neighbour(number, by) {
  const index = indexOf(number);
  const here = numbers[index] === number;
  return numbers[by > 0 && !here ? index + by - 1 : index + by] ?? null;
}

export const firstNumber = () => numbers[0] ?? null;

/** Take over the page as the server rendered it. */
export function start(whole, onInsert) {
  numbers = spread(firstRuns());
  total = whole;
  onRows = onInsert;
  const there = [...list().children];
  onRows(there);
  const known = new Set(there.map((row) => Number(row.dataset.number)));
  measure();
  let gap = [];
  const lay = (before) => {
    layGaps(gap, before);
    gap = [];
  };
  numbers.forEach((number, index) => {
    if (known.has(number)) lay(rowOf(number));
    else gap.push(index);
  });
  lay(null);
  fillQuietly();
}

/** Show other units. Rows are fetched as they come into view. */
export async function show(runs) {
  numbers = spread(runs);
  observer.disconnect();
  waiting.clear();
  list().replaceChildren();
  byId("nothing").hidden = numbers.length > 0;
  layGaps([...numbers.keys()], null);
  const first = list().querySelector(".gap");
  if (first) await fill(first);
  fillQuietly();
}

function layGaps(indexes, before) {
  for (let start = 0; start < indexes.length; start += AT_ONCE) {
    const some = indexes.slice(start, start + AT_ONCE);
    const gap = document.createElement("li");
    gap.className = "gap";
    gap.dataset.first = some[0];
    gap.dataset.last = some.at(-1);
    gap.setAttribute("aria-hidden", "true");
    gap.style.height = `${some.length * height}px`;
    list().insertBefore(gap, before);
    observer.observe(gap);
  }
}

function measure() {
  const rows = [...list().querySelectorAll(".unit:not(.open)")].slice(0, AT_ONCE);
  if (rows.length) height = Math.max(24, rows.reduce((sum, row) => sum + row.offsetHeight, 0) / rows.length);
}

function arrive(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) fill(target).catch(() => {});
    else waiting.get(target)?.abort.abort();
  }
}

/** Fetch the rows of a gap and put them in its place. */
function fill(gap) {
  const under = waiting.get(gap);
  if (under && !under.abort.signal.aborted) return under.done;
  const abort = new AbortController();
  const done = fetchInto(gap, abort.signal).finally(() => {
    if (waiting.get(gap)?.abort === abort) waiting.delete(gap);
  });
  waiting.set(gap, { abort, done });
  return done;
}

async function fetchInto(gap, signal) {
  const wanted = numbers.slice(Number(gap.dataset.first), Number(gap.dataset.last) + 1);
  try {
    const rows = [...parse(await getHtml(`/rows?runs=${asRuns(wanted)}`, { signal })).children];
    if (!gap.isConnected) return;
    observer.unobserve(gap);
    keepPlace(() => gap.replaceWith(...rows));
    onRows(rows);
  } catch (trouble) {
    failed(trouble);
    // A gap that came to nothing is tried again when it is seen again.
    if (trouble.name !== "AbortError") setTimeout(() => gap.isConnected && (observer.unobserve(gap), observer.observe(gap)), 3000);
    throw trouble;
  }
}

function asRuns(some) {
  const runs = [];
  for (const number of some) {
    if (runs.length && runs.at(-1)[1] === number - 1) runs.at(-1)[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

/** Change rows without moving what is being read, where the browser does not see to it. */
function keepPlace(change) {
  if (CSS.supports("overflow-anchor", "auto")) {
    change();
    return;
  }
  const anchor = [...list().querySelectorAll(".unit")].find((row) => row.getBoundingClientRect().bottom > 0);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - before);
}

async function fillQuietly() {
  if (numbers.length > QUIETLY) return;
  const mine = numbers;
  for (let gap = list().querySelector(".gap"); gap && mine === numbers; gap = list().querySelector(".gap")) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (!gap.isConnected) continue;
    try {
      await fill(gap);
    } catch {
      return;
    }
  }
}

/** Return the row of a unit, fetched if need be; null where there is none. */
export async function bring(number) {
  if (rowOf(number)) return rowOf(number);
  const index = indexOf(number);
  if (numbers[index] === number) {
    const gaps = [...list().querySelectorAll(".gap")];
    const gap = gaps.find(({ dataset }) => Number(dataset.first) <= index && index <= Number(dataset.last));
    if (gap) await fill(gap);
  }
  return rowOf(number);
}

/** Put a row anew in its place. An open one keeps its editor. */
export function renew(html) {
  for (const fresh of [...parse(html).children]) {
    const old = byId(fresh.id);
    if (!old) continue;
    const focused = old.querySelector(".row").contains(document.activeElement);
    if (old.classList.contains("open")) {
      old.querySelector(".row").replaceWith(fresh.querySelector(".row"));
      for (const name of ["unit", "state", "shown"]) old.dataset[name] = fresh.dataset[name];
      onRows([old]);
    } else {
      if (old.classList.contains("current")) fresh.classList.add("current");
      old.replaceWith(fresh);
      onRows([fresh]);
      if (focused) fresh.querySelector(".number").focus();
    }
  }
}

export function told() {
  return say(words.shownUnits, { count: numbers.length, total });
}
