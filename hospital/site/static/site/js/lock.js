// A computer left alone hides what it shows; the password of who is signed in brings it back, work kept.
import { csrf, words } from "./wire.js";

const LAST = "last-touch";
const LOCKED = "locked";
const TELL_EVERY = 60_000;
let dialog, minutes;
let touched = 0;
let told = Date.now();

// Somebody is there: the other tabs learn it at once, the server once a minute, so that a long form is no absence.
function touch() {
  const now = Date.now();
  if (dialog.open || now - touched < 1000) return;
  touched = now;
  localStorage.setItem(LAST, String(now));
  if (now - told < TELL_EVERY) return;
  told = now;
  post(dialog.dataset.touch, new FormData()).catch(() => undefined);
}

function cover(tell) {
  if (dialog.open) return;
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  document.querySelector(".shell").hidden = true;
  dialog.showModal();
  localStorage.setItem(LOCKED, "yes");
  if (tell) post(dialog.dataset.lock, new FormData()).then((answer) => answer.text()).catch(() => undefined);
}

function uncover() {
  document.querySelector(".shell").hidden = false;
  dialog.close();
  localStorage.removeItem(LOCKED);
  localStorage.setItem(LAST, String(Date.now()));
}

function post(address, body) {
  const headers = { "X-CSRFToken": csrf() };
  return fetch(address, { method: "POST", body, headers, credentials: "same-origin", keepalive: true });
}

async function unlock(event) {
  event.preventDefault();
  const form = event.target;
  const fault = form.querySelector("[data-fault]");
  const answer = await post(dialog.dataset.unlock, new FormData(form)).catch(() => null);
  form.reset();
  if (answer?.ok && !answer.redirected) {
    fault.hidden = true;
    uncover();
  } else if (answer?.redirected) location.reload();
  else {
    fault.hidden = false;
    fault.textContent = answer ? words(answer.status === 429 ? "wordTooMany" : "wordWrongPassword") : words("wordOffline");
  }
}

function look() {
  const idle = Date.now() - Number(localStorage.getItem(LAST) ?? Date.now());
  if (idle > minutes * 60_000) cover(true);
}

export function start() {
  dialog = document.getElementById("lock");
  minutes = Number(document.body.dataset.idleMinutes ?? 0);
  if (!dialog) return;
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("form[data-unlock]").addEventListener("submit", unlock);
  document.querySelectorAll("[data-lock-now]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    cover(true);
  }));
  addEventListener("storage", (event) => {
    if (event.key !== LOCKED) return;
    if (event.newValue) cover(false);
    else if (dialog.open) uncover();
  });
  localStorage.removeItem(LOCKED);
  touch();
  if (!minutes) return;
  for (const event of ["pointerdown", "keydown", "scroll", "pointermove"]) addEventListener(event, touch, { passive: true });
  setInterval(look, 5000);
}
