// What is pasted from a word processor or a page keeps its lists, bold, links and headings, as Markdown, and nothing else.
const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "LINK", "TEMPLATE", "OBJECT", "IFRAME", "SVG", "XML", "O:P"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "BLOCKQUOTE", "UL", "OL", "TABLE", "PRE", "DL", "DT", "DD", "FIGURE", "ADDRESS"]);
const HEADING = /^H([1-6])$/;
const WORD_LIST = /mso-list:\s*l\d+\s+level(\d)/i;
const WORD_NUMBER = /^\s*(?:\d+|[a-z])[.)]/i;
const WORD_HEADING = /mso(?:Heading|Title)|^Heading|^Otsikko|^Rubrik/i;
const LARGE = 6000; // characters; what is longer goes in at once, for a browser takes seconds to type it in a step of its own
const RICH = /<(?:ul|ol|li|b|strong|i|em|a\s|h[1-6]|table)\b|mso-list|font-weight|font-style/i;

const spaced = (text) => text.replace(/[\s\u00a0]+/g, " ");
const escaped = (text) => text.replace(/([\\`*_[\]])/g, "\\$1");

const styleOf = (node) => node.dataset?.style ?? "";
const said = (node, property) => new RegExp(`${property}:\\s*(\\w+)`, "i").exec(styleOf(node))?.[1].toLowerCase() ?? "";

function isWeighty(node) {
  const weight = said(node, "font-weight");
  if (!weight) return node.matches("b, strong");
  return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
}

function isSlanted(node) {
  const slant = said(node, "font-style");
  return slant === "italic" || (slant !== "normal" && node.matches("i, em"));
}

// marks stand at the words, never at the spaces round them
function marked(text, mark) {
  const [, before, words, after] = text.match(/^(\s*)([\s\S]*?)(\s*)$/);
  return words ? `${before}${mark}${words}${mark}${after}` : text;
}

function address(node) {
  const href = node.getAttribute("href") ?? "";
  return /^(?:https?:\/\/|mailto:)\S+$/i.test(href) ? href.replace(/[()<>]/g, encodeURIComponent) : "";
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(spaced(node.data));
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.nodeName.toUpperCase())) return "";
  if (node.nodeName === "BR") return "\n";
  if (/mso-list:\s*ignore/i.test(styleOf(node))) return "";
  let text = [...node.childNodes].map(inline).join("");
  if (node.nodeName === "A" && address(node)) return text.trim() ? `[${text.trim()}](${address(node)})` : "";
  if (isSlanted(node)) text = marked(text, "*");
  return isWeighty(node) ? marked(text, "**") : text;
}

function items(list, depth) {
  let n = Number(list.getAttribute("start")) || 1;
  const made = [];
  for (const item of list.children) {
    if (item.matches("ul, ol")) {
      made.push(...items(item, depth + 1));
      continue;
    }
    const own = [...item.childNodes].filter((child) => !child.matches?.("ul, ol"));
    const words = own.map(inline).join("").replace(/\s+/g, " ").trim();
    const mark = list.nodeName === "OL" ? `${n}. ` : "- ";
    if (words) made.push("   ".repeat(depth) + mark + words);
    n += 1;
    for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) made.push(...items(inner, depth + 1));
  }
  return made;
}

function table(node) {
  const rows = [...node.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => inline(cell).replace(/\s+/g, " ").trim()));
  return rows.filter((cells) => cells.some(Boolean)).map((cells) => cells.join(" – ")).join("\n\n");
}

function wordItem(node) {
  const level = Number(styleOf(node).match(WORD_LIST)?.[1] ?? 0);
  if (!level) return "";
  const isNumbered = WORD_NUMBER.test(node.textContent);
  return `${"   ".repeat(level - 1)}${isNumbered ? "1." : "-"} ${inline(node).replace(/\s+/g, " ").trim()}`;
}

// the blocks of a node in their order: {text, isItem}; a word processor gives each point of a list as a paragraph
function blocks(node, found = []) {
  let line = "";
  const flush = () => {
    if (line.trim()) found.push({ text: line.split("\n").map((part) => part.trim()).join("\n").trim() });
    line = "";
  };
  for (const child of node.childNodes) {
    const name = child.nodeName.toUpperCase();
    const isElement = child.nodeType === Node.ELEMENT_NODE;
    if (!isElement || DROPPED.has(name)) {
      if (child.nodeType === Node.TEXT_NODE) line += escaped(spaced(child.data));
      continue;
    }
    const heading = HEADING.exec(name) || (name === "P" && WORD_HEADING.test(child.className) && [0, 2]);
    const item = wordItem(child);
    if (heading) {
      flush();
      const words = inline(child).replace(/\*\*/g, "").replace(/\s+/g, " ").trim();
      if (words) found.push({ text: `${"#".repeat(Math.min(Math.max(Number(heading[1]), 2), 3))} ${words}` });
    } else if (item) {
      flush();
      found.push({ text: item, isItem: true });
    } else if (name === "UL" || name === "OL") {
      flush();
      found.push({ text: items(child, 0).join("\n") });
    } else if (name === "TABLE") {
      flush();
      found.push({ text: table(child) });
    } else if (BLOCKS.has(name) || child.querySelector("p, div, ul, ol, table, h1, h2, h3, h4, h5, h6")) {
      flush();
      blocks(child, found);
    } else line += inline(child);
  }
  flush();
  return found;
}

// nothing in a parsed document runs or is fetched; styles are only read, so they are no styles there
function harmless(html) {
  const bare = html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
}

function markdownOf(html) {
  const body = new DOMParser().parseFromString(harmless(html), "text/html").body;
  const found = blocks(body).filter(({ text }) => text);
  return found
    .map(({ text, isItem }, n) => (n === 0 ? "" : isItem && found[n - 1].isItem ? "\n" : "\n\n") + text)
    .join("");
}

function insert(field, text) {
  if (text.length <= LARGE && document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!field.matches?.("textarea[data-markdown]") || !RICH.test(html)) return; // plain text is pasted by the browser
  const text = markdownOf(html);
  if (!text) return;
  event.preventDefault();
  insert(field, text);
});
