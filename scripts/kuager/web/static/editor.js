// The field that a translation is written in: grows with its text, underlines findings,
// takes in words in a way that the browser's own undo knows.

import { byId } from "./page.js";

const WORST = ["error", "warning", "info"];
let marked = { text: "", spans: [] };

export const field = () => byId("editor");

/** The text as it would be saved: one line. */
export function written() {
  return field() ? oneLine(field().value) : "";
}

export function oneLine(text) {
  return text.normalize("NFC").replace(/[\t\r\n\u2028\u2029]+/g, " ");
}

/** Put words in place of what is selected. */
export function insert(text) {
  const editor = field();
  editor.focus();
  const done = text
    ? document.execCommand("insertText", false, text)
    : document.execCommand("delete");
  if (!done) {
    editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end");
    editor.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Put another text in place of all there is; undo brings the old one back. */
export function replaceAll(text) {
  const editor = field();
  if (editor.value === text) return;
  editor.focus();
  editor.select();
  insert(text);
}

/** Set the text without a trace in the undo history, for a field nobody writes in. */
export function setText(text) {
  field().value = text;
  draw();
}

/** Underline what the findings of a list are about. Their spans count characters, not units of
    UTF-16. */
export function mark(list) {
  const text = field().value;
  const places = [0];
  for (const sign of text) places.push(places.at(-1) + sign.length);
  const place = (count) => places[Math.min(Number(count), places.length - 1)];
  const spans = [...list.querySelectorAll("[data-start]")].map((notice) => ({
    start: place(notice.dataset.start),
    end: place(notice.dataset.end),
    severity: notice.dataset.severity,
  }));
  marked = { text, spans };
  draw();
}

/** Select what a finding is about. */
export function select(start, end) {
  const signs = [...field().value];
  const before = signs.slice(0, start).join("").length;
  field().focus();
  field().setSelectionRange(before, before + signs.slice(start, end).join("").length);
}

/** Show the text behind the field again, with what is still underlined. */
export function draw() {
  const text = field().value;
  const mirror = field().parentElement.querySelector(".mirror");
  const spans = moved(text);
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])];
  edges.sort((a, b) => a - b);
  const pieces = edges.slice(1).map((end, index) => {
    const start = edges[index];
    const over = spans.filter((span) => span.start <= start && end <= span.end);
    const piece = document.createElement(over.length ? "u" : "span");
    piece.className = WORST.find((kind) => over.some((span) => span.severity === kind)) ?? "";
    piece.textContent = text.slice(start, end);
    return piece;
  });
  mirror.replaceChildren(...pieces, "\u200b");
}

/** Where the underlined places are now that the text was typed on: those before and behind
    what changed. */
function moved(text) {
  const old = marked.text;
  if (old === text) return marked.spans;
  const most = Math.min(old.length, text.length);
  let head = 0;
  while (head < most && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  const by = text.length - old.length;
  return marked.spans.flatMap((span) => {
    if (span.end <= head) return [span];
    if (span.start >= old.length - tail) return [{ ...span, start: span.start + by, end: span.end + by }];
    return [];
  });
}

/** Make a field that came with the page ready to be written in. */
export function prepare(list, onInput) {
  const editor = field();
  editor.addEventListener("input", () => {
    draw();
    onInput();
  });
  editor.addEventListener("beforeinput", (event) => {
    if (["insertLineBreak", "insertParagraph"].includes(event.inputType)) event.preventDefault();
  });
  editor.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\r\n\u2028\u2029]/.test(text)) return;
    event.preventDefault();
    insert(oneLine(text.trim()));
  });
  mark(list);
}
