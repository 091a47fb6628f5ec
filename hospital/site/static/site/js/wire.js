// What htmx needs from us: the CSRF token on every write, a mark on what nobody asked for, a word when a request fails.
import { toast } from "./toasts.js";

export function csrf() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function words(name) {
  return document.body.dataset[name] ?? "";
}

export function start() {
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
    if (event.detail.triggeringEvent?.type === "poll") event.detail.headers["X-Background"] = "yes";
  });
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    const reference = answer.getResponseHeader("X-Request-Id");
    toast(words("wordFailed") + (reference ? ` (${reference.slice(-12)})` : ""), "bad");
  });
  document.addEventListener("htmx:sendError", () => toast(words("wordOffline"), "bad"));
}
