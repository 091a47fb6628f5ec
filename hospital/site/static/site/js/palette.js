// The command bar: patients, people, places and actions, by keyboard alone.
import { open } from "./dialogs.js";

const REST = 130; // milliseconds without a key before asking
let dialog, input, results, timer, running;

function hits() {
  return [...results.querySelectorAll('[role="option"]')];
}

function choose(index) {
  const all = hits();
  all.forEach((hit, at) => hit.setAttribute("aria-selected", String(at === index)));
  const chosen = all[index];
  if (chosen) {
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function chosen() {
  return hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");
}

async function ask() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(`${dialog.dataset.source}?q=${encodeURIComponent(input.value)}`, {
      headers: { "HX-Request": "true" }, signal: running.signal, credentials: "same-origin",
    });
    if (answer.redirected) location.reload();
    if (answer.redirected || !answer.ok) return;
    results.innerHTML = await answer.text();
    input.setAttribute("aria-expanded", String(hits().length > 0));
    choose(0);
  } catch (error) {
    if (error.name !== "AbortError") results.textContent = document.body.dataset.wordOffline;
  }
}

function onKey(event) {
  const count = hits().length;
  if (event.key === "ArrowDown") choose((chosen() + 1) % count);
  else if (event.key === "ArrowUp") choose((chosen() - 1 + count) % count);
  else if (event.key === "Enter") go(event);
  else return;
  event.preventDefault();
}

function go(event) {
  const hit = hits()[chosen()];
  if (!hit) return;
  if (event.ctrlKey || event.metaKey) window.open(hit.href, "_blank", "noopener");
  else hit.click();
}

function show(event) {
  event.preventDefault();
  open(dialog);
  input.select();
  ask();
}

export function start() {
  dialog = document.getElementById("palette");
  if (!dialog) return;
  input = dialog.querySelector("input");
  results = dialog.querySelector('[role="listbox"]');
  document.querySelectorAll("[data-command]").forEach((button) => button.addEventListener("click", show));
  input.addEventListener("keydown", onKey);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
  results.addEventListener("click", (event) => {
    if (event.target.closest("a")) dialog.close();
  });
}
