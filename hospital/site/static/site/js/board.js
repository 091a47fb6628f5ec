// The bed board: told at once which ward has changed, it asks for that ward and lets what is new glow. Without the stream it asks
// every 20 s. Arrows and j k go from bed to bed, Enter shows one, t transfers whoever is in it, and so does dragging.
import { open } from "./dialogs.js";
import { isOn } from "./hotkeys.js";
import { toast } from "./toasts.js";
import { csrf } from "./wire.js";

const POLL = 20_000;
const QUIET = 25_000; // the stream beats every 10 s; after this silence it is dead
const SLOWEST = 30_000;
const ASIDE = "board-aside";
const page = () => document.querySelector("[data-board]");
const beds = () => [...document.querySelectorAll("[data-bed]")];
const link = (bed) => bed?.querySelector(".bed-link");
const chosen = () => document.activeElement?.closest?.("[data-bed]") ?? document.querySelector(".bed.is-chosen");

let stream = null;
let pause = 1000;
let beaten = 0;
let fresh = Date.now();
let asked = Date.now();
let asking = false;
let waiting = new Set();
let lifted = null;

/* What the server sends takes the place of what is there, bed by bed, so that the eye and the focus stay. */
function same(here, there) {
  return here.outerHTML.replace(/ is-(chosen|changed|moved|over-me)|aria-current="true"/g, "").replace(/\s+/g, " ") ===
    there.outerHTML.replace(/ is-(chosen|changed)|aria-current="true"/g, "").replace(/\s+/g, " ");
}

function put(here, there) {
  if (same(here, there)) return;
  const held = here.contains(document.activeElement);
  const glows = here.matches("[data-bed]");
  if (here.classList.contains("is-chosen")) there.classList.add("is-chosen");
  here.replaceWith(there);
  if (glows) there.classList.add("is-changed");
  if (held) (link(there) ?? there.querySelector("a, button"))?.focus({ preventScroll: true });
}

function merge(here, there) {
  const known = new Map([...here.querySelectorAll("[data-bed]")].map((bed) => [bed.id, bed]));
  const wanted = [...there.querySelectorAll("[data-bed]")];
  if (wanted.length !== known.size || wanted.some((bed) => !known.has(bed.id))) return here.replaceWith(there);
  put(here.querySelector(".ward-head"), there.querySelector(".ward-head"));
  return wanted.forEach((bed) => put(known.get(bed.id), bed));
}

async function ask(wards) {
  if (asking || !page()) return wards.forEach((ward) => waiting.add(ward));
  asking = true;
  asked = Date.now();
  const address = new URL(location.href);
  wards.forEach((ward) => address.searchParams.append("part", ward));
  if (!wards.length) address.searchParams.append("part", "all");
  try {
    const answer = await fetch(address, { headers: { "X-Background": "yes" }, signal: AbortSignal.timeout(10_000) });
    if (answer.redirected) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const text = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const there of text.querySelectorAll("[data-ward], [data-renews]")) {
      const here = document.getElementById(there.id);
      if (!here) continue;
      if (there.matches("[data-ward]")) merge(here, there);
      else put(here, there);
    }
    fresh = Date.now();
  } catch {
    wards.forEach((ward) => waiting.add(ward));
  } finally {
    asking = false;
    tell();
  }
  return undefined;
}

