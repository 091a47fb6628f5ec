// Marks between the digits while they are typed or pasted. The server takes both forms.
const MASKS = { cpf: ["###.###.###-##"], cns: ["### #### #### ####"], cep: ["#####-###"], cnpj: ["##.###.###/####-##"], date: ["##/##/####"], time: ["##:##"], phone: ["(##) ####-####", "(##) #####-####"] };

export function apply(kind, text) {
  if (kind === "phone" && text.trim().startsWith("+")) return text;
  const digits = text.replace(/\D/g, "");
  const shapes = MASKS[kind];
  const shape = shapes.find((one) => one.split("#").length - 1 >= digits.length) ?? shapes.at(-1);
  let out = "";
  let next = 0;
  for (const mark of shape) {
    if (next >= digits.length) break;
    out += mark === "#" ? digits[next++] : mark;
  }
  return out;
}

function onInput(event) {
  const field = event.target;
  const kind = field.dataset?.mask;
  if (!MASKS[kind] || event.isComposing) return;
  const before = field.value.slice(0, field.selectionStart).replace(/\D/g, "").length;
  const atEnd = field.selectionStart === field.value.length;
  field.value = apply(kind, field.value);
  if (atEnd) return;
  let at = 0;
  for (let seen = 0; at < field.value.length && seen < before; at++) if (/\d/.test(field.value[at])) seen++;
  field.setSelectionRange(at, at);
}

function dress(root) {
  root.querySelectorAll?.("input[data-mask]").forEach((field) => {
    if (MASKS[field.dataset.mask] && field.value) field.value = apply(field.dataset.mask, field.value);
  });
}

export function start() {
  document.addEventListener("input", onInput, true);
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  dress(document);
}
