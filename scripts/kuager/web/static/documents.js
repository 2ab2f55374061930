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

/** Say what is shown, to those who do not see it; or that it is not what was asked for. */
function tell(isStale) {
  byId("listing").classList.toggle("stale", isStale);
  byId("behind").hidden = !isStale;
  if (isStale) return;
  const found = byId("passages");
  const sentences = found ? `${found.textContent}: ${document.querySelectorAll(".passages > li").length}` : "";
  byId("told").textContent = [byId("count")?.textContent.trim(), sentences].filter(Boolean).join(" ");
}

/** Tell whether the page that was asked for is shown. */
async function show(page = 1) {
  clearTimeout(clock);
  asking?.abort();
  const own = new AbortController();
  asking = own;
  const chosen = fields(page);
  try {
    const html = await getHtml(`/list?${chosen}`, { signal: own.signal });
    if (own.signal.aborted) return false;
    byId("listing").replaceChildren(parse(html));
    tell(false);
  } catch {
    if (!own.signal.aborted) tell(true);
    return false;
  }
  // The address says what is shown, but never what was searched for: it stays in the history.
  chosen.delete("q");
  const address = new URL(location.href);
  address.search = String(chosen);
  history.replaceState(null, "", address);
  return true;
}

function turn(event) {
  const link = event.target.closest("[data-page]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(Number(link.dataset.page)).then((shown) => {
    if (!shown) return;
    byId("text").focus({ preventScroll: true });
    byId("find").scrollIntoView();
  });
}

/** What is listed stays so in another language. */
function keepListed(event) {
  const link = event.target.closest(".languages a");
  if (!link) return;
  const address = new URL(link.href);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name !== "language") address.searchParams.set(name, value);
  }
  link.href = address;
}

document.documentElement.classList.add("live");
addEventListener("click", keepListed, true);
byId("find-q").disabled = false;
byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
byId("find").addEventListener("input", (event) => {
  clearTimeout(clock);
  clock = setTimeout(() => show(), event.target.type === "search" ? PAUSE : 0);
});
byId("listing").addEventListener("click", turn);