/* The stream: a ticket from the page's own server, then the process that only says which wards have changed. */
async function listen() {
  if (!page() || stream || document.hidden) return;
  try {
    const answer = await fetch(page().dataset.ticket, { headers: { "X-Background": "yes" }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const { url, ticket } = await answer.json();
    if (!url) return undefined; // no live process here: asking by oneself is all there is
    const address = new URL(url, location.href);
    address.searchParams.set("ticket", ticket);
    stream = new EventSource(address);
  } catch {
    return again();
  }
  beaten = Date.now();
  stream.addEventListener("open", () => { pause = 1000; beaten = Date.now(); ask([]); });
  stream.addEventListener("beat", () => { beaten = fresh = Date.now(); tell(); });
  stream.addEventListener("ward", (event) => { beaten = Date.now(); ask([event.data]); });
  stream.addEventListener("error", () => { stop(); again(); });
  return undefined;
}

function stop() {
  stream?.close();
  stream = null;
  tell();
}

function again() {
  setTimeout(listen, pause * (0.7 + Math.random() * 0.6));
  pause = Math.min(pause * 2, SLOWEST);
}

function beat() {
  if (!page() || document.hidden) return;
  if (stream && Date.now() - beaten > QUIET) { stop(); again(); }
  if (waiting.size && !asking && Date.now() - asked > 300) {
    const wards = [...waiting];
    waiting = new Set();
    ask(wards);
  } else if (!stream && Date.now() - asked > POLL) ask([]);
  tell();
}

function tell() {
  const state = document.querySelector("[data-board-state]");
  if (!state) return;
  const age = Math.round((Date.now() - fresh) / 1000);
  const kind = age > 45 ? "stale" : stream ? "live" : "polling";
  const words = state.dataset[kind].replace("%s", age < 120 ? `${age} s` : `${Math.round(age / 60)} min`);
  if (state.textContent !== words) state.textContent = words;
  state.className = `board-state is-${kind}`;
  document.querySelector(".board-layout")?.classList.toggle("is-stale", kind === "stale");
  const clock = document.querySelector("[data-clock]");
  if (clock) clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

/* The one that was chosen: beside the beds, or a sheet on a phone. */
async function show(bed, focus = false) {
  const place = document.getElementById("board-details");
  const answer = await fetch(link(bed).href, { headers: { "X-Part": "yes" } });
  if (answer.redirected || !answer.ok) return location.assign(link(bed).href);
  const text = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...text.getElementById("board-details").childNodes);
  document.querySelectorAll(".bed.is-chosen").forEach((one) => one.classList.remove("is-chosen"));
  document.getElementById(bed.id)?.classList.add("is-chosen");
  aside(true);
  if (focus) place.querySelector("a.button, button")?.focus();
  return undefined;
}

function hide() {
  document.getElementById("board-details")?.replaceChildren();
  const bed = document.querySelector(".bed.is-chosen");
  bed?.classList.remove("is-chosen");
  link(bed)?.focus();
}

function aside(isShown) {
  document.querySelector(".board-layout")?.classList.toggle("is-wide", !isShown);
  document.querySelector("[data-aside]")?.setAttribute("aria-expanded", String(isShown));
}

/* Moving somebody: the form of the page, in a dialog; what the server refuses is said in it. */
async function move(stay, to = "") {
  const address = new URL(page().dataset.move.replace("STAY", stay), location.href);
  if (to) address.searchParams.set("bed", to);
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return location.assign(address);
  fill(await answer.text(), address);
  open(document.getElementById("board-move"));
  const form = document.querySelector("#board-move form");
  form?.elements[to ? "because" : "bed"]?.focus();
  return undefined;
}

function fill(html, address) {
  const form = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-moving-stay]");
  form.action = address;
  document.querySelector("#board-move .dialog-body").replaceChildren(form);
}

async function send(event) {
  const form = event.target.closest?.("#board-move form");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector(".form-foot button, button.primary");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-CSRFToken": csrf(), "X-Part": "yes" },
    });
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      document.getElementById("board-move").close();
      toast((await answer.json()).said);
      ask([]);
    } else {
      fill(await answer.text(), form.action);
      document.querySelector("#board-move [aria-invalid], #board-move .notice, #board-move form")?.scrollIntoView({ block: "nearest" });
      ask([]);
    }
  } catch {
    toast(document.body.dataset.wordOffline, "bad");
  } finally {
    button.disabled = false;
  }
}

