"""What the filters of lists share. Words are compared here, because SQLite does not fold Ä and ä into one."""

import unicodedata
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def folded(text: str) -> str:
    """A text for comparing: NFC, small letters."""
    return unicodedata.normalize("NFC", text).casefold()


def with_words(rows: QuerySet[M], words: str, fields: Iterable[str]) -> QuerySet[M]:
    """The rows in whose `fields` every one of `words` occurs."""
    wanted = folded(words).split()
    found = [pk for pk, *texts in rows.values_list("pk", *fields) if _has_all(wanted, texts)]
    return rows.filter(pk__in=found)


def _has_all(wanted: list[str], texts: list[Any]) -> bool:
    whole = folded(" ".join(text for text in texts if text))
    return all(word in whole for word in wanted)
