// The fields of a form by the question they answer: a question has a hidden field "seen-CODE".
const SEEN = "seen-";
const TOKEN = "csrfmiddlewaretoken";

export const codes = (form) =>
  [...form.querySelectorAll(`input[type=hidden][name^="${SEEN}"]`)].map((field) => field.name.slice(SEEN.length));

// The question of a field name: CODE itself, CODE-0-title or CODE_also; the longest that fits.
export function codeOf(name, known) {
  const fits = known.filter((code) => name === code || name.startsWith(`${code}-`) || name.startsWith(`${code}_`));
  return fits.sort((a, b) => b.length - a.length)[0];
}

// {code: [[name, value], …]} of everything the form would send.
export function read(form) {
  const known = codes(form);
  const found = Object.fromEntries(known.map((code) => [code, []]));
  for (const [name, value] of new FormData(form)) {
    const code = typeof value === "string" && codeOf(name, known);
    if (code) found[code].push([name, value.replace(/\r\n?/g, "\n")]);
  }
  return found;
}

// What a question holds, without regard to empty fields and outer space.
export const bare = (fields) =>
  JSON.stringify(fields.map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));

export const words = (fields) =>
  fields
    .map(([, value]) => value)
    .filter(Boolean)
    .join("\n");

export const seen = (form, code) => form.elements[SEEN + code].value;
export const setSeen = (form, code, digest) => {
  form.elements[SEEN + code].value = digest;
};
export const seenName = (code) => SEEN + code;

export const token = (form) => form.elements[TOKEN].value;
export const setToken = (value) =>
  document.querySelectorAll(`input[name=${TOKEN}]`).forEach((field) => {
    field.value = value;
  });

// The visible name of a question.
export function label(form, code) {
  const named = form.querySelector(`[name="${code}"], [name^="${code}-"]`);
  const set = named?.closest("fieldset");
  const text = set?.querySelector("legend") ?? form.querySelector(`label[for="${named?.id}"]`);
  const words = (text?.firstChild?.textContent ?? code).trim();
  const criterion = named?.closest("[data-criterion]")?.querySelector("h3")?.textContent.trim() ?? "";
  return criterion && !criterion.endsWith(words) ? `${criterion} – ${words}` : words;
}

// Put values back into the fields of a question; true if the page has to be opened anew to show all of them.
export function fill(form, code, fields) {
  const known = codes(form);
  const own = [...form.elements].filter((field) => field.name && codeOf(field.name, known) === code);
  const wanted = new Map();
  for (const [name, value] of fields) wanted.set(name, [...(wanted.get(name) ?? []), value]);
  for (const field of own) {
    const values = wanted.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
  const there = new Set(own.map((field) => field.name));
  const missing = fields.filter(([name]) => !there.has(name));
  for (const [name, value] of missing) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  for (const field of own) field.dispatchEvent(new Event("input", { bubbles: true }));
  return missing.length > 0;
}
