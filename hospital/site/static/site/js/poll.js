// data-poll="20" on an element with hx-get hx-trigger="poll": asks again every 20 s, slower when nobody is there, never in a hidden tab.
const SLOW = 4;
const QUIET = 60_000;
let touched = Date.now();
const due = new WeakMap();

function beat() {
  if (document.hidden) return;
  const now = Date.now();
  const slow = now - touched > QUIET ? SLOW : 1;
  document.querySelectorAll("[data-poll]").forEach((element) => {
    const pause = Number(element.dataset.poll) * 1000 * slow;
    if (!due.has(element)) due.set(element, now);
    if (now - due.get(element) < pause) return;
    due.set(element, now);
    window.htmx?.trigger(element, "poll");
  });
}

export function start() {
  for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, () => { touched = Date.now(); }, { passive: true });
  setInterval(beat, 1000);
}
