// Curves tell the value under the pointer, or step by step with the arrow keys. Without this they are drawn all the same.
const dots = (curve) => [...curve.querySelectorAll(".curve-dot")];

function tell(curve, dot) {
  for (const other of dots(curve)) other.classList.toggle("near", other === dot);
  const said = curve.closest("figure").querySelector(".curve-said");
  if (said && dot) said.textContent = dot.dataset.said;
}

function nearest(curve, event) {
  const box = curve.getBoundingClientRect();
  const [, , width, height] = curve.getAttribute("viewBox").split(" ").map(Number);
  const x = ((event.clientX - box.left) / box.width) * width;
  const y = ((event.clientY - box.top) / box.height) * height;
  const far = (dot) => Math.abs(dot.cx.baseVal.value - x) * 4 + Math.abs(dot.cy.baseVal.value - y);
  return dots(curve).reduce((best, dot) => (best && far(best) <= far(dot) ? best : dot), null);
}

function step(curve, by) {
  const inOrder = dots(curve).sort((a, b) => a.cx.baseVal.value - b.cx.baseVal.value);
  const here = inOrder.findIndex((dot) => dot.classList.contains("near"));
  const next = here < 0 ? inOrder.length - 1 : Math.min(Math.max(here + by, 0), inOrder.length - 1);
  tell(curve, inOrder[next]);
}

export function start() {
  document.addEventListener("pointermove", (event) => {
    const curve = event.target.closest?.("[data-curve]");
    if (curve) tell(curve, nearest(curve, event));
  });
  document.addEventListener("keydown", (event) => {
    const curve = event.target.closest?.("[data-curve]");
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!curve || !by) return;
    event.preventDefault();
    step(curve, by);
  });
}
