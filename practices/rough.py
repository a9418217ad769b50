"""What was typed and cannot be an answer yet: kept beside the answers until it is mended or given up."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from .inputs import Input
from .merging import Raw, digest
from .models import Rough, Version
from .permissions import Actor
from .questions import ROWS

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def raw(fields: Iterable[tuple[str, str]]) -> Raw:
    """Fields as they were sent, with plain line ends; what no database takes (NUL, half a pair) becomes U+FFFD."""
    return Raw(tuple((name, _UNSTORABLE.sub("\ufffd", value.replace("\r\n", "\n"))) for name, value in fields))


def held(version: Version, language: str) -> dict[str, Raw]:
    """What is kept of one language of a version, by code (reads `version.rough`, prefetched or not)."""
    rows = (row for row in version.rough.all() if row.language == language)
    return {row.question: Raw(tuple((name, value) for name, value in row.fields)) for row in rows}


def words(item: Input, answer: Any) -> str:
    """An answer, or what was typed for one, as plain text."""
    if not isinstance(answer, Raw):
        return item.words(item.shown(answer))
    if item.question.kind == ROWS:
        return "\n".join(value for _name, value in answer.fields if value)
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, value in answer.fields:
        data.appendlist(name, value)
    return item.words(
        {name: field.widget.value_from_datadict(data, MultiValueDict(), name) for name, field in item.fields().items()}
    )


def keep(version: Version, language: str, code: str, fields: Raw, *, answer: object, by: Actor) -> None:
    """Keep what was typed over the stored `answer`; within the transaction of the save."""
    Rough.unscoped.update_or_create(
        version=version,
        language=language,
        question=code,
        defaults={
            "fields": fields.listed(),
            "seen": digest(answer)[:16],
            "by_name": by.name,
            "saved_at": timezone.now(),
        },
    )


def drop(version: Version, language: str, codes: Collection[str]) -> None:
    """Forget them: good answers have come in their place."""
    Rough.unscoped.filter(version=version, language=language, question__in=codes).delete()


def copy(version: Version, target: Version) -> None:
    """Carry it over to the next draft; within the caller's transaction."""
    for row in version.rough.order_by("pk"):
        row.pk, row.version, row._state.adding = None, target, True
        row.save()
