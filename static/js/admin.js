// Gives the search fields of the admin the names of their labels: the package leaves them nameless.
"use strict";

function nameOne(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const drawn = select.nextElementSibling;
  if (!label || !drawn) return;
  const name = label.textContent.replace(/:\s*$/, "").trim();
  for (const part of drawn.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
    part.setAttribute("aria-label", name);
    part.removeAttribute("aria-labelledby");
  }
}

function nameAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(nameOne);
}

// the package draws its fields when its jQuery is ready; this is registered later, so it runs after that
window.django?.jQuery?.(nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll, 0));

// “/” leads to the search of a list, as on the public pages, unless somebody is typing
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("searchbar");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !field) return;
  event.preventDefault();
  field.focus();
});
