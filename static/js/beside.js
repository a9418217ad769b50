// What stands beside a page of questions is dealt with in place, so that nobody leaves a text that is being typed:
// comments, text that waits for its question, and practices like this one. A comment that was begun waits in the tab.
// Without this file the buttons open the page anew.
const form = document.getElementById("answers");
const READ = ["title", "summary", "challenge"];
const QUIET = 1500; // ms after the last key

const post = (url, data) => fetch(url, { method: "POST", body: data, headers: { "X-Part": "1" }, redirect: "error" });
const heading = (root) => root.querySelector("h2[tabindex]");

function put(root, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-part-root]");
  if (fresh) root.replaceWith(document.adoptNode(fresh));
  else root.hidden = true;
  return fresh;
}

function fail(sent, words) {
  sent.querySelector(".part-fault")?.remove();
  const fault = Object.assign(document.createElement("p"), { className: "error part-fault", textContent: words });
  fault.setAttribute("role", "alert");
  sent.append(fault);
}

// the answer as the server has it now, with what has been typed since
function add({ code, text, before, after }) {
  const field = form?.elements[code];
  const seen = form?.elements[`seen-${code}`];
  if (!field || !seen) return;
  if (seen.value === before) seen.value = after;
  field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${text}` : text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- a comment that was begun and not sent
const BEGUN = "comment_text";
const drawer = `polkka.comment.${document.getElementById("saving")?.dataset.person ?? ""}.${location.pathname}`;

function restore() {
  const field = document.getElementById(BEGUN);
  const begun = sessionStorage.getItem(drawer);
  if (!field || !begun || field.value) return;
  field.value = begun;
  field.closest("details")?.setAttribute("open", "");
}

document.addEventListener("input", ({ target }) => {
  if (target.id === BEGUN) sessionStorage.setItem(drawer, target.value);
});
restore();

// --- forms of the parts
async function send(sent, button) {
  const root = sent.closest("[data-part-root]");
  const data = new FormData(sent);
  if (button?.name) data.set(button.name, button.value);
  const response = await post(sent.action, data);
  if (!response.ok) throw new Error(response.status);
  if (sent.dataset.part !== "aside") {
    const fresh = put(root, await response.text());
    const wrong = fresh.querySelector("[aria-invalid=true]");
    if (data.has("text") && !wrong) sessionStorage.removeItem(drawer);
    restore();
    return (wrong ?? heading(fresh)).focus();
  }
  const { html, fault, moved } = await response.json();
  if (fault) return fail(sent, fault);
  if (moved) add(moved);
  const fresh = put(root, html);
  return (fresh ? heading(fresh) : form?.elements[moved?.code])?.focus();
}

document.addEventListener("submit", async (event) => {
  const sent = event.target;
  const root = sent.matches("form[data-part]") && sent.closest("[data-part-root]");
  if (!root && sent.elements.namedItem("text")) sessionStorage.removeItem(drawer);
  if (!root) return;
  event.preventDefault();
  if (sent.dataset.busy) return;
  sent.dataset.busy = "1";
  try {
    await send(sent, event.submitter);
  } catch {
    fail(sent, document.getElementById("part-failed").textContent);
  } finally {
    delete sent.dataset.busy;
  }
});

// --- practices like this one, while it is written
let quiet = 0;
let asked = 0;

async function compare() {
  const root = document.getElementById("similar");
  if (!root || root.contains(document.activeElement)) return;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("page", root.dataset.page);
  for (const name of READ) if (form.elements[name]) data.set(name, form.elements[name].value);
  const mine = (asked += 1);
  try {
    const response = await post(root.dataset.similar, data);
    const html = response.ok ? await response.text() : "";
    if (html && mine === asked && !root.contains(document.activeElement)) put(root, html);
  } catch {
    // the next key asks again
  }
}

if (form && document.getElementById("similar")) {
  form.addEventListener("input", (event) => {
    if (!READ.includes(event.target.name)) return;
    clearTimeout(quiet);
    quiet = setTimeout(compare, QUIET);
  });
}
