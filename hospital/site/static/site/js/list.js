// Lists: j and k move from row to row, Enter opens, a click anywhere in a row opens it too.
import { isOn } from "./hotkeys.js";

const LINKS = "[data-row] a.row-link, a.item[href], .hit[href]";

function step(by) {
  const links = [...document.querySelectorAll(`main :is(${LINKS})`)];
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(here + by, 0), links.length - 1)];
  next.focus({ focusVisible: true });
  next.scrollIntoView({ block: "nearest" });
}

function follow(event) {
  const row = event.target.closest?.("tr[data-row]");
  if (!row || event.target.closest("a, button, input, select, label, summary") || getSelection()?.toString()) return;
  const link = row.querySelector("a.row-link");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
}

// On a phone the lesser filters wait behind a button, unless one of them is in use.
function fold() {
  if (!matchMedia("(max-width: 699px)").matches) return;
  document.querySelectorAll(".filters-more").forEach((more) => {
    more.open = [...more.querySelectorAll("input, select")].some((field) =>
      field.tagName === "SELECT" ? field.selectedIndex > 0 : field.type === "checkbox" ? field.checked : field.value !== "");
  });
}

export function start() {
  fold();
  document.addEventListener("click", follow);
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !isOn() || document.querySelector("dialog[open]")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
}
