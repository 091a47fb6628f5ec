// The screen in the waiting room: asks for the calls every two seconds, says each once, and heals by itself.
const EVERY = 2000;
const SLOWEST = 30_000;
const STALE = 10_000;
const body = document.body;
const words = body.dataset;
const find = (name) => document.querySelector(`[data-${name}]`);
let mark = "";
let heard = Date.now();
let pause = EVERY;
let known = null;
let voice = true;
const queue = [];

function show(data) {
  const [now, ...before] = data.calls;
  find("ticket").textContent = now?.ticket ?? "—";
  find("room").textContent = now?.room ?? "—";
  find("before").replaceChildren(...before.map((call) => {
    const line = document.createElement("li");
    const ticket = document.createElement("strong");
    const room = document.createElement("span");
    ticket.textContent = call.ticket;
    room.textContent = call.room;
    line.append(ticket, room);
    return line;
  }));
  const fresh = known === null ? [] : data.calls.filter((call) => !known.has(call.id)).reverse();
  known = new Set(data.calls.map((call) => call.id));
  if (fresh.length) announce(fresh, data.spoken);
}

function announce(calls, spoken) {
  const stage = document.querySelector(".panel-now");
  stage.classList.remove("new");
  requestAnimationFrame(() => stage.classList.add("new"));
  if (!spoken || !voice || !("speechSynthesis" in window)) return;
  queue.push(...calls);
  while (queue.length) {
    const call = queue.shift();
    const ticket = call.ticket.replace(/^([A-Z]+)0*/, (_, letters) => `${letters.split("").join(" ")} `);
    const text = words.say.replace("%(ticket)s", ticket).replace("%(room)s", call.spoken);
    for (let times = 0; times < 2; times += 1) {
      const speech = new SpeechSynthesisUtterance(text);
      speech.lang = "pt-BR";
      speech.rate = 0.9;
      const speaker = speechSynthesis.getVoices().find((one) => one.lang.replace("_", "-") === "pt-BR");
      if (speaker) speech.voice = speaker;
      speechSynthesis.speak(speech);
    }
  }
}

function state() {
  const silent = Date.now() - heard;
  const stale = silent > STALE;
  if (stale !== body.classList.contains("stale")) body.classList.toggle("stale", stale);
  if (stale) find("state").textContent = words.stale.replace("%s", Math.round(silent / 1000));
  find("clock").textContent = new Date().toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit", timeZone: words.zone });
}

async function ask() {
  try {
    const answer = await fetch(words.calls, {
      headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(8000),
    });
    if (answer.status === 404) {
      find("state").textContent = words.gone;
      find("ticket").textContent = find("room").textContent = "—";
      find("before").replaceChildren();
      pause = SLOWEST;
    } else if (answer.ok || answer.status === 304) {
      heard = Date.now();
      if (pause !== EVERY || answer.ok) find("state").textContent = "";
      pause = EVERY;
      if (answer.ok) {
        mark = answer.headers.get("ETag") ?? "";
        show(await answer.json());
      }
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    pause = Math.min(pause * 1.6, SLOWEST);
  }
  state();
  setTimeout(ask, pause);
}

find("sound").addEventListener("click", (event) => {
  // Browsers speak only after somebody has touched the page once; then the button goes.
  voice = true;
  speechSynthesis?.speak(new SpeechSynthesisUtterance(" "));
  event.target.hidden = true;
});
addEventListener("online", () => { pause = EVERY; });
setInterval(state, 1000);
ask();
