"""A Markdown text cut into sections by its headings, also by lone lines that are known to be headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .headings import question_of

LONGEST_NAME = 80  # letters of a lone line that may be a heading without looking like one
LONGEST_LINE = 300
"""Letters of a line that may be a heading: in a longer one these patterns could lose their way."""
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
UNDERLINE = re.compile(r"(=+|-+)\s*")
LONE = re.compile(r"\*\*([^*]+)\*\*:?|__([^_]+)__:?|([^.!?:]+):")
ITEM = re.compile(r"(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(.*)")


@dataclass
class Section:
    """A heading (`level` 1–6, 0 for the text before the first) and the paragraphs under it."""

    level: int
    heading: str
    paragraphs: list[str] = field(default_factory=list)


def sections(text: str) -> Iterator[Section]:
    """The text cut at its headings; the first section has no heading and may be empty."""
    section = Section(0, "")
    for paragraph in paragraphs(text):
        heading = _heading(paragraph)
        if heading is None:
            section.paragraphs.append(paragraph)
            continue
        yield section
        level, words, rest = heading
        section = Section(level, words, [rest] if rest else [])
    yield section


def paragraphs(text: str) -> list[str]:
    """The text cut at empty lines and before headings; code between fences stays whole."""
    found: list[str] = []
    held: list[str] = []
    is_code = False
    for line in text.split("\n"):
        is_fence = line.lstrip().startswith(("```", "~~~"))
        if not is_code and (not line.strip() or _marked(line)):
            found.append("\n".join(held))
            held = []
        held.append(line.rstrip())
        is_code ^= is_fence
    found.append("\n".join(held))
    return [paragraph.strip("\n") for paragraph in found if paragraph.strip()]


def _marked(line: str) -> re.Match[str] | None:
    """A line with the marks of a heading before it."""
    return HEADING.fullmatch(line) if line.startswith("#") and len(line) <= LONGEST_LINE else None


def _heading(paragraph: str) -> tuple[int, str, str] | None:
    """(level, words, text that follows at once) if a paragraph begins with a heading, or is a lone known one."""
    first, _line, rest = paragraph.partition("\n")
    if match := _marked(first):
        return len(match[1]), bare(match[2]), rest.strip("\n")
    second, _line, after = rest.partition("\n")
    if (
        rest
        and len(second.strip()) > 2
        and len(first) <= LONGEST_LINE
        and UNDERLINE.fullmatch(second)
        and not ITEM.match(first)
    ):
        return (1 if second.startswith("=") else 2), bare(first), after.strip("\n")
    lone = LONE.fullmatch(first.strip()) if len(first) <= LONGEST_LINE else None
    words = next((group for group in lone.groups() if group), "") if lone else ""
    if words and len(words) <= LONGEST_NAME and question_of(words):
        return 6, bare(words), rest.strip("\n")
    return None


def bare(heading: str) -> str:
    """The words of a heading without marks."""
    return " ".join(re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", heading).split()).rstrip(":")
