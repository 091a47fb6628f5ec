// Short news at the edge of the page. Bad news stays until it is closed.
const ICONS = { ok: "circle-check", success: "circle-check", info: "info", warn: "triangle-alert", warning: "triangle-alert", bad: "circle-alert", error: "circle-alert" };
const PAUSE = 6000;

function leave(box) {
  let timer = setTimeout(() => box.remove(), PAUSE);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => box.remove(), PAUSE); };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", release);
  box.addEventListener("focusout", release);
}

export function toast(text, tone = "ok") {
  const model = document.getElementById("toast-model");
  if (!model) return;
  const box = model.content.firstElementChild.cloneNode(true);
  box.classList.add(tone === "error" ? "bad" : tone === "warning" ? "warn" : tone);
  const use = box.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[tone] ?? "info"}`));
  box.querySelector("p").textContent = text;
  document.getElementById("toasts").append(box);
  settle(box);
}

function settle(box) {
  box.querySelector("button").addEventListener("click", () => box.remove());
  if (!box.classList.contains("bad") && !box.classList.contains("error")) leave(box);
}

export function start() {
  document.querySelectorAll("#toasts .toast").forEach(settle);
  document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));
}
