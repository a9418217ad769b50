// Says beside the Save button how things stand. Its words stand in the page, each in an element of its own.
const place = document.getElementById("saving");
const says = document.getElementById("saving-says");
const QUIET = new Set(["dirty", "saving"]); // seen, but not read aloud
const AS_HERE = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" }; // dates as written in Finland, British English
let spoken = "";

const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// Show one state; values stand for {time}, {labels} and the like.
export function show(state, values = {}) {
  for (const line of place.querySelectorAll("[data-state]")) {
    line.hidden = line.dataset.state !== state;
    if (line.hidden) continue;
    const words = line.querySelector("span") ?? line;
    line.dataset.words ??= words.textContent;
    words.textContent = fillIn(line.dataset.words, values);
    const heard = state + (values.labels ?? "");
    if (!QUIET.has(state) && heard !== spoken) {
      spoken = heard;
      says.textContent = words.textContent;
    }
  }
}

export function showOthers({ here, elsewhere }, hasOtherTab) {
  const lines = { here: here.join(", "), elsewhere: elsewhere.join(", "), tab: hasOtherTab ? "1" : "" };
  for (const line of place.querySelectorAll("[data-others]")) {
    const names = lines[line.dataset.others];
    const text = fillIn(line.dataset.words ?? line.textContent, { names });
    line.hidden = !names;
    if (names && line.textContent !== text) line.textContent = text;
  }
}

// The messages of the server at its fields, as the page itself shows them.
export function showErrors(form, sent, errors) {
  for (const name of sent) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    const box = field?.closest("fieldset.checks, .field");
    if (!box) continue;
    const known = box.querySelector(":scope > .error");
    if (known) known.remove();
    box.classList.toggle("field-error", name in errors);
    field.toggleAttribute("aria-invalid", name in errors);
    if (!(name in errors)) continue;
    field.setAttribute("aria-invalid", "true");
    const line = document.createElement("p");
    const error = document.createElement("div");
    line.textContent = errors[name];
    Object.assign(error, { className: "error", id: `${field.id}_error` });
    error.append(line);
    (field.closest(".tick") ?? field).before(error);
    const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    field.setAttribute("aria-describedby", [...described.add(error.id)].join(" "));
  }
}

// Offer what was found in this browser: [{label, kept, saved}] with two buttons.
export function offer(at, lines, { putBack, throwAway }) {
  const box = document.getElementById("saving-found");
  const list = box.querySelector("[data-list]");
  const sample = box.querySelector("template");
  for (const line of lines) {
    const row = sample.content.cloneNode(true);
    row.querySelector("[data-label]").textContent = line.label;
    const [kept, saved] = row.querySelectorAll("textarea");
    kept.value = line.kept;
    saved.value = line.saved;
    list.append(row);
  }
  const when = box.querySelector("[data-when]");
  when.textContent = fillIn(when.textContent, {
    time: new Date(at).toLocaleString(AS_HERE[document.documentElement.lang], { dateStyle: "short", timeStyle: "short" }),
  });
  const close = (deed) => () => {
    box.hidden = true;
    deed();
  };
  box.querySelector("[data-put-back]").addEventListener("click", close(putBack));
  box.querySelector("[data-throw-away]").addEventListener("click", close(throwAway));
  place.closest("form").before(box);
  box.hidden = false;
  says.textContent = box.querySelector("h2").textContent;
}
