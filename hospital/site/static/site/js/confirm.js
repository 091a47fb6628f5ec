// A question before what is hard to undo: data-confirm="Lock this account?" on a form or its button.
import { open } from "./dialogs.js";

export function ask(question, verb, danger = true) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-question]").textContent = question;
  const yes = dialog.querySelector("[data-yes]");
  if (verb) yes.textContent = verb;
  yes.classList.toggle("danger", danger);
  yes.classList.toggle("solid", danger);
  yes.classList.toggle("primary", !danger);
  dialog.returnValue = "";
  open(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function start() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const danger = button?.classList.contains("danger") ?? true;
    if (await ask(question, button?.textContent.trim(), danger)) {
      form.dataset.confirmed = "yes";
      form.requestSubmit(button ?? undefined);
      delete form.dataset.confirmed;
    }
  }, true);
  document.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (await ask(event.detail.question, event.target.textContent.trim())) event.detail.issueRequest(true);
  });
}
