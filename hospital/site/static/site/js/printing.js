// data-print-now prints the page; a page made for paper says data-print on its content and prints itself once.
export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print-now]")) window.print();
  });
  if (document.querySelector("[data-print]")) document.fonts.ready.then(() => window.print());
}
