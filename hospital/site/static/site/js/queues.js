// Queues and waiting: times that count by themselves, and the room that is chosen at once.
const MINUTE = 60_000;

function told(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

function tick() {
  const now = Date.now();
  document.querySelectorAll("time[data-until]").forEach((timer) => {
    const words = timer.closest("[data-left]")?.dataset;
    const left = Date.parse(timer.dataset.until) - now;
    if (words) timer.textContent = (left < 0 ? words.late : words.left).replace("%s", told(left));
    timer.classList.toggle("late", left < 0);
    timer.classList.toggle("near", left >= 0 && left < 5 * MINUTE);
  });
  document.querySelectorAll("[data-since]").forEach((timer) => {
    timer.textContent = timer.dataset.words.replace("%s", told(now - Date.parse(timer.dataset.since)));
  });
}

export function start() {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-submit]") && event.target.value) event.target.form.requestSubmit();
  });
  document.addEventListener("htmx:afterSwap", tick);
  tick();
  setInterval(tick, 5000);
}
