// Saves a form some seconds after the last key, as its Save button would; without scripts the buttons do the same.
const WAIT = 5000;
const AGAIN = 15_000;
const AS_HERE = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };

// The digests and counters that the next save has to be sent with.
function renew(form, page) {
  for (const fresh of page.querySelectorAll('input[type=hidden][name^="seen"]')) {
    const field = form.elements[fresh.name];
    if (field) field.value = fresh.value;
  }
}

async function send(form) {
  const body = new FormData(form);
  body.set("go", "stay");
  const answer = await fetch(location.pathname, { method: "POST", body });
  if (answer.status === 503) throw new TypeError("away");
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) throw new Error("not saved");
  renew(form, new DOMParser().parseFromString(await answer.text(), "text/html"));
}

function watch(form) {
  const line = form.querySelector("[data-saved]");
  let timer = 0;
  let running = null;
  let isOff = false;

  async function save() {
    try {
      await send(form);
      const time = new Date().toLocaleTimeString(AS_HERE[document.documentElement.lang], { hour: "2-digit", minute: "2-digit" });
      line.textContent = line.dataset.saved.replace("{time}", time);
    } catch (error) {
      isOff = !(error instanceof TypeError); // no network, or a portal that is away: again soon; else the button shows why
      line.textContent = line.dataset.failed;
      clearTimeout(timer);
      if (!isOff) timer = setTimeout(queue, AGAIN);
    }
    running = null;
  }

  function queue() {
    running = (running ?? Promise.resolve()).then(save);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (!isOff) timer = setTimeout(queue, WAIT);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    await running;
    form.requestSubmit(event.submitter);
  });
}

for (const form of document.querySelectorAll("form[data-save-often]")) watch(form);
