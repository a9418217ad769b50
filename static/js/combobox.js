// Suggestions under the search field: the combobox pattern of ARIA 1.2. Without this file it is a plain field.
const DELAY = 120; // ms
const SHORTEST = 2; // characters

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// `words` are the texts it says; `typed` tells what to ask for, `keep` which answers to offer, `choose` takes one
export function combobox(field, { words, url, typed, keep = () => true, choose: take }) {
  const id = `${field.id}-list`;
  const list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": words.list, hidden: "" });
  const says = element("p", { class: "unseen", role: "status" });
  let found = [];
  let active = -1;
  let timer = 0;
  let request = null;

  for (const [key, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", id]]) {
    field.setAttribute(key, value);
  }
  field.after(list);
  field.parentElement.after(says);

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function mark(place) {
    active = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = list.children[place];
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function show(suggestions) {
    found = suggestions;
    list.replaceChildren(...found.map(({ text, kind }, number) => {
      const option = element("li", { role: "option", id: `${id}-${number}`, "aria-selected": "false" });
      option.append(element("span", {}, text));
      if (words[kind]) option.append(" ", element("span", { class: "suggestion-kind" }, words[kind]));
      return option;
    }));
    mark(-1);
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
    const { none, one, many } = words;
    says.textContent = found.length === 0 ? none : found.length === 1 ? one : many.replace("{n}", found.length);
  }

  async function ask() {
    const q = typed();
    request?.abort();
    if (q.length < SHORTEST) return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ q })}`, { signal });
      const suggestions = answer.ok ? await answer.json() : [];
      if (!signal.aborted && document.activeElement === field) show(suggestions.filter(keep));
    } catch {
      // a field without suggestions is still a field
    }
  }

  function choose(place) {
    const chosen = found[place];
    close();
    take(chosen);
  }

  function move(step) {
    if (list.hidden) return ask();
    const places = found.length + 1; // one of them is the field itself
    mark(((active + 1 + step + places) % places) - 1);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });
}

function search(field) {
  // a combobox is an ordinary text field: a search field must not take the role
  field.type = "text";
  field.setAttribute("inputmode", "search");
  combobox(field, {
    words: field.dataset,
    url: field.dataset.suggestions,
    typed: () => field.value.trim(),
    choose: ({ text, url }) => {
      if (url) return location.assign(url);
      field.value = text;
      field.form.requestSubmit();
    },
  });
}

document.querySelectorAll("input[data-suggestions]").forEach(search);
