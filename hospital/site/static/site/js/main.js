// The workspace's behaviour. Every module works on what is in the page and on what htmx brings later.
import * as autosave from "./autosave.js";
import * as chart from "./chart.js";
import * as agenda from "./agenda.js";
import * as board from "./board.js";
import * as codes from "./codes.js";
import * as confirm from "./confirm.js";
import * as copy from "./copy.js";
import * as dialogs from "./dialogs.js";
import * as guard from "./guard.js";
import * as hotkeys from "./hotkeys.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import * as masks from "./masks.js";
import * as palette from "./palette.js";
import * as poll from "./poll.js";
import * as printing from "./printing.js";
import * as results from "./results.js";
import * as queues from "./queues.js";
import * as records from "./records.js";
import * as theme from "./theme.js";
import * as toasts from "./toasts.js";
import * as triage from "./triage.js";
import * as wire from "./wire.js";

document.documentElement.classList.add("js");
for (const part of [wire, theme, dialogs, confirm, guard, masks, list, palette, hotkeys, toasts, copy, poll, printing, lock, codes, agenda, autosave, results, queues, triage, chart, records, board]) {
  part.start();
}
