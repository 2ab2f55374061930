// The list of documents: searched and narrowed without leaving the page.

import { byId, parse } from "./page.js";
import { getHtml } from "./server.js";

const PAUSE = 250;
let clock = 0;
let asking = null;

function fields(page) {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(byId("find"))) if (value) chosen.append(name, value);
  if (page > 1) chosen.append("page", page);
  return chosen;
}

async function show(page = 1) {
  asking?.abort();
  asking = new AbortController();
  const chosen = fields(page);
  try {
    const html = await getHtml(`/list?${chosen}`, { signal: asking.signal });
    byId("listing").replaceChildren(parse(html));
    byId("listing").classList.remove("stale");
  } catch (trouble) {
    // What is shown is not what was asked for.
    if (trouble.name !== "AbortError") byId("listing").classList.add("stale");
    return;
  }
  // The address says what is shown, but never what was searched for: it stays in the history.
  chosen.delete("q");
  const address = new URL(location.href);
  address.search = String(chosen);
  history.replaceState(null, "", address);
}

function turn(event) {
  const link = event.target.closest("[data-page]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(Number(link.dataset.page)).then(() => {
    byId("text").focus({ preventScroll: true });
    byId("find").scrollIntoView();
  });
}

document.documentElement.classList.add("live");
byId("find-q").disabled = false;
byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
byId("find").addEventListener("input", (event) => {
  clearTimeout(clock);
  clock = setTimeout(show, event.target.type === "search" ? PAUSE : 0);
});
byId("listing").addEventListener("click", turn);
