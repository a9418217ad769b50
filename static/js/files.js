// The page of files: each file is sent by itself with progress, and what is told of them is saved while one writes.
const SAVE_AFTER = 1500; // ms after the last key
const AGAIN = 15_000; // ms after a try that the network or the portal did not take
const LARGEST = 20_000_000;
const form = document.getElementById("files-form");
const input = form.querySelector("#id_files");
const find = (name) => form.querySelector(`[data-${name}]`);
const [drop, progress, line, says, rows, kept] = ["drop", "progress", "line", "says", "rows", "kept"].map(find);
const waiting = [];
let isSending = false;

function fields(deed) {
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "once"]) data.append(name, form.elements[name].value);
  data.append("deed", deed);
  return data;
}

function show(item, words, isFault) {
  const state = item.querySelector("[data-state]");
  state.textContent = words;
  state.classList.toggle("error", isFault);
  says.textContent = `${item.querySelector("[data-name]").textContent}: ${words}`;
  item.querySelector("progress").hidden = isFault;
  item.querySelector("[data-cancel]").hidden = isFault;
}

function fail(item, words, canRetry) {
  show(item, words, true);
  item.querySelector("[data-retry]").hidden = !canRetry;
}

function added(item, answer) {
  for (const { id, html } of answer.rows) {
    document.getElementById(id)?.remove();
    rows.insertAdjacentHTML("beforeend", html);
  }
  form.querySelector("[data-none]").hidden = true;
  form.querySelector("[data-when-rows]").hidden = false;
  form.querySelector("#files-room").textContent = answer.room;
  show(item, says.dataset.done, false);
  item.remove();
}

function send(item, file) {
  const request = new XMLHttpRequest();
  const data = fields("add");
  data.append("files", file);
  data.append("whole", "1");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    item.querySelector("progress").value = (100 * loaded) / total;
    if (loaded === total) show(item, says.dataset.checked, false);
  });
  request.addEventListener("load", () => {
    const answer = request.response;
    if (request.status === 413) fail(item, form.dataset.large, false);
    else if (request.status === 503) fail(item, answer?.reason ?? form.dataset.cut, true);
    else if (!answer?.refused) fail(item, form.dataset.ended, true);
    else if (answer.refused.length) fail(item, answer.refused[0].reason, false);
    else added(item, answer);
  });
  request.addEventListener("error", () => fail(item, form.dataset.cut, true));
  request.addEventListener("abort", () => fail(item, says.dataset.stopped, true));
  request.addEventListener("loadend", () => {
    isSending = false;
    next();
  });
  item.stop = () => request.abort();
  request.responseType = "json";
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(data);
}

function next() {
  if (isSending || !waiting.length) return;
  isSending = true;
  send(...waiting.shift());
}

function queue(file) {
  const item = line.content.firstElementChild.cloneNode(true);
  item.querySelector("[data-name]").textContent = file.name;
  const again = () => {
    item.querySelector("[data-retry]").hidden = true;
    item.querySelector("progress").value = 0;
    show(item, line.content.querySelector("[data-state]").textContent, false);
    waiting.push([item, file]);
    next();
  };
  item.querySelector("[data-cancel]").addEventListener("click", () => {
    const place = waiting.findIndex(([one]) => one === item);
    if (place < 0) return item.stop?.();
    waiting.splice(place, 1);
    fail(item, says.dataset.stopped, true);
  });
  item.querySelector("[data-retry]").addEventListener("click", again);
  progress.append(item);
  if (file.size > LARGEST) fail(item, form.dataset.large, false);
  else again();
}

input.addEventListener("change", () => {
  [...input.files].forEach(queue);
  input.value = "";
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") [...event.dataTransfer.files].forEach(queue);
  });
}
find("drop-hint").hidden = false;
find("add").hidden = true;

// What is told of the files.
let timer = 0;
let isDirty = false;

async function save() {
  isDirty = false;
  const data = new FormData(form);
  for (const name of [...data.keys()]) if (data.get(name) instanceof File) data.delete(name);
  data.set("deed", "save");
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } })
    .then((response) => (response.status === 503 ? null : response.json()))
    .catch(() => null);
  const faults = answer ? Object.values(answer.errors ?? {}).concat((answer.refused ?? []).map((one) => one.reason)) : [];
  if (!answer || faults.length) {
    isDirty = true;
    kept.textContent = [form.dataset.unsaved, ...faults].join(". ");
    if (!answer) timer = setTimeout(save, AGAIN);
    return;
  }
  for (const [name, value] of Object.entries(answer.was)) if (form.elements[name]) form.elements[name].value = value;
  kept.textContent = answer.saved;
}

rows.addEventListener("input", (event) => {
  if (event.target.type === "file") return;
  isDirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER);
});
form.addEventListener("submit", () => {
  isDirty = false;
});
addEventListener("beforeunload", (event) => {
  if (isDirty || isSending) event.preventDefault();
});
