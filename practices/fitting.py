"""Fitting somebody's own text into the guided questions by its headings: what fits is an answer, the rest waits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .headings import question_of
from .inputs import LONGEST_TAG, split
from .questions import BY_CODE, ROWS
from .sections import ITEM, Section, bare
from .sections import sections as cut_up

SUMMARY = BY_CODE["summary"].limit
FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
LINK = re.compile(r"\[([^\[\]]{0,300})\]\(([^()\s]{1,400})\)|<?(https?://[^\s<>)\]]+)>?")
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
MAIL = re.compile(r"\[([^\[\]]{0,300})\]\(mailto:[^()\s]{0,400}\)")
IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()]{0,500}\)")
PAIR = re.compile(r"\s+[–—-]\s+|:\s+|\s?\((?=[^()]{0,200}\)$)")


@dataclass(frozen=True)
class Match:
    """What was placed: the heading in the document ("" for text before any) and the code of the question."""

    heading: str
    code: str


@dataclass
class Fitted:
    """The answers by code, the text that waits, and what was found where; `pictures` were left out."""

    answers: dict[str, Any] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    pictures: int = 0

    def wait(self, heading: str, paragraphs: Iterable[str]) -> None:
        """Put text aside under its heading, which is told once for all that waits under it."""
        rest = [paragraph for paragraph in paragraphs if paragraph.strip()]
        if heading and self.waiting[-1:] != [heading]:
            self.aside.append(f"## {heading}")
            self.waiting.append(heading)
        self.aside.extend(rest)

    def note(self, heading: str, code: str) -> None:
        if (match := Match(heading, code)) not in self.matches:
            self.matches.append(match)


def fitted(text: str, *, title: str = "") -> Fitted:
    """Fit a Markdown text. `title` is used if the text has none of its own (the name of the file)."""
    found = Fitted()
    text = IMAGE.sub(lambda image: _left_out(found, image[1]), text)
    if front := FRONT.match(text):
        found.aside.append(front[1].strip())
        text = text[front.end() :]
    first, *sections = list(cut_up(text))
    if not first.paragraphs and sections and not question_of(sections[0].heading):
        first = sections.pop(0)
        _title(found, first.heading)
    elif not any(section.heading and not question_of(section.heading) for section in sections[:1]):
        _lone_title(found, first)
    _before(found, first)
    _walk(found, sections)
    if not found.answers.get("title"):
        found.answers["title"] = _cut(" ".join(title.split()), BY_CODE["title"].limit)
    return found


def _left_out(found: Fitted, words: str) -> str:
    found.pictures += 1
    return words


def _cut(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[:limit].rpartition(" ")[0] or line[:limit]


def _title(found: Fitted, heading: str) -> None:
    if 0 < len(heading) <= BY_CODE["title"].limit:
        found.answers["title"] = heading
        found.note(heading, "title")
    elif heading:
        found.wait("", [heading])


def _lone_title(found: Fitted, first: Section) -> None:
    """A first line of its own that is no sentence is the title."""
    line = bare(first.paragraphs[0]) if len(first.paragraphs) > 1 else ""
    if line and "\n" not in first.paragraphs[0] and line[-1] not in ".!?," and not ITEM.match(first.paragraphs[0]):
        first.paragraphs.pop(0)
        _title(found, line)


def _before(found: Fitted, first: Section) -> None:
    """Text before any question: a summary if it is as short as one."""
    whole = "\n\n".join(first.paragraphs)
    if whole and len(whole) <= SUMMARY:
        found.answers["summary"] = whole
        found.note("", "summary")
    else:
        found.wait("", first.paragraphs)


def _walk(found: Fitted, sections: list[Section]) -> None:
    """Each section to its question; one of an unknown name goes with the section that it stands under, or waits."""
    level, code, heading = 0, "", ""
    for section in sections:
        own = question_of(section.heading)
        if own or section.level <= level or not level:
            level, code, heading = section.level, own, section.heading
            _put(found, code, heading, section.paragraphs) if code else found.wait(heading, section.paragraphs)
        elif code:
            _put(found, code, heading, [f"### {section.heading}", *section.paragraphs])
        else:
            found.wait(section.heading, section.paragraphs)


def _put(found: Fitted, code: str, heading: str, said: list[str]) -> None:
    putting = {
        "title": _put_title, "summary": _put_summary, "method": _put_method, "steps": _put_steps,
        "partners": _put_partners, "links": _put_links, "tags": _put_tags, "contact": _put_contact,
    }  # fmt: skip
    if not said:
        return
    if code in putting:
        putting[code](found, heading, said)
    else:
        _put_prose(found, code, heading, said)


def _put_prose(found: Fitted, code: str, heading: str, said: list[str]) -> None:
    """As many whole paragraphs as there is room for; the rest waits under the same heading."""
    kept = [found.answers[code]] if found.answers.get(code) else []
    rest = list(said)
    while rest and len("\n\n".join([*kept, rest[0]])) <= BY_CODE[code].limit:
        kept.append(rest.pop(0))
    if kept and len(rest) < len(said):
        found.answers[code] = "\n\n".join(kept)
        found.note(heading, code)
    if rest:
        found.wait(heading, rest)


def _put_title(found: Fitted, heading: str, said: list[str]) -> None:
    first = " ".join(said[0].split())
    rest = said[1:] if len(first) <= BY_CODE["title"].limit else said
    if rest is not said:
        if found.answers.get("title"):
            found.wait("", [found.answers["title"]])
        found.answers["title"] = first
        found.note(heading, "title")
    found.wait(heading, rest) if rest else None


def _put_summary(found: Fitted, heading: str, said: list[str]) -> None:
    """A named summary goes before text that only stood where a summary might; a long one waits whole."""
    whole = "\n\n".join(said)
    if len(whole) > SUMMARY:
        found.wait(heading, said)
        return
    if held := found.answers.get("summary"):
        found.matches = [match for match in found.matches if match.code != "summary"]
        found.wait("", [held])
    found.answers["summary"] = whole
    found.note(heading, "summary")


def _items(paragraph: str) -> tuple[list[str], list[str]]:
    """(lines before, items) of a list in a paragraph; deeper items and lines that run on stay in theirs."""
    before: list[str] = []
    items: list[str] = []
    for line in paragraph.split("\n"):
        match = ITEM.fullmatch(line)
        if match and len(match[1]) < 2:
            items.append(match[2])
        elif items:
            items[-1] += "\n" + line.strip()
        else:
            before.append(line)
    return before, items


def _put_method(found: Fitted, heading: str, said: list[str]) -> None:
    """A numbered list under the method is its steps."""
    prose: list[str] = []
    steps: list[str] = []
    for paragraph in said:
        (steps if re.match(r"\s?\d{1,3}[.)]\s", paragraph) else prose).append(paragraph)
    if prose:
        _put_prose(found, "method", heading, prose)
    if steps:
        _put_steps(found, heading, steps)


def _put_steps(found: Fitted, heading: str, said: list[str]) -> None:
    """Lists as rows; what is not a list is the method."""
    for paragraph in said:
        before, items = _items(paragraph)
        if before or not items:
            _put_prose(found, "method", heading, ["\n".join(before)] if items else [paragraph])
        rows = [_step(item) for item in items]
        _put_rows(found, "steps", heading, list(zip(rows, items, strict=True)))


def _step(item: str) -> dict[str, str]:
    """The first sentence or the bold beginning as what is done, the rest as how."""
    limit = BY_CODE["steps"].columns[0][2]
    bold = re.match(r"\*\*([^*\n]+?)[:.]?\*\*[:.]?\s*", item)
    if bold and len(bold[1]) <= limit:
        return {"title": bold[1].strip(), "text": item[bold.end() :].strip()}
    first, mark, rest = _first_sentence(item)
    if len(first) <= limit:
        return {"title": first if mark in ".:" or not mark else first + mark, "text": rest}
    return {"title": _cut(first, limit - 2).rstrip(",;") + " …", "text": item}


def _first_sentence(item: str) -> tuple[str, str, str]:
    """(sentence, its mark, the rest)."""
    match = re.match(r"(.+?)([.:!?])(?:\s+|$)|([^\n]+)(?:\n|$)", item)
    if match is None:
        return item, "", ""
    return (match[1] or match[3]).strip(), match[2] or "", item[match.end() :].strip()


def _put_rows(found: Fitted, code: str, heading: str, rows: list[tuple[dict[str, str], str]]) -> None:
    """Rows as long as there is room and their cells fit; of the others the text as it was waits."""
    question = BY_CODE[code]
    assert question.kind == ROWS
    held = found.answers.setdefault(code, [])
    for row, said in rows:
        if len(held) < question.most and all(len(row[name]) <= limit for name, _label, limit in question.columns):
            held.append(row)
            found.note(heading, code)
        else:
            found.wait(heading, [f"- {said}"])
    if not held:
        del found.answers[code]


def _put_partners(found: Fitted, heading: str, said: list[str]) -> None:
    for paragraph in said:
        before, items = _items(paragraph)
        rest = "\n".join(before) if items else paragraph
        if rest.strip():
            _put_prose(found, "partners_note", heading, [rest])
        pairs = [PAIR.split(item, maxsplit=1) for item in items]
        rows = [{"name": pair[0].strip(), "role": pair[1].strip(" )") if len(pair) > 1 else ""} for pair in pairs]
        _put_rows(found, "partners", heading, list(zip(rows, items, strict=True)))


def _put_links(found: Fitted, heading: str, said: list[str]) -> None:
    for paragraph in said:
        before, items = _items(paragraph)
        rows = []
        for line in [line for line in before if line.strip()] + items:
            match = LINK.search(line)
            if match is None:
                found.wait(heading, [line])
                continue
            url = match[2] or match[3].rstrip(".,;")
            words = " ".join((line[: match.start()] + " " + (match[1] or "") + " " + line[match.end() :]).split())
            rows.append(({"title": words.strip("–—-:, ") or url[:120], "url": url}, line))
        _put_rows(found, "links", heading, rows)


def _put_tags(found: Fitted, heading: str, said: list[str]) -> None:
    line = ", ".join(re.sub(r"^\s*[-*+•]\s+", "", one) for paragraph in said for one in paragraph.split("\n"))
    tags = split(line.replace(";", ",").replace("#", "").rstrip("."))
    if len(", ".join(tags)) <= BY_CODE["tags"].limit and all(len(tag) <= LONGEST_TAG for tag in tags):
        found.answers["tags"] = tags
        found.note(heading, "tags")
    else:
        found.wait(heading, said)


def _put_contact(found: Fitted, heading: str, said: list[str]) -> None:
    """The first address is the e-mail address, the first other words the name; everything else waits."""
    whole = " ".join(" ".join(said).split())
    if len(set(ADDRESS.findall(whole))) > 1:
        found.wait(heading, said)
        return
    address = ADDRESS.search(whole)
    name = ADDRESS.sub("", MAIL.sub(r"\1", whole)).strip(" ,;:–—-()<>")
    if address and len(address[0]) <= BY_CODE["contact_email"].limit and len(name) <= BY_CODE["contact_name"].limit:
        found.answers |= {"contact_email": address[0], **({"contact_name": name} if name else {})}
        found.note(heading, "contact_email")
    elif not address and len(name) <= BY_CODE["contact_name"].limit:
        found.answers["contact_name"] = name
        found.note(heading, "contact_name")
    else:
        found.wait(heading, said)
