// The agenda: arrows move about, m moves an appointment to a free time, and so does dragging; patients are found as one types.
import { ask } from "./confirm.js";
import { isOn } from "./hotkeys.js";

const BOX = "[data-agenda] :is([data-visit], a[data-slot])";
let moving = null;

const bar = () => document.querySelector("[data-moving-bar]");
const form = () => document.querySelector("[data-moving]");
const agenda = () => document.querySelector("[data-agenda]");
const column = (element) => element.closest(".agenda-column");
const middle = (element) => { const box = element.getBoundingClientRect(); return box.top + box.height / 2; };

function lift(visit) {
  drop();
  moving = { id: visit.id, url: visit.dataset.move, version: visit.dataset.version, name: visit.dataset.name };
  visit.classList.add("is-moved");
  agenda()?.classList.add("is-moving");
  bar().querySelector("[data-moving-words]").textContent = `${form().dataset.wordMoving} ${moving.name}`;
  bar().hidden = false;
}

function drop() {
  if (!moving) return;
  document.getElementById(moving.id)?.classList.remove("is-moved");
  agenda()?.classList.remove("is-moving");
  document.querySelectorAll(".is-over-me").forEach((slot) => slot.classList.remove("is-over-me"));
  if (bar()) bar().hidden = true;
  moving = null;
}

async function put(slot) {
  const { url, version, name } = moving;
  const one = form();
  const [year, month, day] = slot.dataset.at.split("-");
  const when = `${day}/${month}/${year} ${slot.dataset.hour}`;
  const words = one.dataset.wordAsk.replace("{who}", name).replace("{when}", when).replace("{whom}", slot.dataset.with);
  if (!(await ask(words, one.dataset.wordVerb, false))) return drop();
  one.action = url;
  one.elements.version.value = version;
  one.elements.resource.value = slot.dataset.resource;
  one.elements.day.value = slot.dataset.at;
  one.elements.hour.value = slot.dataset.hour;
  one.submit();
}

// The nearest box in the column beside, or the next one up or down.
function neighbour(here, key) {
  const all = [...document.querySelectorAll(BOX)].filter((one) => one.offsetParent);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const mine = all.filter((one) => column(one) === column(here));
    return mine[mine.indexOf(here) + (key === "ArrowDown" ? 1 : -1)];
  }
  const columns = [...document.querySelectorAll(".agenda-column")];
  const by = key === "ArrowRight" ? 1 : -1;
  for (let at = columns.indexOf(column(here)) + by; at >= 0 && at < columns.length; at += by) {
    const there = all.filter((one) => column(one) === columns[at]);
    if (there.length) return there.reduce((best, one) => (Math.abs(middle(one) - middle(here)) < Math.abs(middle(best) - middle(here)) ? one : best));
  }
  return undefined;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && moving) return drop();
  const here = event.target.closest?.(BOX);
  if (!here) return;
  if (event.key === "m" && here.dataset.move && isOn()) lift(here);
  else if (event.key.startsWith("Arrow")) {
    const next = neighbour(here, event.key);
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function onClick(event) {
  const slot = event.target.closest?.("a[data-slot]");
  if (!slot || !moving || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  put(slot);
}

function onDrag(event) {
  const visit = event.target.closest?.("[data-move]");
  if (event.type === "dragstart" && visit && form()) {
    lift(visit);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", moving.id);
    return;
  }
  if (!moving) return;
  const slot = event.target.closest?.("a[data-slot]");
  if (event.type === "dragend" && !document.querySelector("dialog[open]")) return drop();
  document.querySelectorAll(".is-over-me").forEach((one) => one !== slot && one.classList.remove("is-over-me"));
  if (!slot) return;
  event.preventDefault();
  if (event.type === "dragover") slot.classList.add("is-over-me");
  if (event.type === "drop") put(slot);
}

// Finding the patient: Enter takes the first of the list (or the one the arrows chose), and goes on to the button.
const found = () => [...document.querySelectorAll("#who-found input[type=radio]")];

function onWho(event) {
  const field = event.target.closest?.("[data-who]");
  if (!field) return;
  const all = found();
  const at = all.findIndex((one) => one.checked);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = all[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), all.length - 1)];
    if (next) next.checked = true;
  } else if (event.key === "Enter" && !event.ctrlKey) {
    const one = all[Math.max(at, 0)];
    if (one) {
      one.checked = true;
      field.value = one.dataset.name;
      field.closest("form").querySelector(".form-foot button")?.focus();
    }
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function onChoice(event) {
  const time = event.target.closest?.("input[data-time]");
  const target = document.querySelector("form[data-times]");
  if (!time || !target) return;
  for (const name of ["day", "hour", "resource"]) target.elements[name].value = time.dataset[name];
  target.querySelector(".form-foot button")?.focus();
}

// The day opens at the present hour, or at its first appointment.
function settle() {
  const whole = agenda();
  const line = whole?.querySelector(".agenda-now");
  if (line && whole.scrollHeight > whole.clientHeight) whole.scrollTop = Math.max(0, line.offsetTop - whole.clientHeight / 3);
}

export function start() {
  document.addEventListener("keydown", onWho, true);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChoice);
  for (const kind of ["dragstart", "dragover", "drop", "dragend"]) document.addEventListener(kind, onDrag);
  document.addEventListener("htmx:beforeSwap", (event) => { if (moving && event.target.closest?.("[data-agenda]")) event.detail.shouldSwap = false; });
  let top = 0;
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.matches?.("[data-agenda]")) top = event.target.scrollTop; });
  document.addEventListener("htmx:afterSettle", () => { if (top && agenda()) agenda().scrollTop = top; });
  settle();
}
