// data-autosave="address" on a form: what is typed is kept within three seconds, and at once when one leaves a field.
// The answer gives the version to go on from. data-after-autosave="id of the form" on another form: it waits for that.
const PAUSE = 2500;
const AGAIN = 4000;
const LARGEST_KEPT_ALIVE = 60_000;
const states = new WeakMap();

function stateOf(form) {
  if (!states.has(form)) states.set(form, { dirty: false, timer: 0, under_way: null, stopped: false });
  return states.get(form);
}

function say(form, word, more = "") {
  const place = form.querySelector("[data-autosave-state] span");
  if (place) place.textContent = `${form.dataset[word] ?? ""} ${more}`.trim();
  form.querySelector("[data-autosave-state]")?.classList.toggle("bad", word !== "wordSaved" && word !== "wordSaving");
}

function later(form, pause) {
  const state = stateOf(form);
  if (!state.timer && !state.stopped) state.timer = setTimeout(() => save(form), pause);
}

function versions(form) {
  const others = document.querySelectorAll(`form[data-after-autosave="${form.id}"]`);
  return [form, ...others].flatMap((one) => [...one.querySelectorAll('input[name="version"]')]);
}

async function save(form, keepalive = false) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = 0;
  if (state.under_way) await state.under_way;
  if (!state.dirty || state.stopped) return;
  state.dirty = false;
  state.under_way = send(form, keepalive);
  await state.under_way;
  state.under_way = null;
}

async function send(form, keepalive) {
  const state = stateOf(form);
  const body = new URLSearchParams(new FormData(form)).toString();
  say(form, "wordSaving");
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body, keepalive: keepalive && body.length < LARGEST_KEPT_ALIVE,
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    });
    if (answer.ok) {
      const { version, at } = await answer.json();
      for (const input of versions(form)) input.value = version;
      say(form, "wordSaved", at);
    } else if (answer.status === 412 || answer.status === 409) {
      state.stopped = true;
      say(form, "wordStale");
    } else if (answer.status === 422) {
      say(form, "wordRefused");
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    state.dirty = true;
    say(form, "wordFailed");
    later(form, AGAIN);
  }
}

function typed(event) {
  const form = event.target.form;
  if (!form?.dataset.autosave) return;
  stateOf(form).dirty = true;
  later(form, PAUSE);
}

function left(event) {
  const form = event.target.form;
  if (form?.dataset.autosave) save(form);
}

function forms() {
  return document.querySelectorAll("form[data-autosave]");
}

function submitted(event) {
  const form = event.target;
  if (form.dataset.autosave) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.dirty = false;
    if (state.under_way) hold(event, form, state.under_way);
  }
  const first = document.getElementById(form.dataset.afterAutosave ?? "");
  if (first && (stateOf(first).dirty || stateOf(first).under_way)) hold(event, form, save(first));
}

function hold(event, form, work) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  work.then(() => form.requestSubmit(button));
}

export function start() {
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("focusout", left);
  document.addEventListener("submit", submitted, true);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) forms().forEach((form) => save(form, true));
  });
  addEventListener("beforeunload", (event) => {
    for (const form of forms()) {
      const state = stateOf(form);
      if (!state.dirty) continue;
      save(form, true);
      event.preventDefault();
    }
  });
}
