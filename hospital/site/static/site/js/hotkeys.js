// Keys: Ctrl K and / search, Ctrl Enter saves, g + letter goes, one letter acts, ? shows them all. Single letters can be turned off (WCAG 2.1.4).
import { open } from "./dialogs.js";

const STORE = "hotkeys";
let going = false;
let timer = 0;

export function isOn() {
  return localStorage.getItem(STORE) !== "off";
}

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function wait() {
  going = true;
  clearTimeout(timer);
  timer = setTimeout(() => { going = false; }, 1200);
}

function press(attribute, key) {
  const selector = `[${attribute}="${CSS.escape(key)}"]`;
  const found = [...document.querySelectorAll(selector)].find((one) => !one.closest("dialog:not([open]), template"));
  found?.click();
  return Boolean(found);
}

function onKey(event) {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.querySelector("[data-command]")?.click();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isTyping(event.target)) {
    event.target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !isOn()) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  const key = event.key.toLowerCase();
  let done = true;
  if (going) {
    going = false;
    done = press("data-go", key);
  } else if (key === "g") wait();
  else if (key === "/") document.querySelector("[data-command]")?.click();
  else if (key === "?") open(help());
  else if (key.length === 1) done = press("data-key", key);
  else done = false;
  if (done) event.preventDefault();
}

function help() {
  const dialog = document.getElementById("keys");
  const here = dialog.querySelector("[data-keys-here]");
  here.replaceChildren(...[...document.querySelectorAll("[data-key]")].map((one) => {
    const row = document.createElement("li");
    const key = document.createElement("kbd");
    key.textContent = one.dataset.key;
    row.append(one.getAttribute("aria-label") ?? one.textContent.trim(), key);
    return row;
  }));
  here.hidden = !here.childElementCount;
  return dialog;
}

export function start() {
  document.addEventListener("keydown", onKey);
  document.querySelectorAll("[data-hotkeys]").forEach((box) => {
    box.checked = isOn();
    box.addEventListener("change", () => {
      localStorage.setItem(STORE, box.checked ? "on" : "off");
      document.querySelectorAll("[data-hotkeys]").forEach((other) => { other.checked = box.checked; });
    });
  });
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-show-keys]")) open(help()); });
}
