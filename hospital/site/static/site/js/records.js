// The grid of vital signs: says beside each field how the number lies to the reference, and Enter goes on to the next.
const GRID = "form[data-vitals]";

const number = (text) => Number.parseFloat(text.trim().replace(",", "."));
const bounds = (text) => (text ?? "").split(" ").map((one) => (one === "" ? Number.NaN : number(one)));

export function stateOf(value, possible, usual) {
  if (Number.isNaN(value)) return "";
  if (value < possible[0] || value > possible[1]) return "impossible";
  if (value < usual[0]) return "low";
  if (value > usual[1]) return "high";
  return usual.some((one) => !Number.isNaN(one)) ? "fine" : "";
}

function judge(cell) {
  const field = cell.querySelector("input");
  if (!field || !cell.dataset.possible) return;
  const words = cell.closest(GRID)?.querySelector("[data-vital-words]")?.dataset ?? {};
  const state = stateOf(number(field.value), bounds(cell.dataset.possible), bounds(cell.dataset.usual));
  cell.dataset.state = state;
  cell.querySelector("output").textContent = words[state] ?? "";
}

function onInput(event) {
  const cell = event.target.closest?.(".vital");
  if (cell) judge(cell);
}

function onKey(event) {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  const form = event.target.closest?.(GRID);
  if (!form || !event.target.closest(".vital")) return;
  const fields = [...form.querySelectorAll(".vital input, .vital select")];
  const next = fields[fields.indexOf(event.target) + 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select?.();
}

export function start() {
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  document.querySelectorAll(`${GRID} .vital`).forEach(judge);
}
