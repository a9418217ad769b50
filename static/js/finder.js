// Results in place: what is done around the requests that htmx makes for the form and the links of the finder.
// Without this file the form and every link work as they are.
const finder = document.getElementById("finder");
const form = document.getElementById("search");
const says = document.getElementById("finder-says");
const root = document.documentElement;
const DESK = 60; // rem; see the container queries in layout.css
let before = null;
let scroll = 0;

const byId = (id) => (id ? document.getElementById(id) : null);
const isSheet = () => root.classList.contains("has-sheet");

// the address without empty keys, written as the server writes it
function shorten(event) {
  if (event.target !== form) return;
  const kept = [...event.detail.formData].filter(([, value]) => value.trim());
  const query = new URLSearchParams(kept).toString();
  event.detail.path = form.action.replace(location.origin, "") + (query && `?${query}`);
  event.detail.parameters = new FormData();
}

function remember(event) {
  if (!event.detail.shouldSwap) return;
  const folds = [...finder.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]);
  const focused = document.activeElement;
  before = { folds: new Map(folds), focus: finder.contains(focused) ? focused.id : "" };
}

function follow(event) {
  if (!before) return;
  for (const fold of finder.querySelectorAll("details[id]")) {
    if (before.folds.has(fold.id)) fold.open = before.folds.get(fold.id);
  }
  dress();
  const trigger = event.detail.requestConfig.elt;
  const results = byId("results");
  const heading = byId("results-title");
  const turnsPage = trigger.closest(".pages") !== null;
  if (trigger !== form) byId("q").value = results.dataset.words;
  const stays = trigger === form && !before.focus;
  const target = byId(trigger === form ? before.focus : trigger.id) ?? heading;
  if (!stays && (turnsPage || !isSheet() || target !== heading)) target.focus({ preventScroll: true });
  if (turnsPage) results.scrollIntoView();
  if (stays || target !== heading) announce(heading.textContent);
  before = null;
}

function announce(text) {
  says.textContent = "";
  setTimeout(() => (says.textContent = text), 100);
}

// whatever cannot be shown in place is shown as a page of its own
function leave(event) {
  location.assign(event.detail.pathInfo?.finalRequestPath ?? location.href);
}

function openSheet() {
  scroll = window.scrollY;
  root.classList.add("has-sheet");
  dress();
  window.scrollTo(0, 0);
  byId("facets-title").focus({ preventScroll: true });
}

function closeSheet(target) {
  root.classList.remove("has-sheet");
  dress();
  window.scrollTo(0, scroll);
  target?.focus();
}

// the facets are a dialogue only while they are a sheet; everything else is not displayed then
function dress() {
  const facets = byId("facets");
  if (!facets) return root.classList.remove("has-sheet");
  facets.setAttribute("role", isSheet() ? "dialog" : "group");
  facets.toggleAttribute("aria-modal", isSheet());
  if (isSheet()) facets.setAttribute("aria-modal", "true");
}

function click(event) {
  const target = event.target.closest(".open-facets, .close-facets, .facets-deeds button");
  if (!target) return;
  if (target.matches(".open-facets")) {
    event.preventDefault();
    openSheet();
  } else if (isSheet()) {
    event.preventDefault();
    const shows = target.matches("button");
    closeSheet(byId(shows ? "results-title" : "open-facets"));
    if (shows) byId("results").scrollIntoView();
  }
}

function start() {
  const whole = finder.parentElement;
  root.classList.add("scripted");
  whole.addEventListener("htmx:configRequest", shorten);
  finder.addEventListener("htmx:beforeSwap", remember);
  finder.addEventListener("htmx:afterSwap", follow);
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) whole.addEventListener(failure, leave);
  form.addEventListener("submit", () => {
    if (matchMedia("(pointer: coarse)").matches) byId("q").blur();
  });
  finder.addEventListener("click", click);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isSheet()) closeSheet(byId("open-facets"));
  });
  window.addEventListener("resize", () => {
    const wide = finder.clientWidth >= DESK * parseFloat(getComputedStyle(root).fontSize);
    if (isSheet() && wide) closeSheet();
  });
  if (location.hash === "#facets" && byId("facets")) history.replaceState(history.state, "", location.pathname + location.search);
}

if (window.htmx && finder && form) start();

// a long list of values gets its field once it has been opened
const furnish = (fold) => fold.matches(".facet-rest[open]") && import(finder.dataset.facetbox);
document.addEventListener("toggle", (event) => furnish(event.target), true);
document.querySelectorAll(".facet-rest[open]").forEach(furnish);
