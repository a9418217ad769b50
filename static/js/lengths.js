// Counts on under a field as somebody types. Without this file the server says the length when the page is saved.
const PAUSE = 1500; // ms without a key before the word is said aloud
const MARGIN = 6;
const WIDTH = 188; // of the drawing, without its margins
const EXACT = 20000; // in a longer text characters of two units may be counted twice

function stateOf(count, { low, high, limit }) {
  if (count > Number(limit)) return "over";
  if (!count || !Number(high)) return "empty";
  return count < Number(low) ? "short" : count <= Number(high) ? "right" : "long";
}

function lengthOf(text) {
  return text.length > EXACT ? text.length : [...text.normalize("NFC")].length;
}

function follow(note) {
  const field = document.querySelector(`[data-note="${note.id}"]`);
  if (!field) return;
  const said = note.querySelector(".length-said");
  const word = note.querySelector(".length-word");
  const dot = note.querySelector(".length-dot");
  const aloud = document.createElement("p");
  aloud.className = "unseen";
  aloud.setAttribute("role", "status");
  note.after(aloud);
  let told = note.dataset.state;
  let timer = 0;

  function tell() {
    if (told === note.dataset.state) return;
    told = note.dataset.state;
    aloud.textContent = word.textContent;
  }

  function count() {
    const number = lengthOf(field.value);
    const state = stateOf(number, note.dataset);
    note.dataset.state = state;
    said.textContent = (number === 1 ? note.dataset.one : note.dataset.many).replace("{n}", number);
    word.textContent = note.dataset[state];
    dot?.setAttribute("cx", MARGIN + Math.round(Math.min(number / Number(note.dataset.top), 1) * WIDTH));
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  }

  field.addEventListener("input", count);
  if (field.value) count(); // the browser may have filled the field with what was typed before
}

document.querySelectorAll(".length").forEach(follow);
