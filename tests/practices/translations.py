"""Practices in another language for the tests: written, offered, and the original changed."""

from typing import Any

from practices import edits, renewing, translating
from practices.models import Version
from practices.questions import BY_CODE
from practices.sources import TEXT_CODES
from practices.states import Depth, State

from ..factory import Cast, in_state, read

SWEDISH = {"title": "Bäckens berättelse", "summary": "Klassen undersöker en bäck."}


def translated(version: Version, by: Any, language: str = "sv", **changed: Any) -> Version:
    """Every answer of the original told in another language, but not called ready."""
    original = read(version).original
    answers = {code: _in_swedish(getattr(original, code)) for code in TEXT_CODES if getattr(original, code)}
    translating.save(version, language, answers | changed, by=by, seen={})
    return read(version)


def _in_swedish(answer: Any) -> Any:
    if isinstance(answer, list):
        return [{column: value and f"sv {value}" for column, value in row.items()} for row in answer]
    return f"sv {answer}"


def save(version: Version, by: Any, **answers: Any) -> None:
    seen = {code: edits.digest(edits.value(read(version), BY_CODE[code])) for code in answers}
    edits.save(version, answers, by=by, seen=seen)


def offered(cast: Cast) -> Version:
    version = translated(in_state(cast, State.PUBLISHED, depth=Depth.PRACTICE), cast.author)
    renewing.offer(version, "sv", by=cast.author)
    return read(version)
