"""Real answers of well-labelled published practices, shown to those who are asked the same question."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When

from polkka.kit import markdown

from .models import Text, VersionConcept
from .questions import PROSE, ROWS, Question
from .states import Label, State
from .telling import path

LABELS = (Label.PEER, Label.EXPERT, Label.ROOTED)
"""Labels of practices that somebody else has assessed, the best last."""
LONGEST, SHORTEST = 500, 40
"""Characters of an answer that is shown; a shorter one teaches nothing, a longer one is cut after a sentence."""
MOST_READ = 40
KEPT = 200
"""Sets of examples that a process remembers at one generation."""


@dataclass(frozen=True)
class Example:
    """An answer in plain words: of which practice, in which language it is written, and the label of the practice."""

    public_id: str
    text: str
    language: str
    title: str
    path: str
    label: str


Found = dict[str, tuple[Example, ...]]
_lock = Lock()
_kept: OrderedDict[tuple[Any, ...], Found] = OrderedDict()
_at = -1


def examples(
    questions: Iterable[Question], *, language: str, level: str, at: int, without: str = ""
) -> dict[str, Example]:
    """Code → example, for the texts among the questions: in `language` and of `level` where there is one.

    `at` is the generation; the practice with the public id `without` is no example to itself. At most one query.
    """
    asked = tuple(q.code for q in questions if q.kind in (PROSE, ROWS) and q.code not in ("partners", "links"))
    found = _remembered(asked, language, level, at) if asked else {}
    others = {code: [one for one in of_code if one.public_id != without] for code, of_code in found.items()}
    return {code: of_code[0] for code, of_code in others.items() if of_code}


def _remembered(asked: tuple[str, ...], language: str, level: str, at: int) -> Found:
    global _at
    key = (asked, language, level)
    with _lock:
        if _at != at:
            _kept.clear()
            _at = at
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _read(asked, language, level)
    with _lock:
        if _at == at:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def _read(asked: Sequence[str], language: str, level: str) -> Found:
    """Two examples a question, from the texts that come nearest."""
    found: dict[str, list[Example]] = {code: [] for code in asked}
    for text in _texts(asked, language, level):
        for code in asked:
            if len(found[code]) < 2 and (example := _example(text, code)):
                found[code].append(example)
    return {code: tuple(of_code) for code, of_code in found.items() if of_code}


def _texts(asked: Sequence[str], language: str, level: str) -> Iterator[Text]:
    whole = Q(state=Text.State.CURRENT) & (Q(language=language) | Q(is_original=True))
    of_level = VersionConcept.objects.filter(
        version=OuterRef("version"), concept__vocabulary__code="level", concept__code=level
    )
    rank = Case(
        *(When(version__label=label, then=Value(n)) for n, label in enumerate(LABELS)),
        default=Value(-1), output_field=IntegerField(),
    )  # fmt: skip
    speaks = Case(When(language=language, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = Text.unscoped.filter(whole, version__state=State.PUBLISHED, version__label__in=LABELS)
    rows = rows.annotate(rank=rank, speaks=speaks, is_near=Exists(of_level)).select_related("version__practice")
    order = ("-speaks", "-is_near", "-rank", F("version__published_at").desc(nulls_last=True), "-pk")
    columns = ("language", "title", "version__label", "version__practice__public_id")
    return rows.order_by(*order).only(*columns, *asked)[:MOST_READ].iterator()


def _example(text: Text, code: str) -> Example | None:
    words = cut(_words(getattr(text, code)))
    if len(words) < SHORTEST:
        return None
    practice, label = text.version.practice, Label(text.version.label)
    return Example(
        practice.public_id, words, text.language, text.title,
        path(practice.public_id, text.title, text.language), str(label.label),
    )  # fmt: skip


def _words(answer: str | list[dict[str, str]]) -> str:
    """An answer without its marks; of rows the names and texts, one a line."""
    if isinstance(answer, str):
        return markdown.plain(answer)
    rows = (filter(None, map(markdown.plain, row.values())) for row in answer)
    return "\n".join(": ".join(row) for row in rows)


def cut(words: str, most: int = LONGEST) -> str:
    """The words up to the end of the last whole sentence, or word, that fits."""
    if len(words) <= most:
        return words
    head = words[:most]
    for mark in (". ", "\n", " "):
        begin, found, _rest = head.rpartition(mark)
        if found and len(begin) > most // 2:
            return begin.rstrip(" .,;:") + (" …" if mark != ". " else ". …")
    return head + "…"


def forget() -> None:
    """Forget what this process knows (tests, and after the tables were replaced)."""
    global _at
    with _lock:
        _kept.clear()
        _at = -1
