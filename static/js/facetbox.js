// A field that finds a value among the folded ones of a long facet. Without this file all of them are read through.
const LEAST = 8; // values worth a field
const typed = new Map(); // what was typed, by the id of the fold, kept while the results change

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

function filter(fold, field, none) {
  const wanted = plain(field.value);
  let shown = 0;
  for (const tick of fold.querySelectorAll(".tick")) {
    const fits = plain(tick.querySelector("span").textContent).includes(wanted) || tick.querySelector("input").checked;
    tick.hidden = !fits;
    shown += fits;
  }
  none.textContent = shown ? "" : fold.dataset.none;
  typed.set(fold.id, field.value);
}

function furnish(fold) {
  if (fold.querySelector(".facet-find")) return;
  if (!typed.get(fold.id) && fold.querySelectorAll(".tick").length < LEAST) return;
  const field = document.createElement("input");
  const none = document.createElement("p");
  Object.assign(field, { type: "search", className: "input facet-find", id: `find.${fold.id}`, autocomplete: "off" });
  field.setAttribute("aria-label", fold.dataset.find);
  field.placeholder = fold.dataset.find;
  Object.assign(none, { className: "small muted" });
  none.setAttribute("role", "status");
  field.addEventListener("input", () => filter(fold, field, none));
  // what is typed here is no limit: the results stay as they are
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  fold.querySelector("summary").after(field, none);
  field.value = typed.get(fold.id) ?? "";
  if (field.value) filter(fold, field, none);
}

const furnishAll = () => document.querySelectorAll(".facet-rest[open]").forEach(furnish);

document.addEventListener("toggle", (event) => event.target.matches(".facet-rest[open]") && furnish(event.target), true);
document.addEventListener("htmx:afterSwap", furnishAll);
furnishAll();