/* Keys */
function neighbour(here, key) {
  const all = beds().filter((bed) => bed.offsetParent);
  const at = all.indexOf(here);
  if (key === "j" || key === "ArrowRight") return all[at + 1];
  if (key === "k" || key === "ArrowLeft") return all[at - 1];
  const box = here.getBoundingClientRect();
  const down = key === "ArrowDown";
  const rows = all.filter((bed) => { const top = bed.getBoundingClientRect().top; return down ? top > box.top + 4 : top < box.top - 4; });
  const near = rows.map((bed) => bed.getBoundingClientRect().top);
  const row = down ? Math.min(...near) : Math.max(...near);
  return rows.filter((bed) => Math.abs(bed.getBoundingClientRect().top - row) < 4)
    .reduce((best, bed) => (!best || Math.abs(bed.getBoundingClientRect().left - box.left) < Math.abs(best.getBoundingClientRect().left - box.left) ? bed : best), null);
}

function onKey(event) {
  if (!page() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const here = chosen();
  if (event.key === "Escape" && document.querySelector("#board-details .details")) hide();
  else if (event.key === "t" && isOn() && here?.dataset.stay) move(here.dataset.stay);
  else if (event.key.startsWith("Arrow") || (isOn() && (event.key === "j" || event.key === "k"))) {
    if (event.key.startsWith("Arrow") && !event.target.closest?.("[data-bed]")) return;
    const next = here ? neighbour(here, event.key) : beds()[0];
    if (!next) return;
    link(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onClick(event) {
  if (event.target.closest?.("[data-hide-details]")) { event.preventDefault(); return hide(); }
  const toggle = event.target.closest?.("[data-aside]");
  if (toggle) {
    const isShown = toggle.getAttribute("aria-expanded") !== "true";
    localStorage.setItem(ASIDE, isShown ? "shown" : "hidden");
    return aside(isShown);
  }
  const mover = event.target.closest?.("[data-move-stay]");
  if (mover && !event.ctrlKey && !event.metaKey) { event.preventDefault(); return move(mover.dataset.moveStay); }
  const at = event.target.closest?.("a.bed-link");
  if (!at || event.ctrlKey || event.metaKey || event.shiftKey || page().classList.contains("view-wall")) return undefined;
  event.preventDefault();
  return show(at.closest("[data-bed]"), event.detail === 0);
}

function onDrag(event) {
  const bed = event.target.closest?.("[data-bed]");
  if (event.type === "dragstart" && bed?.dataset.stay) {
    lifted = bed;
    bed.classList.add("is-moved");
    page().classList.add("is-moving");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", bed.dataset.name);
    return;
  }
  if (!lifted) return;
  const target = bed?.dataset.free === undefined ? null : bed;
  document.querySelectorAll(".is-over-me").forEach((one) => one !== target && one.classList.remove("is-over-me"));
  if (event.type === "dragover" && target) { event.preventDefault(); target.classList.add("is-over-me"); }
  if (event.type === "drop" && target) { event.preventDefault(); move(lifted.dataset.stay, target.dataset.bed); }
  if (event.type === "dragend" || event.type === "drop") {
    lifted.classList.remove("is-moved");
    page().classList.remove("is-moving");
    document.querySelectorAll(".is-over-me").forEach((one) => one.classList.remove("is-over-me"));
    lifted = null;
  }
}

export function start() {
  if (!page()) return;
  aside(localStorage.getItem(ASIDE) !== "hidden");
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", send, true);
  for (const kind of ["dragstart", "dragover", "drop", "dragend"]) document.addEventListener(kind, onDrag);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else { listen(); ask([]); }
  });
  addEventListener("pagehide", stop);
  addEventListener("online", () => { pause = 1000; listen(); ask([]); });
  document.addEventListener("animationend", (event) => event.target.classList?.remove("is-changed"));
  setInterval(beat, 1000);
  listen();
}
