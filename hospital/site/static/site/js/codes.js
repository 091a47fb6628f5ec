// A coded field: words are typed, a code is chosen from the list; without a choice the words stay as text.
const REST = 120; // milliseconds without a key before asking
const LEAST = 2; // letters
const WHOLE = "[data-code-field]";
let timer, running;

const box = (whole) => whole.querySelector(".code-box");
const words = (whole) => box(whole).querySelector("input:not([type=hidden]), textarea");
const list = (whole) => whole.querySelector('[role="listbox"]');
const options = (whole) => [...list(whole).querySelectorAll('[role="option"]')];
const part = (whole, name) => whole.querySelector(`[data-code-${name}]`);
const marked = (whole) => options(whole).findIndex((one) => one.getAttribute("aria-selected") === "true");

function chip(whole) {
  const code = part(whole, "code").value;
  const shown = part(whole, "chip");
  shown.textContent = code;
  shown.title = code ? `${whole.dataset.wordChosen} ${code}` : "";
  shown.hidden = !code;
  box(whole).classList.toggle("has-code", Boolean(code));
}

function mark(whole, index) {
  options(whole).forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
  const one = options(whole)[index];
  if (one) {
    words(whole).setAttribute("aria-activedescendant", one.id);
    one.scrollIntoView({ block: "nearest" });
  } else words(whole).removeAttribute("aria-activedescendant");
}

function shut(whole) {
  clearTimeout(timer);
  running?.abort();
  list(whole).hidden = true;
  list(whole).replaceChildren();
  words(whole).setAttribute("aria-expanded", "false");
  words(whole).removeAttribute("aria-activedescendant");
}

function element(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function option(whole, item, at, isMixed) {
  const made = document.createElement("div");
  made.role = "option";
  made.id = `${list(whole).id}-${at}`;
  made.setAttribute("aria-selected", "false");
  Object.assign(made.dataset, { system: item.system, code: item.code, display: item.display });
  made.append(element("strong", item.code), element("span", item.display));
  if (isMixed) made.append(element("small", item.system_title));
  return made;
}

function say(whole, text) {
  list(whole).replaceChildren(element("p", text));
  list(whole).hidden = false;
}

function show(whole, items) {
  if (!items.length) return say(whole, whole.dataset.wordNone);
  const isMixed = new Set(items.map((item) => item.system)).size > 1;
  list(whole).replaceChildren(...items.map((item, at) => option(whole, item, at, isMixed)));
  list(whole).hidden = false;
  words(whole).setAttribute("aria-expanded", "true");
  mark(whole, 0);
}

async function ask(whole) {
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams({ q: words(whole).value.trim() });
  for (const system of whole.dataset.systems.split(" ").filter(Boolean)) query.append("system", system);
  if (whole.dataset.sex) query.set("sex", whole.dataset.sex);
  try {
    const answer = await fetch(`${whole.dataset.source}?${query}`, { signal: running.signal, credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.statusText);
    const { items } = await answer.json();
    if (document.activeElement === words(whole)) show(whole, items);
  } catch (error) {
    if (error.name !== "AbortError") say(whole, whole.dataset.wordLost);
  }
}

function choose(whole, one) {
  part(whole, "system").value = one.dataset.system;
  if (part(whole, "system").value !== one.dataset.system) {
    part(whole, "system").append(new Option(one.dataset.system, one.dataset.system, true, true));
  }
  part(whole, "code").value = one.dataset.code;
  words(whole).value = one.dataset.display;
  chip(whole);
  shut(whole);
  words(whole).dispatchEvent(new Event("change", { bubbles: true }));
}

function onInput(event) {
  const whole = event.target.closest?.(WHOLE);
  if (!whole || event.target !== words(whole)) return;
  part(whole, "code").value = "";
  if (part(whole, "system").tagName === "SELECT") part(whole, "system").value = "";
  chip(whole);
  clearTimeout(timer);
  if (event.target.value.trim().length < LEAST) return shut(whole);
  timer = setTimeout(() => ask(whole), REST);
}

function onKey(event) {
  const whole = event.target.closest?.(WHOLE);
  if (!whole || event.target !== words(whole)) return;
  const count = options(whole).length;
  if (list(whole).hidden) {
    if (event.key === "ArrowDown" && event.target.value.trim().length >= LEAST) ask(whole);
    return;
  }
  if (event.key === "ArrowDown" && count) mark(whole, (marked(whole) + 1) % count);
  else if (event.key === "ArrowUp" && count) mark(whole, (marked(whole) - 1 + count) % count);
  else if (event.key === "Enter" && marked(whole) >= 0 && !event.ctrlKey) choose(whole, options(whole)[marked(whole)]);
  else if (event.key === "Escape") shut(whole);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// Whoever types a code and goes on means it.
function onLeave(event) {
  const whole = event.target.closest?.(WHOLE);
  if (!whole || event.target !== words(whole)) return;
  const bare = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const typed = bare(event.target.value);
  const exact = typed && options(whole).find((one) => bare(one.dataset.code) === typed);
  if (exact) choose(whole, exact);
  else shut(whole);
}

function onPress(event) {
  const one = event.target.closest?.('.code-list [role="option"]');
  if (one) choose(one.closest(WHOLE), one);
  if (event.target.closest?.(".code-list")) event.preventDefault(); // the input keeps the focus
}

function dress(root) {
  const found = root.matches?.(WHOLE) ? [root] : (root.querySelectorAll?.(WHOLE) ?? []);
  for (const whole of found) {
    const input = words(whole);
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list(whole).id })) input.setAttribute(name, value);
    chip(whole);
  }
}

export function start() {
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusout", onLeave);
  document.addEventListener("mousedown", onPress);
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  dress(document);
}
