// Nothing typed is lost unasked: a warning on leaving a changed form, one submission per click, the faults in focus.

const changed = new Set();

function isGuarded(form) {
  return form instanceof HTMLFormElement && form.method === "post" && form.dataset.noGuard === undefined;
}

function touch(event) {
  const form = event.target.form;
  if (form && isGuarded(form)) changed.add(form);
}

function send(event) {
  if (event.defaultPrevented) return;
  const form = event.target;
  changed.delete(form);
  if (form.method !== "post" || event.submitter?.hasAttribute("formtarget")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
}

function forget() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}

function faults() {
  const summary = document.querySelector("[data-faults]");
  if (summary) {
    summary.focus();
    summary.closest("form")?.querySelectorAll("input, select, textarea").length && changed.add(summary.closest("form"));
  }
}

export function start() {
  document.addEventListener("input", touch);
  document.addEventListener("change", touch);
  document.addEventListener("submit", send);
  document.addEventListener("htmx:afterRequest", forget);
  addEventListener("pageshow", forget);
  document.addEventListener("htmx:afterSwap", faults);
  addEventListener("beforeunload", (event) => {
    for (const form of changed) if (!form.isConnected) changed.delete(form);
    if (changed.size) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const summaryLink = event.target.closest?.("[data-faults] a");
    if (!summaryLink) return;
    const field = document.querySelector(summaryLink.getAttribute("href"));
    const control = field?.matches("input, select, textarea") ? field : field?.querySelector("input, select, textarea");
    if (control) {
      event.preventDefault();
      control.focus();
      control.scrollIntoView({ block: "center" });
    }
  });
  faults();
}
