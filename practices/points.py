"""What a letter of return asks for point by point, and what the authors answer to each point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from network.models import User

from .completeness import Missing
from .edits import NotWritable, digest
from .models import Point, Version
from .permissions import WRITE
from .questions import BY_CODE, Page, pages
from .states import State

MOST = 12
"""Points of one letter."""
PAGE, LABEL = "points", _("Requests of the letter")
"""Stands for the page of a question in Missing, and what it is called."""


@dataclass(frozen=True)
class Request:
    """One thing to change; `question` is the code of the question it concerns, or ""."""

    text: str
    question: str = ""


@dataclass
class Answered:
    """What became of a save: the points written, and those that somebody else answered meanwhile with their text."""

    written: list[int] = field(default_factory=list)
    conflicts: dict[int, str] = field(default_factory=dict)


def ask(version: Version, requests: Iterable[Request]) -> None:
    """Store the points of a letter; within the transaction of the return. Those of a return that was undone go."""
    Point.unscoped.filter(version=version).delete()
    Point.unscoped.bulk_create(
        Point(version=version, order=order, question=request.question, text=request.text)
        for order, request in enumerate(requests)
    )


def kept(version: Version) -> list[dict[str, str]]:
    """The requests of a return that was undone, as rows with `text` and `question`."""
    rows = Point.unscoped.filter(version=version).order_by("order", "pk")
    return [{"text": row.text, "question": row.question} for row in rows]


def asked(version: Version) -> list[Point]:
    """The points of the letter with which the version that this one was made from came back: one query."""
    if version.builds_on_id is None:
        return []
    rows = Point.unscoped.filter(version=version.builds_on_id, version__state=State.RETURNED)
    return list(rows.order_by("order", "pk"))


def concerning(version: Version, page: Page) -> list[Point]:
    """The points that concern a question of one page."""
    codes = {question.code for question in page.questions}
    return [point for point in asked(version) if point.question in codes]


def missing(version: Version) -> list[Missing]:
    """What stands in the way of submitting again: points without an answer."""
    n = sum(not point.answer for point in asked(version))
    return [Missing(PAGE, PAGE, _still_open(n))] if n else []


def _still_open(n: int) -> str | Promise:
    words = ngettext_lazy(
        "One request of the letter is still to be answered.",
        "%(n)d requests of the letter are still to be answered.",
        n,
    )
    return str(words % {"n": n})


def place(point: Point, depth: str) -> tuple[str, str | Promise]:
    """(code of the page, label of the question) that a point concerns at this depth, or two empty strings."""
    for page in pages(depth):
        if any(question.code == point.question for question in page.questions):
            return page.code, BY_CODE[point.question].label
    return "", ""


def answer(
    version: Version, answers: Mapping[int, str], *, by: User, seen: Mapping[int, str], when: datetime | None = None
) -> Answered:
    """Save answers by key of the point, each by itself. `seen` holds the digest of what the form was shown.

    An answer that somebody else has changed meanwhile is reported and not written. Raises NotWritable.
    """
    found = Answered()
    with transaction.atomic():
        drafts = Version.unscoped.for_user(by, WRITE).filter(pk=version.pk, state=State.DRAFT)
        if not drafts.exists() or not Version.unscoped.filter(pk=version.pk, state=State.DRAFT).update(edit=F("edit")):
            raise NotWritable(_("This version is no longer a draft, so it cannot be changed."))
        for point in asked(version):
            if point.pk in answers:
                _answer(point, answers[point.pk], by, seen.get(point.pk, ""), when or timezone.now(), found)
    return found


def _answer(point: Point, text: str, by: User, seen: str, when: datetime, found: Answered) -> None:
    if text == point.answer:
        return
    if seen != digest(point.answer):
        if seen != digest(text):
            found.conflicts[point.pk] = point.answer
        return
    point.answer, point.answered_at, point.answered_by = text, when if text else None, by.name if text else ""
    point.save(update_fields=["answer", "answered_at", "answered_by"])
    found.written.append(point.pk)
