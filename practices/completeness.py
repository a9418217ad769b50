"""What is still missing before a version can be submitted; judged apart from whether a form could be saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.kit.forms import NO_ADDRESS

from .models import Version, VersionConcept
from .questions import CONCEPTS, ROWS, Page, Question, pages

LEAST_STEPS = 2
READ = "_read_codes"
"""Where a version that was read for readers holds its codes."""
UNMENDED = _("What was typed here is kept, but it cannot be the answer yet.")
_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Missing:
    """One thing to mend: where it is asked, and the words for it."""

    page: str
    question: str
    message: str | Promise


def chosen_codes(version: Version) -> dict[str, list[str]]:
    """Vocabulary → chosen codes, the main level first (reads `version.chosen`, prefetched or not; see `read_codes`)."""
    held: dict[str, list[str]] | None = version.__dict__.get(READ)
    if held is not None:
        return held
    rows: list[VersionConcept] = sorted(version.chosen.all(), key=lambda row: (not row.is_main, row.pk))
    codes: dict[str, list[str]] = {}
    for row in rows:
        codes.setdefault(row.concept.vocabulary.code, []).append(row.concept.code)
    return codes


def read_codes(versions: Iterable[Version]) -> None:
    """Read what `chosen_codes` tells of versions that are only read: one query, without a row for each concept."""
    found: dict[int, dict[str, list[str]]] = {}
    for version in versions:
        found[version.pk] = version.__dict__[READ] = {}
    rows = VersionConcept.objects.filter(version__in=found).order_by("-is_main", "pk")
    for pk, vocabulary, code in rows.values_list("version", "concept__vocabulary__code", "concept__code"):
        found[pk].setdefault(vocabulary, []).append(code)


def answer_of(version: Version, question: Question, codes: dict[str, list[str]]) -> object:
    """The present answer to a question that may be required."""
    if question.kind == CONCEPTS:
        return codes.get(question.code, [])
    if question.code.startswith("contact_"):
        return getattr(version, question.code)
    return getattr(version.original, question.code, "")


def missing(version: Version) -> list[Missing]:
    """Everything that stands in the way of submitting, in the order of the pages; empty when complete."""
    codes = chosen_codes(version)
    kept = {row.question for row in version.rough.all() if row.language == version.original.language}
    found: list[Missing] = []
    for page in pages(version.depth):
        for question in page.questions:
            if question.code in kept:
                found.append(Missing(page.code, question.code, UNMENDED))
            elif question.kind != "tags" and (message := _fault(version, page, question, codes)):
                found.append(Missing(page.code, question.code, message))
    return found


def _fault(version: Version, page: Page, question: Question, codes: dict[str, list[str]]) -> str | Promise:
    answer = answer_of(version, question, codes)
    if not answer:
        return _("This is still to be answered.") if version.depth in question.required else ""
    if question.kind == ROWS:
        return _row_fault(question, answer)
    if question.code == "contact_email":
        try:
            validate_email(str(answer))
        except ValidationError:
            return NO_ADDRESS
    return ""


def _row_fault(question: Question, rows: object) -> str | Promise:
    assert isinstance(rows, list)
    if question.code == "steps":
        if len(rows) < LEAST_STEPS:
            return _("Tell at least two steps.")
        if not all(row.get("title") for row in rows):
            return _("Give each step a name.")
    if question.code == "links":
        for row in rows:
            try:
                _is_web_address(row.get("url", ""))
            except ValidationError:
                return _("Give the whole address of each link, beginning with https://.")
    return ""


def page_states(version: Version) -> dict[str, str]:
    """Page code → "missing" or "done", or "optional" for an unanswered page that requires nothing."""
    faults = Counter(fault.page for fault in missing(version))
    codes = chosen_codes(version)
    states = {}
    for page in pages(version.depth):
        is_answered = any(answer_of(version, q, codes) for q in page.questions if q.kind != "tags")
        states[page.code] = "missing" if faults[page.code] else "done" if is_answered else "optional"
    return states
