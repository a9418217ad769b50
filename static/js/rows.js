// Rows of answers that are added, moved and removed in place. Without this file the buttons save the page and do it there.

function number(list, code) {
  [...list.children].forEach((row, place) => {
    for (const part of row.querySelectorAll("*")) {
      for (const name of ["name", "id", "for", "aria-describedby", "aria-controls"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replaceAll(new RegExp(`(?<![\\w-])((?:id_)?${code})-\\d+`, "g"), `$1-${place}`));
      }
      if (part.matches(".row-deed")) part.value = `${code}-${place}`;
    }
    for (const said of row.querySelectorAll(".row-deed .unseen")) said.textContent = said.textContent.replace(/\d+/, place + 1);
    row.querySelector("[name=up]").hidden = place === 0;
    row.querySelector("[name=down]").hidden = place === list.children.length - 1;
  });
}

function emptied(row) {
  row.querySelectorAll(".error, [role=status]").forEach((part) => part.remove());
  row.querySelectorAll(".field-error").forEach((part) => part.classList.remove("field-error"));
  for (const field of row.querySelectorAll("input, textarea")) {
    field.value = field.defaultValue = "";
    field.removeAttribute("value");
    field.removeAttribute("aria-invalid");
  }
  return row;
}

function enhance(whole) {
  const { rows: code, most, row, add, added, moved, removed, undo, full } = whole.dataset;
  const list = whole.querySelector(".answer-rows");
  const pattern = emptied(list.lastElementChild.cloneNode(true));
  const more = document.createElement("button");
  const says = document.createElement("p");
  const back = document.createElement("button");
  const line = document.createElement("div");
  let gone = null;

  Object.assign(more, { type: "button", className: "button button-second", textContent: add });
  Object.assign(back, { type: "button", className: "row-deed", textContent: undo, hidden: true });
  Object.assign(says, { className: "small" });
  says.setAttribute("role", "status");
  line.className = "rows-said";
  line.append(says, back);
  whole.querySelector(".rows-more").replaceWith(more, line);

  const first = (item) => item.querySelector("input:not([type=hidden]), textarea");

  function settle(text) {
    number(list, code);
    more.hidden = list.children.length >= Number(most);
    says.textContent = more.hidden ? `${text} ${full}`.trim() : text;
    back.hidden = !gone || more.hidden;
    whole.dispatchEvent(new Event("input", { bubbles: true }));
    whole.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function addRow() {
    const item = pattern.cloneNode(true);
    list.append(item);
    settle(added.replace("{n}", list.children.length));
    item.dispatchEvent(new CustomEvent("row-added", { bubbles: true }));
    first(item).focus();
  }

  function move(item, step) {
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(item);
    else other.after(item);
    settle(moved.replace("{n}", [...list.children].indexOf(item) + 1));
    const button = item.querySelector(step < 0 ? "[name=up]" : "[name=down]");
    (button.hidden ? first(item) : button).focus();
  }

  function remove(item) {
    const place = [...list.children].indexOf(item);
    const hasWords = [...item.querySelectorAll("input, textarea")].some((field) => field.value.trim());
    gone = hasWords ? { item, place } : null;
    item.remove();
    if (!list.children.length) list.append(pattern.cloneNode(true));
    settle(removed.replace("{n}", place + 1));
    first(list.children[Math.min(place, list.children.length - 1)]).focus();
  }

  function putBack() {
    const { item, place } = gone;
    gone = null;
    list.insertBefore(item, list.children[place] ?? null);
    settle(row.replace("{n}", place + 1));
    first(item).focus();
  }

  more.addEventListener("click", addRow);
  back.addEventListener("click", putBack);
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".row-deed");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    if (button.name === "drop") remove(item);
    else move(item, button.name === "up" ? -1 : 1);
  });
  number(list, code);
  more.hidden = list.children.length >= Number(most);
  if (more.hidden) says.textContent = full;
}

document.querySelectorAll("[data-rows]").forEach(enhance);
