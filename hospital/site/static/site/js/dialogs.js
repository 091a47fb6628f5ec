// Dialogs: opened by data-dialog="id", closed by data-close, Escape or a click beside them.
export function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

function beside(event) {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || dialog.dataset.stay !== undefined) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
}

export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(dialog);
    }
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  });
  document.addEventListener("mousedown", beside);
  document.querySelectorAll("dialog[data-open]").forEach(open);
}
