// Suggestions for keywords with commas between them: the combobox pattern of ARIA. Without this file it is a plain line.
const { combobox } = await import(document.querySelector("[data-keywords]").dataset.combobox);

// the keyword in which the caret stands, and where it begins and ends
function part(field) {
  const caret = field.selectionStart ?? field.value.length;
  const from = field.value.lastIndexOf(",", caret - 1) + 1;
  const end = field.value.indexOf(",", caret);
  const to = end < 0 ? field.value.length : end;
  return { from, to, word: field.value.slice(from, to).trim() };
}

function choose(field, { text }) {
  const { from, to } = part(field);
  const before = from ? `${field.value.slice(0, from).trimEnd()} ` : "";
  const after = field.value.slice(to).replace(/^,\s*/, "");
  field.value = `${before}${text.toLowerCase()}, ${after}`;
  const caret = before.length + text.length + 2;
  field.setSelectionRange(caret, caret);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function given(field) {
  return new Set(field.value.split(",").map((word) => word.trim().toLowerCase()));
}

for (const whole of document.querySelectorAll("[data-keywords]")) {
  const field = whole.querySelector("input");
  combobox(field, {
    words: whole.dataset,
    url: whole.dataset.keywords,
    typed: () => part(field).word,
    keep: ({ text }) => !given(field).has(text.toLowerCase()),
    choose: (found) => choose(field, found),
  });
}
