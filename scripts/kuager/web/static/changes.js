// What other windows, other programs and other people changed.

import * as editor from "./editor.js";
import * as list from "./list.js";
import { byId, say, words } from "./page.js";
import * as saving from "./saving.js";
import { getJson } from "./server.js";
import * as steps from "./steps.js";
import { showNews, tell, warn } from "./told.js";
import * as unit from "./unit.js";

const EVERY = 3000;

export function start() {
  steps.progress.revision = Number(byId("units").dataset.revision);
  setInterval(() => !document.hidden && look(), EVERY);
  document.addEventListener("visibilitychange", () => !document.hidden && look());
}

let looking = false;

export async function look() {
  if (looking || steps.isBusy()) return;
  looking = true;
  try {
    const answer = await getJson(`/changes?since=${steps.progress.revision}`);
    if (steps.isBusy()) return;
    saving.answered();
    steps.progress.revision = Math.max(steps.progress.revision, answer.revision);
    saving.showSettled(answer.saved, answer.problem, answer.mend);
    showNews(answer.told);
    if (answer.reload) await anew();
    else await takeIn(answer);
  } catch (trouble) {
    saving.failed(trouble);
  } finally {
    looking = false;
  }
}

async function takeIn(answer) {
  steps.showProgress(answer.progress);
  for (const [number, row] of Object.entries(answer.rows)) {
    const before = unit.work()?.dataset;
    const mine = before?.number === number;
    const { shown, state } = before ?? {};
    list.renew(row);
    if (!mine) continue;
    const now = list.rowOf(number).dataset;
    if (now.shown === shown && now.state === state) continue;
    await openChanged(now.shown !== shown);
  }
}

/** The open unit is another one now; what somebody is writing in it stays. */
async function openChanged(text) {
  const { number, target } = unit.work().dataset;
  const untouched = editor.written() === target && !saving.isUnsaved();
  await unit.reload({ keepText: !untouched });
  if (text && !untouched) unit.quarrel({});
  else unit.work().dataset.shown = list.rowOf(number).dataset.shown;
  tell(say(words.unitChanged, { number }));
}

/** The numbers of the rows may be other units' now. */
async function anew() {
  if (!unit.isOpen()) {
    location.reload();
    return;
  }
  unit.outdate();
  warn(words.reloadNeeded, {
    words: words.reload,
    act: async () => {
      if (await unit.leave()) location.reload();
    },
  });
}
