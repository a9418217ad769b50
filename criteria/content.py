"""A criteria set as plain data: what is missing from it by language, and a digest that tells whether it has changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from polkka.kit.languages import CODES

from .models import STEPS, CriteriaSet, Criterion

Words = Mapping[str, str]
"""Language → text; "" where there is none."""


@dataclass(frozen=True)
class Group:
    """One criterion. `sub_criteria`: (name, text); `levels`: the anchor texts of the steps 0–4."""

    code: str
    weight: int
    required: bool
    name: Words
    question: Words
    guiding: Mapping[str, list[str]]
    sub_criteria: tuple[tuple[Words, Words], ...]
    levels: tuple[Words, ...]


@dataclass(frozen=True)
class Content:
    """A whole set in its order."""

    version: str
    name: Words
    introduction: Words
    scale: tuple[Words, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Gap:
    """A text that is missing in one language; `code` is that of the criterion, "" for the set itself."""

    code: str
    language: str
    what: str


def content(criteria_set: CriteriaSet) -> Content:
    """The set as the database has it: two queries."""
    rows = Criterion.objects.filter(criteria_set=criteria_set).prefetch_related("levels").order_by("order", "pk")
    return Content(
        criteria_set.version,
        _three(criteria_set, "name"),
        _three(criteria_set, "introduction"),
        tuple(_said(step) for step in _padded(criteria_set.scale)),
        tuple(_group(row) for row in rows),
    )


def _three(row: Any, field: str) -> Words:
    return {code: getattr(row, f"{field}_{code}") for code in CODES}


def _said(texts: Mapping[str, Any]) -> Words:
    return {code: str(texts.get(code) or "") for code in CODES}


def _padded(scale: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [*scale, *({} for _step in STEPS)][: len(STEPS)]


def _group(row: Criterion) -> Group:
    levels = {level.step: _three(level, "text") for level in row.levels.all()}
    return Group(
        row.code,
        row.weight,
        row.required,
        _three(row, "name"),
        _three(row, "question"),
        {code: list(row.guiding.get(code) or ()) for code in CODES},
        tuple((_said(sub.get("name", {})), _said(sub.get("text", {}))) for sub in row.sub_criteria),
        tuple(levels.get(step, _said({})) for step in STEPS),
    )


def digest(criteria_set: CriteriaSet) -> str:
    """The same as long as nothing of the set is worded anew: two queries."""
    told = json.dumps(asdict(content(criteria_set)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def gaps(told: Content) -> list[Gap]:
    """Every text that a set needs before it is used and that is missing, in the order of the page."""
    return [
        *_missing("", _texts_of_set(told)),
        *(gap for group in told.groups for gap in _missing(group.code, _texts_of(group))),
    ]


def gaps_of(criterion: Criterion) -> list[Gap]:
    """The same of one criterion, from its prefetched anchor texts if there are any."""
    return list(_missing(criterion.code, _texts_of(_group(criterion))))


def _missing(code: str, texts: Iterator[tuple[str, Words]]) -> Iterator[Gap]:
    for what, words in texts:
        yield from (Gap(code, language, what) for language in CODES if not words[language])


def _texts_of_set(told: Content) -> Iterator[tuple[str, Words]]:
    yield _("name"), told.name
    if any(told.introduction.values()):
        yield _("introduction"), told.introduction
    for step, words in enumerate(told.scale):
        yield _("name of step %(step)s") % {"step": step}, words


def _texts_of(group: Group) -> Iterator[tuple[str, Words]]:
    """What a criterion needs; guidance need not be there, but what is said in one language is said in all."""
    yield _("name"), group.name
    yield _("question"), group.question
    if any(group.guiding.values()):
        yield _("guiding questions"), {code: "\n".join(rows) for code, rows in group.guiding.items()}
    for number, (name, text) in enumerate(group.sub_criteria, start=1):
        yield _("name of sub-criterion %(number)s") % {"number": number}, name
        if any(text.values()):
            yield _("text of sub-criterion %(number)s") % {"number": number}, text
    for step, words in enumerate(group.levels):
        yield _("anchor text of step %(step)s") % {"step": step}, words
