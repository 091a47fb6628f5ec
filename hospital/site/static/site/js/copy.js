// data-copy on a button copies the text it names (data-copy="#id" or the value itself).
import { toast } from "./toasts.js";
import { words } from "./wire.js";

export function start() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const what = button.dataset.copy;
    const text = what.startsWith("#") ? document.querySelector(what)?.textContent.trim() : what;
    await navigator.clipboard.writeText(text ?? "");
    toast(words("wordCopied"), "ok");
  });
}
