// A page of questions saves by itself: soon after the last key, when a field or the page is left, and when the network
// is back. Only what has changed is sent, by the same endpoint as the Save button; what cannot be sent is kept in the
// browser. Without this file the buttons save everything.
import * as fields from "./autosave-fields.js";
import { cabinet, tabName } from "./autosave-store.js";
import { offer, show, showErrors, showOthers } from "./autosave-show.js";

const IDLE = 3000; // ms after the last key
const LATEST = 10_000; // ms after the first key, while typing goes on
const KEEP = 400; // ms until it is kept in the browser
const BEAT = 25_000; // ms between signs that the page is open
const WAITS = [2000, 4000, 8000, 15_000, 30_000, 60_000]; // ms between tries without a network
const PATIENCE = 20_000; // ms for one request
const ANSWERS = 300; // ms for other tabs to say that they are open
const SMALL = 60_000; // characters that a browser sends while a page goes away
const UNSENT = ["offline", "away", "out", "other"]; // states in which what is typed waits in this browser

const place = document.getElementById("saving");
const form = place.closest("form");
const person = place.dataset.person;
const kept = cabinet(person, place.dataset.place);
const saved = fields.read(form); // what the server has, as far as this page knows
const conflicts = new Map(); // code → the value that was refused
const faulty = new Map(); // code → the value that cannot be kept as it is: it stays in this browser until it is mended
const compared = fields.codes(form).filter((code) => document.getElementById(`theirs-${code}`));
for (const code of compared) delete saved[code]; // both texts are on the page: a button decides, nothing by itself
let tab = tabName();
const otherTabs = new Set();
let others = { here: [], elsewhere: [] };
let state = "";
let time = "";
let busy = null;
let idle, latest, keeping, retry;
let tries = 0;
let isKept = true;
let isLeaving = false;
let isStopped = false; // nothing more can be saved from here
let opensAnew = false;

const same = (one, other) => JSON.stringify(one ?? []) === JSON.stringify(other ?? []);
const changed = (now = fields.read(form)) => Object.keys(now).filter((code) => !same(now[code], saved[code]));
const stands = (refused, now, code) => refused.has(code) && same(now[code], refused.get(code));
const waits = (now, code) => compared.includes(code) || stands(conflicts, now, code) || stands(faulty, now, code);
const sendable = (now) => changed(now).filter((code) => !waits(now, code));

function say(next) {
  state = next;
  const labels = [...conflicts.keys()].map((code) => fields.label(form, code)).join(", ");
  show(isKept || isStopped ? next : "unkept", { time, labels });
}

const settled = () => (conflicts.size ? "conflict" : form.querySelector(".field-error [aria-invalid]") ? "rough" : "saved");

function keep(now = fields.read(form)) {
  clearTimeout(keeping);
  keeping = 0;
  const entries = changed(now).map((code) => [code, { seen: fields.seen(form, code), fields: now[code] }]);
  isKept = kept.keep(tab, Object.fromEntries(entries));
}

function typed() {
  const now = fields.read(form);
  for (const code of conflicts.keys()) if (same(now[code], saved[code])) conflicts.delete(code);
  keeping ||= setTimeout(keep, KEEP);
  if (isStopped || !sendable(now).length) return;
  if (!UNSENT.includes(state)) say("dirty");
  clearTimeout(idle);
  idle = setTimeout(save, IDLE);
  latest ||= setTimeout(save, LATEST);
}

function body(now, codes) {
  const data = new URLSearchParams({ csrfmiddlewaretoken: fields.token(form), go: "auto", person });
  for (const code of codes) {
    data.append(fields.seenName(code), fields.seen(form, code));
    for (const [name, value] of now[code]) data.append(name, value);
  }
  return data;
}

