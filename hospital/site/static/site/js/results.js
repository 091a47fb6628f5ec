// The grid in which results are entered: how a value reads appears as one types; Enter goes on to the next one.

function number(text) {
  const bare = text.trim().replace(",", ".");
  return bare === "" || Number.isNaN(Number(bare)) ? null : Number(bare);
}

function limit(row, name) {
  const text = row.dataset[name];
  return text ? Number(text) : null;
}

// One of: "", "number", "critical", "low", "high", "normal".
export function reading(row, text) {
  if (text.trim() === "" || "text" in row.dataset || /^[<>≤≥]/.test(text.trim())) return "";
  const value = number(text);
  if (value === null) return "number";
  const [low, high] = [limit(row, "low"), limit(row, "high")];
  const [criticalLow, criticalHigh] = [limit(row, "criticalLow"), limit(row, "criticalHigh")];
  if ((criticalLow !== null && value <= criticalLow) || (criticalHigh !== null && value >= criticalHigh)) return "critical";
  if (low !== null && value < low) return "low";
  if (high !== null && value > high) return "high";
  return low === null && high === null ? "" : "normal";
}

const TONES = { number: "bad", critical: "bad", low: "warn", high: "warn", normal: "ok" };

function show(input) {
  const row = input.closest("tr");
  const flag = row?.querySelector("[data-flag]");
  if (!flag) return;
  const found = reading(row, input.value);
  const word = found && input.closest("[data-result-grid]").dataset[`word${found[0].toUpperCase()}${found.slice(1)}`];
  flag.textContent = word || "";
  flag.className = word ? `badge ${TONES[found]}` : "";
  row.classList.toggle("bad", found === "critical");
}

function next(event) {
  const input = event.target;
  if (!input.matches?.("[data-result-grid] .result-value")) return;
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const all = [...input.closest("[data-result-grid]").querySelectorAll(".result-value, textarea")];
  const other = all[all.indexOf(input) + step];
  other?.focus();
  other?.select?.();
}

export function start() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-result-grid] .result-value")) show(event.target);
  });
  document.addEventListener("keydown", next);
  for (const input of document.querySelectorAll("[data-result-grid] .result-value")) show(input);
}
