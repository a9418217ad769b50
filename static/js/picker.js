// A long list of concepts gets a field to find them with, and the chosen ones on top. Without this file it is read through.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

function enhance(whole) {
  const { find, none, one, many, chosen, remove, removed } = whole.dataset;
  const options = [...whole.querySelectorAll(".picker-option")].map((row) => ({
    row,
    box: row.querySelector("input"),
    name: row.querySelector(".tick span").firstChild.textContent.trim(),
    own: plain(row.querySelector(".tick span").firstChild.textContent),
    words: ` ${plain(`${row.dataset.words ?? ""} ${row.querySelector(".meaning")?.textContent ?? ""}`).replace(/[^\p{L}\p{N}]+/gu, " ")}`,
  }));
  const field = document.createElement("input");
  const says = document.createElement("p");
  const pills = document.createElement("ul");

  Object.assign(field, { type: "search", className: "input picker-find", id: `${whole.id}_find`, autocomplete: "off", placeholder: find });
  field.setAttribute("aria-label", find);
  Object.assign(says, { className: "small muted" });
  says.setAttribute("role", "status");
  pills.className = "picker-chosen bare";
  pills.setAttribute("aria-label", chosen);
  whole.querySelector(".picker-options").before(pills, field, says);

  const seen = () => options.filter(({ row }) => !row.hidden);

  function filter() {
    const wanted = plain(field.value).split(/\s+/);
    for (const { row, own, words } of options) {
      // of the name any letters, of the other words those that one begins with
      row.hidden = !wanted.every((part) => own.includes(part) || words.includes(` ${part}`));
    }
    const count = seen().length;
    const said = count === 0 ? none : count === 1 ? one : many.replace("{n}", count);
    says.textContent = field.value.trim() ? said : "";
  }

  function show() {
    pills.replaceChildren(...options.filter(({ box }) => box.checked).map(({ box, name }) => {
      const item = document.createElement("li");
      const pill = document.createElement("button");
      Object.assign(pill, { type: "button", className: "pill", textContent: name });
      const deed = document.createElement("span");
      Object.assign(deed, { className: "unseen", textContent: `, ${remove}` });
      const cross = document.createElement("span");
      cross.setAttribute("aria-hidden", "true");
      cross.textContent = "×";
      pill.append(deed, cross);
      pill.addEventListener("click", () => take(box, name));
      item.append(pill);
      return item;
    }));
    const told = whole.closest(".folded")?.querySelector(".folded-words");
    if (!told) return;
    const names = options.filter(({ box }) => box.checked).map(({ name }) => name);
    told.textContent = names.join(", ") || told.dataset.mark;
    told.classList.toggle("optional", !names.length);
  }

  function take(box, name) {
    const place = [...pills.children].findIndex((item) => item.contains(document.activeElement));
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    says.textContent = removed.replace("{name}", name);
    (pills.children[Math.min(place, pills.children.length - 1)]?.querySelector("button") ?? field).focus();
  }

  function step(from, by) {
    const boxes = seen().map(({ box }) => box);
    const next = boxes.indexOf(from) + by;
    (next < 0 ? field : boxes[Math.min(next, boxes.length - 1)])?.focus();
  }

  // what is typed here is no answer: the page stays as saved as it is
  for (const kind of ["input", "change"]) field.addEventListener(kind, (event) => event.stopPropagation());
  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      step(null, 1);
    }
  });
  whole.querySelector(".picker-options").addEventListener("keydown", (event) => {
    if (!event.target.matches("input") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    step(event.target, event.key === "ArrowDown" ? 1 : -1);
  });
  whole.addEventListener("change", show);
  show();
}

document.querySelectorAll(".picker").forEach(enhance);