const ask = (options) =>
  fetch(place.dataset.url || location.pathname, {
    headers: { Accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout?.(PATIENCE),
    ...options,
  });

// One request at a time; `beats` sends even if nothing has changed.
async function save({ beats = false } = {}) {
  for (const timer of [idle, latest, retry]) clearTimeout(timer);
  idle = latest = retry = 0;
  if (busy || isStopped) return busy;
  const now = fields.read(form);
  const codes = sendable(now);
  if (!codes.length && !beats) {
    if (!changed(now).length && ["dirty", "offline", "away", "out"].includes(state)) say(time ? settled() : "");
    return null;
  }
  keep(now);
  if (codes.length && !["offline", "away", "out"].includes(state)) say("saving");
  busy = send(now, codes);
  try {
    await busy;
  } finally {
    busy = null;
  }
  if (!retry && !isStopped && sendable(fields.read(form)).length) idle ||= setTimeout(save, IDLE);
  return null;
}

async function send(now, codes, isAgain = false) {
  let response;
  try {
    const data = body(now, codes);
    response = await ask({ method: "POST", body: data, keepalive: String(data).length < SMALL });
  } catch {
    return later("offline");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return took(now, codes, answer);
  if (response.status === 401) return later("out");
  if (answer?.state === "other_person") return later("other");
  if (response.status === 403 && !isAgain) return (await renew()) ? send(now, codes, true) : null;
  if (response.status === 503 && answer?.state !== "busy") return later("away");
  // 400 and 408: the form was cut on its way
  if (response.status >= 500 || [400, 408, 429].includes(response.status) || response.ok) return later("offline");
  isStopped = true;
  keep();
  return say("locked");
}

// After a new sign-in the page needs the new protection of forms; false says that it has none, and why is on the page.
async function renew() {
  try {
    const response = await ask({});
    if (response.status === 401) later("out");
    const answer = response.ok ? await response.json() : null;
    if (answer && answer.person !== person) later("other");
    if (answer?.person !== person) return false;
    fields.setToken(answer.csrf);
    return true;
  } catch {
    later("offline");
    return false;
  }
}

function took(now, codes, answer) {
  tries = 0;
  fields.setToken(answer.csrf);
  for (const code of codes) {
    if (answer.conflicts.includes(code)) conflicts.set(code, now[code]);
    else if (answer.unsaved?.includes(code)) faulty.set(code, now[code]);
    else {
      conflicts.delete(code);
      faulty.delete(code);
      saved[code] = now[code];
      if (answer.seen[code]) fields.setSeen(form, code, answer.seen[code]);
    }
  }
  const sent = codes.flatMap((code) => now[code].map(([name]) => name));
  showErrors(form, sent, answer.errors);
  keep();
  if (codes.length) {
    time = answer.time;
    document.getElementById("last-saved")?.remove(); // beside the buttons stands the newer one
  }
  others = answer.others;
  showOthers(others, otherTabs.size > 0);
  if (opensAnew && !changed().length) return location.reload();
  if (codes.length || UNSENT.includes(state)) say(sendable(fields.read(form)).length ? "dirty" : time ? settled() : "");
  return null;
}

function later(reason) {
  if (isLeaving) return null;
  keep();
  say(reason);
  const wait = WAITS[Math.min(tries, WAITS.length - 1)];
  tries += 1;
  retry = setTimeout(() => save({ beats: true }), ["offline", "away"].includes(reason) ? wait : Math.max(wait, 15_000));
  return null;
}

const hurry = () => {
  tries = 0;
  save({ beats: UNSENT.includes(state) });
};

// --- leaving and coming back
addEventListener("online", hurry);
addEventListener("focus", () => UNSENT.includes(state) && hurry());
document.addEventListener("visibilitychange", () => (document.hidden ? (keep(), save()) : hurry()));
addEventListener("pagehide", () => {
  isLeaving = true;
  keep();
  if (!busy) save();
  tabs?.postMessage({ bye: tab });
});
addEventListener("pageshow", (event) => {
  isLeaving = false;
  if (event.persisted) save({ beats: true });
});
addEventListener("beforeunload", (event) => {
  keep();
  if (!isKept && !isSubmitting && changed().length) event.preventDefault();
});

// --- the buttons: what is on its way arrives first, so that one save does not meet the other
let isSubmitting = false;
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (busy) {
    event.preventDefault();
    const { submitter } = event;
    const waited = new Promise((done) => setTimeout(done, 5000));
    Promise.race([busy, waited]).then(() => {
      busy = null;
      form.requestSubmit(submitter);
    });
    return;
  }
  isSubmitting = isStopped = true;
  for (const timer of [idle, latest, retry]) clearTimeout(timer);
  keep();
  setTimeout(() => {
    isSubmitting = isStopped = false; // the page is still here: the network failed, or somebody stopped it
  }, 15_000);
});

// --- who else is here
const tabs = globalThis.BroadcastChannel && new BroadcastChannel(`polkka.keep.${person}.${place.dataset.place}`);
if (tabs) {
  tabs.onmessage = ({ data }) => {
    if (data.hello) tabs.postMessage({ here: tab });
    if (data.here === tab) {
      tab = tabName(true); // this tab is a copy of that one
      tabs.postMessage({ hello: tab });
    }
    const other = data.hello ?? data.here;
    if (other && other !== tab) otherTabs.add(other);
    if (data.bye) otherTabs.delete(data.bye);
    showOthers(others, otherTabs.size > 0);
  };
}
setInterval(() => !document.hidden && save({ beats: true }), BEAT);

// --- what an earlier visit left in the browser
function offerKept() {
  const now = fields.read(form);
  const found = kept.left(new Set([tab, ...otherTabs])).filter(({ code }) => code in now);
  const lost = found.filter(({ code, fields: typed }) => fields.bare(typed) !== fields.bare(now[code]));
  for (const entry of found) if (!lost.includes(entry)) entry.forget();
  if (!lost.length) return;
  const lines = lost.map((entry) => ({
    label: fields.label(form, entry.code),
    kept: fields.words(entry.fields),
    saved: fields.words(now[entry.code]),
  }));
  const forget = () => lost.forEach((entry) => entry.forget());
  offer(Math.max(...lost.map(({ at }) => at)), lines, {
    putBack() {
      for (const { code, seen, fields: typed } of lost) {
        fields.setSeen(form, code, seen);
        opensAnew = fields.fill(form, code, typed) || opensAnew;
      }
      keep();
      if (isKept) forget();
      save();
    },
    throwAway: forget,
  });
}

form.addEventListener("input", typed);
form.addEventListener("change", typed);
form.addEventListener("click", () => setTimeout(typed)); // rows that a button adds, moves or removes
form.addEventListener("focusout", () => sendable(fields.read(form)).length && !["offline", "away"].includes(state) && save());
others = { here: JSON.parse(place.dataset.here), elsewhere: JSON.parse(place.dataset.elsewhere) };
kept.putAside(tab);
keep();
tabs?.postMessage({ hello: tab });
setTimeout(offerKept, tabs ? ANSWERS : 0);
