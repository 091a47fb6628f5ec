// The triage desk: the list narrows as one types, and the colour shows while one answers. The server decides.
const RULE = /^([a-z0-9_]+) *(<=|>=|<|>) *(-?[0-9.]+)$/;
const TESTS = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };

function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function narrow(field) {
  const input = field.querySelector("input");
  const items = [...document.querySelectorAll(`${field.dataset.narrow} [data-words]`)];
  const shown = () => items.filter((item) => !item.closest("li").hidden);
  input.addEventListener("input", () => {
    const words = bare(input.value).split(/\s+/);
    for (const item of items) item.closest("li").hidden = !words.every((word) => bare(item.dataset.words).includes(word));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") shown()[0]?.click();
    if (event.key === "ArrowDown") shown()[0]?.focus();
  });
}

function measures(form) {
  const found = {};
  form.querySelectorAll("input[data-measure]").forEach((input) => {
    if (input.type === "radio" && !input.checked) return;
    const value = Number(input.value.replace(",", "."));
    if (input.value.trim() !== "" && !Number.isNaN(value)) found[input.dataset.measure] = value;
  });
  return found;
}

function check(input) {
  if (input.type === "radio") return;
  const value = Number(input.value.replace(",", "."));
  const empty = input.value.trim() === "";
  const { least, most, low, high } = input.dataset;
  const wrong = !empty && (Number.isNaN(value) || value < Number(least) || value > Number(most));
  input.setAttribute("aria-invalid", wrong ? "true" : "false");
  input.classList.toggle("unusual", !empty && !wrong && (value < Number(low) || value > Number(high)));
}

function decide(form) {
  const measured = measures(form);
  let decided = null;
  form.querySelectorAll("fieldset[data-level]").forEach((group) => {
    group.querySelectorAll("input[type=checkbox]").forEach((box) => {
      const rule = RULE.exec(box.dataset.rule ?? "");
      const byMeasure = rule && rule[1] in measured && TESTS[rule[2]](measured[rule[1]], Number(rule[3]));
      box.closest("label").classList.toggle("measured", Boolean(byMeasure));
      if (!decided && (box.checked || byMeasure)) decided = { group, box };
    });
  });
  const output = form.querySelector("[data-result]");
  const group = decided?.group;
  output.className = `risk ${group ? group.dataset.colour : "none"}`;
  output.textContent = group ? group.dataset.label : output.dataset.first;
  form.querySelector("[data-decided]").textContent = decided ? decided.box.closest("label").querySelector("span").firstChild.textContent : "";
}

export function start() {
  document.querySelectorAll("[data-narrow]").forEach(narrow);
  const form = document.querySelector("form[data-triage]");
  if (!form) return;
  form.querySelector("[data-result]").dataset.first = form.querySelector("[data-result]").textContent;
  form.addEventListener("input", (event) => {
    if (event.target.dataset.measure) check(event.target);
    decide(form);
  });
  form.querySelectorAll("input[data-measure]").forEach(check);
  decide(form);
}
