"""Drafts of the letters that go with a decision, in the language of the authors, and requests made of comments."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from polkka.kit.languages import speaking, translated

from . import opinions
from .models import Answer, Assessment, Version
from .points import Request
from .questions import BY_CODE, asked_codes
from .states import State

CONCERNS = {
    "CUR": "curriculum",
    "IMP": "result",
    "ENV": "method",
    "NET": "partners",
    "SUS": "rooting",
    "OUT": "steps",
    "RES": "resources",
}
"""Criterion → the question that a comment on it most likely concerns."""
DRAFTED = ("publish", "return", "decline")
"""Moves whose letter is drafted; of the others only the coordinator knows the reason."""
LONGEST = opinions.LONGEST


@dataclass(frozen=True)
class Marked:
    """A comment that assessors meant for the authors; `key` is the name of its box, `question` a guess or ""."""

    key: str
    heading: str
    text: str
    question: str

    @property
    def request(self) -> Request:
        return Request(self.text, self.question)


def draft(version: Version, move: str) -> str:
    """A letter for one move: greeting, what the decision is, what the assessors said without names, closing."""
    if move not in DRAFTED:
        return ""
    said = opinions.letter(version) if version.state == State.IN_ASSESSMENT else ""
    with speaking(version.original.language):
        head = "\n\n".join([_("Hello,"), *_opening(version, move, bool(said))])
        end = "\n\n".join([*_ending(move), _("With kind regards") + "\n" + _coordination(version)])
    room = LONGEST - len(head) - len(end) - 4
    return "\n\n".join(part for part in (head, said[:room].strip(), end) if part)


def is_bare(version: Version, move: str, note: str) -> bool:
    """Whether a letter that has to give reasons is the draft as it was, and the draft gives none."""
    is_silent = move in ("return", "decline") and not _has_words(version)
    return is_silent and note.split() == draft(version, move).split()


def _has_words(version: Version) -> bool:
    return version.state == State.IN_ASSESSMENT and bool(opinions.letter(version))


def _opening(version: Version, move: str, has_words: bool) -> list[str]:
    title = {"title": version.title}
    if move == "publish":
        opening = [
            _("Thank you for “%(title)s”. It is now published in POLKKA for everybody to read and to use.") % title
        ]
    elif move == "return":
        opening = [
            _("Thank you for “%(title)s”. A few changes are needed before it can be published.") % title,
            _("You have a new draft in which everything you wrote is kept."),
        ]
    else:
        opening = [_("Thank you for “%(title)s”. This time we do not take it into the collection.") % title]
    return [*opening, _("The assessors wrote:")] if has_words else opening


def _ending(move: str) -> list[str]:
    if move == "return":
        return [_("Answer each request when you send the practice again. Ask us whenever something is unclear.")]
    return [_("Ask us whenever something is unclear.")]


def _coordination(version: Version) -> str:
    project = version.practice.project
    coordination = project.coordination if project else None
    return f"{coordination.acronym}, POLKKA" if coordination else "POLKKA"


def marked(version: Version) -> list[Marked]:
    """What the assessors marked for the authors, criterion by criterion, then what they suggest: two queries."""
    finished = Assessment.unscoped.filter(version=version.judged_pk).finished().order_by("pk")
    answers = Answer.objects.filter(assessment__in=finished, for_authors=True).exclude(comment="")
    asked = asked_codes(version.depth)
    found = []
    for row in answers.select_related("criterion").order_by("criterion__order", "pk"):
        question = CONCERNS.get(row.criterion.code, "")
        found.append(
            Marked(f"a{row.pk}", translated(row.criterion, "name"), row.comment, question if question in asked else "")
        )
    better = _("What would make it better")
    return [*found, *(Marked(f"s{row.pk}", better, row.suggestions, "") for row in finished if row.suggestions)]


assert set(CONCERNS.values()) <= BY_CODE.keys()
