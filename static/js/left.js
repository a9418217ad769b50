// What is still to do on a page, counted on while somebody answers. Without this file it is as it was when the page came.
const list = document.getElementById("left-to-do");
const counter = document.getElementById("left-count");

function isAnswered(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  const fields = target.matches("fieldset") ? [...target.querySelectorAll("input[name], textarea[name]")] : [target];
  return fields.some((field) => (/^(?:checkbox|radio)$/.test(field.type) ? field.checked && field.value : field.value.trim()));
}

if (list) {
  const rows = [...list.querySelectorAll("li")].map((row) => [row, row.querySelector("a").hash.slice(1)]);
  const open = rows.filter(([, id]) => !isAnswered(id)); // what is answered and still wrong is the server's to judge
  const follow = () => {
    open.forEach(([row, id]) => (row.hidden = isAnswered(id)));
    const left = rows.filter(([row]) => !row.hidden).length;
    const heading = list.querySelector(".left-here");
    if (heading) heading.hidden = !left;
    if (!counter) return;
    counter.textContent = (left === 1 ? counter.dataset.one : counter.dataset.many).replace("{n}", left);
    counter.parentElement.hidden = !left;
  };
  const form = document.getElementById("answers");
  for (const kind of ["input", "change"]) form.addEventListener(kind, follow);
  follow();
}
