"""A practice on one sheet of paper: its plain words, shortened where they would not fit, and said so."""

import html
import re
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from practices.published import Card, Practice
from practices.telling import Material

from .qr import Code, code

LINE, LEAD_LINE, TITLE_LINE = 78, 76, 38
"""Letters on a line of the text, the summary and the title, about: a wide typeface is reckoned with."""
ROOMS = ((4, 18), (3, 14), (3, 11), (2, 11), (2, 9), (1, 8), (1, 6))
"""(lines of each answer, lines of all steps): the first that fits the sheet is taken, else the last."""
HEIGHT = 267.0  # mm inside the margins of an A4; see print.css
LEAST_COVER = 14.0  # mm of the picture
STEPS, MATERIALS = 8, 3
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Sheet:
    """What stands on the card. Every text is plain words in the language of the practice."""

    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    challenge: str
    steps: tuple[tuple[str, str], ...]
    method: str
    n_left: int
    result: str
    resources: str
    pitfalls: str
    monday: str
    materials: tuple[Material, ...]
    n_materials_left: int
    qr: Code


def sheet(practice: Practice) -> Sheet:
    """The card of a practice: as much of each answer as there is room for."""
    qr = code(practice.permanent)
    found = (_sheet(practice, qr, lines, step_lines) for lines, step_lines in ROOMS)
    for made in found:
        if height(made) + LEAST_COVER <= HEIGHT:
            break
    return made


def _sheet(practice: Practice, qr: Code, lines: int, step_lines: int) -> Sheet:
    answers = {answer.code: words(answer.html) for answer in practice.answers}
    steps = tuple((step.title, words(step.html)) for step in practice.steps)
    shown, room = _steps(steps[:STEPS], step_lines), lines * LINE
    return Sheet(
        title=practice.card.title,
        summary=cut(practice.card.summary, 3 * LEAD_LINE),
        facts=_facts(practice.card),
        challenge=cut(words(practice.challenge), room),
        steps=shown,
        method="" if shown else cut(words(practice.method), (lines + 2) * LINE),
        n_left=len(steps) - len(shown),
        result=cut(words(practice.result), room),
        resources=cut(answers.get("resources", ""), room),
        pitfalls=cut(answers.get("pitfalls", ""), room),
        monday=cut(answers.get("first_monday", ""), (lines + 1) * LINE),
        materials=practice.sources[:MATERIALS],
        n_materials_left=max(0, len(practice.sources) - MATERIALS),
        qr=qr,
    )


def height(made: Sheet) -> float:
    """The height of everything but the picture in mm, as print.css sets it, reckoned on the long side."""
    line, section = 4.9, 4.7
    total = 6.0 + 8.0 * _lines(made.title, TITLE_LINE) + 6.0 * _lines(made.summary, LEAD_LINE) + 17.0 + 36.0
    for answer in (made.challenge, made.method, made.result, made.resources, made.pitfalls):
        total += section + line * _lines(answer) if answer else 0
    if made.steps:
        total += section + sum(1 + max(6.0, line * _lines(f"{title} {text}")) for title, text in made.steps)
        total += line if made.n_left else 0
    if made.materials:
        listed = "; ".join(f"{row.title} ({row.kind})" for row in made.materials)
        total += section + line * _lines(listed)
    return total + (8.0 + line * _lines(made.monday) if made.monday else 0)


def words(text: str) -> str:
    """The words of safe HTML on one line, the items of a list with ";" between them."""
    listed = re.sub(r"([.;:,!?]?)\s*</li>\s*<li>", lambda end: f"{end[1] or ';'} ", text)
    return " ".join(html.unescape(strip_tags(re.sub(r"(</(?:p|li|h\d|td|th)>)", r"\1 ", listed))).split())


def cut(text: str, most: int) -> str:
    """At most so many letters: whole sentences if two thirds can be filled with them, else whole words and "…"."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        if len(kept) + len(sentence) + 3 > most:
            break
        kept = f"{kept} {sentence}".strip()
    if len(kept) >= most * 2 // 3:
        return f"{kept} …"
    start = text[: most - 1]
    return (start.rpartition(" ")[0] or start).rstrip(",;:–- ") + "…"


def _facts(card: Card) -> tuple[tuple[str, str], ...]:
    """For whom, how long, at what cost, how far: what is known of these four."""
    terms = ((_("Time"), card.time), (_("Cost"), card.cost), (_("Travel"), card.travel))
    stages = ", ".join(stage.name for stage in card.stages)
    rows = ((_("For whom"), stages), *((label, term.name) for label, term in terms if term))
    return tuple((label, value) for label, value in rows if value)


def _lines(text: str, letters: int = LINE) -> int:
    return -(-len(text) // letters)


def _steps(steps: tuple[tuple[str, str], ...], lines: int) -> tuple[tuple[str, str], ...]:
    """The titles, and as much of each text as is left when the lines are shared between the steps."""
    each = max(1, lines // max(1, len(steps))) * LINE
    return tuple((cut(title, each), _rest(text, each - len(title))) for title, text in steps)


def _rest(text: str, room: int) -> str:
    """As much of a text as fits after its title; none of it rather than a stump."""
    return cut(text, room) if room > LINE // 2 else ""
