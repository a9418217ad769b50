// Tools over the texts that take Markdown: marks by button or key, and a preview. Without this file one types the marks.
const pattern = document.getElementById("markdown-tools");
const KEYS = { b: "bold", i: "italic", k: "link" };
const BEGIN = { bullets: /^[-*+] /, numbers: /^\d+[.)] /, heading: /^#{1,4} / };
const POINT = /^(\s*)([-*+]|\d{1,3}[.)]) (.*)$/;
const ANY = /^(?:[-*+] |\d+[.)] |#{1,4} )/;

// typed in as if by hand, so that undo takes it back
function put(field, from, to, text) {
  field.focus();
  field.setSelectionRange(from, to);
  const isDone = text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete");
  if (isDone) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}

function around(field, mark) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const size = mark.length;
  const isInside = value.slice(from - size, from) === mark && value.slice(to, to + size) === mark;
  // one star stands within two
  const isOwn = isInside && (size > 1 || value[from - 2] !== "*" || value.slice(from - 3, from) === "***");
  const words = value.slice(from, to);
  if (isOwn) {
    put(field, from - size, to + size, words);
    field.setSelectionRange(from - size, to - size);
  } else {
    const [, before, inner, after] = words.match(/^(\s*)([\s\S]*?)(\s*)$/);
    put(field, from, to, `${before}${mark}${inner}${mark}${after}`);
    field.setSelectionRange(from + before.length + size, from + before.length + size + inner.length);
  }
}

function lines(field, kind) {
  const { selectionStart, selectionEnd, value } = field;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", Math.max(selectionEnd - (value[selectionEnd - 1] === "\n" && selectionEnd > selectionStart), from));
  const to = end < 0 ? value.length : end;
  const old = value.slice(from, to).split("\n");
  const isOn = old.every((line) => BEGIN[kind].test(line) || (old.length > 1 && !line.trim()));
  let n = 0;
  const mark = () => (kind === "bullets" ? "- " : kind === "numbers" ? `${(n += 1)}. ` : "## ");
  const made = old.map((line) => {
    if (old.length > 1 && !line.trim()) return line;
    return (isOn ? "" : mark()) + line.replace(ANY, "");
  });
  // a list or a heading right under a paragraph would be read as a part of it
  const above = value.slice(0, from).trimEnd().split("\n").pop();
  const isApart = isOn || from === 0 || value[from - 2] === "\n" || BEGIN[kind].test(above);
  const text = (isApart ? "" : "\n") + made.join("\n");
  put(field, from, to, text);
  field.setSelectionRange(old.length > 1 ? from + (isApart ? 0 : 1) : from + text.length, from + text.length);
}

function link(field) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const words = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  put(field, from, to, isAddress ? `[](${words})` : `[${words}](https://)`);
  const place = isAddress ? from + 1 : words ? from + words.length + 3 : from + 1;
  field.setSelectionRange(place, words && !isAddress ? place + 8 : place);
}

// a new line within a list is its next point; an empty point ends the list
function goOn(field, event) {
  const { selectionStart: caret, selectionEnd, value } = field;
  const from = value.lastIndexOf("\n", caret - 1) + 1;
  const point = POINT.exec(value.slice(from, caret));
  const isAtEnd = caret === selectionEnd && (caret === value.length || value[caret] === "\n");
  if (!point || !isAtEnd) return;
  event.preventDefault();
  const [, space, mark, words] = point;
  const next = mark.replace(/\d+/, (number) => Number(number) + 1);
  if (words.trim()) put(field, caret, caret, `\n${space}${next} `);
  else put(field, from, caret, "");
}

function apply(field, kind) {
  if (kind === "bold") around(field, "**");
  else if (kind === "italic") around(field, "*");
  else if (kind === "link") link(field);
  else lines(field, kind);
}

async function fetched(text) {
  if (!text.trim()) return { words: pattern.dataset.empty };
  const body = new FormData();
  body.set("text", text);
  body.set("csrfmiddlewaretoken", document.querySelector("#answers [name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(pattern.dataset.url, { method: "POST", body, redirect: "error" });
    if (answer.ok) return { html: await answer.text() };
    const isOurs = answer.status === 413 || answer.status === 422;
    return { words: isOurs ? await answer.text() : pattern.dataset.failed };
  } catch {
    return { words: pattern.dataset.failed };
  }
}

function previewer(field, button) {
  const shown = document.createElement("div");
  Object.assign(shown, { className: "markdown-preview prose", hidden: true, tabIndex: 0, lang: field.lang });
  shown.setAttribute("role", "region");
  shown.setAttribute("aria-label", button.textContent);
  field.after(shown);
  return async () => {
    if (!shown.hidden) {
      shown.hidden = true;
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const { html, words } = await fetched(field.value);
    // the fragment comes from the server, which lets only a short list of elements through
    if (html === undefined) shown.textContent = words;
    else shown.innerHTML = html;
    shown.hidden = false;
    button.setAttribute("aria-expanded", "true");
    shown.focus({ preventScroll: true });
    shown.scrollIntoView({ block: "nearest" });
  };
}

function rove(bar, buttons) {
  const reach = (place) => buttons.forEach((button, n) => (button.tabIndex = n === place ? 0 : -1));
  reach(0);
  bar.addEventListener("focusin", (event) => reach(buttons.indexOf(event.target.closest("button"))));
  bar.addEventListener("keydown", (event) => {
    const place = buttons.indexOf(document.activeElement);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons.at(next % buttons.length).focus();
  });
}

function enhance(field) {
  if (field.previousElementSibling?.matches(".markdown-tools")) return;
  const bar = pattern.content.firstElementChild.cloneNode(true);
  const buttons = [...bar.querySelectorAll("button")];
  bar.setAttribute("aria-controls", field.id);
  const name = field.labels?.[0]?.firstChild?.textContent.trim();
  if (name) bar.setAttribute("aria-label", `${bar.getAttribute("aria-label")}: ${name}`);
  field.before(bar);
  const show = previewer(field, buttons.at(-1));
  rove(bar, buttons);
  bar.addEventListener("click", (event) => {
    const kind = event.target.closest("button")?.dataset.mark;
    if (kind === "preview") show();
    else if (kind) apply(field, kind);
  });
  field.addEventListener("keydown", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing);
    if (event.key === "Enter" && isPlain) return goOn(field, event);
    const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.isComposing;
    const kind = isOurs && KEYS[event.key.toLowerCase()];
    if (!kind) return;
    event.preventDefault();
    apply(field, kind);
  });
}

const enhanceAll = (root) => root.querySelectorAll("textarea[data-markdown]").forEach(enhance);

if (pattern) {
  enhanceAll(document);
  document.addEventListener("row-added", (event) => enhanceAll(event.target));
}
