// An assessor's page: counts the answered criteria, and lets 0–4 choose a step. Without it the page counts when it opens.
const form = document.getElementById("answers");
const count = document.querySelector(".criteria-row-count");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const steps = (criterion) => [...criterion.querySelectorAll(`[name="step_${criterion.dataset.criterion}"]`)];
const isAnswered = (criterion) => steps(criterion).some((field) => field.checked);

function tell() {
  for (const criterion of criteria) {
    const link = document.querySelector(`[data-criterion-link="${criterion.dataset.criterion}"]`);
    const done = isAnswered(criterion);
    link.classList.toggle("is-answered", done);
    link.querySelector("[data-done]").hidden = !done;
  }
  count.textContent = count.dataset.words.replace("{n}", criteria.filter(isAnswered).length);
}

// Digits work among the steps only, so that they disturb no typing and no other key of the browser.
form.addEventListener("keydown", (event) => {
  if (event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  const criterion = event.target.closest("[data-criterion]");
  const chosen = criterion && steps(criterion).find((field) => field.value === event.key);
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
});
form.addEventListener("change", tell);
form.addEventListener("input", tell);
for (const line of document.querySelectorAll("[data-with-script]")) line.hidden = false;
tell();
