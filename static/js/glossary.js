// A field that leaves in sight the entries whose words have the letters typed. Without this file all are read through.
const field = document.getElementById("find-term");
const told = document.getElementById("found-terms");

const plain = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();

const sections = [...document.querySelectorAll(".section")].map((section) => ({
  section,
  entries: [...section.querySelectorAll(".entry")].map((entry) => ({
    entry,
    words: plain([...entry.querySelectorAll("dfn, .entry-words")].map((part) => part.textContent).join(" ")),
  })),
}));

function find() {
  const wanted = plain(field.value);
  let found = 0;
  for (const { section, entries } of sections) {
    let here = 0;
    for (const { entry, words } of entries) {
      entry.hidden = !words.includes(wanted);
      here += !entry.hidden;
    }
    section.hidden = !here;
    found += here;
  }
  told.textContent = found ? `${told.dataset.found} ${found}` : told.dataset.none;
}

if (field && told) {
  field.addEventListener("input", find);
  // a jump to an entry that the field has left out shows all again
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest("[hidden]")) return;
    field.value = "";
    find();
    target.scrollIntoView();
  });
  if (field.value) find();
}
