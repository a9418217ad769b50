"""What a browser does with a page of a draft: its address, its form as it would be sent back, what is stored."""

from collections.abc import Iterable
from typing import Any

from django.test import Client

from practices import edits
from practices.models import Version
from practices.questions import BY_CODE

from ..factory import read


def url(version: Version, page: str) -> str:
    return f"/en/desk/{version.practice.public_id}/edit/{page}/"


def shown(client: Client, version: Version, page: str) -> dict[str, Any]:
    """What a browser would send back from the page untouched."""
    return as_sent(client.get(url(version, page)).context["form"])


def as_sent(form: Any) -> dict[str, Any]:
    found = {f"seen-{asked.input.code}": asked.seen for asked in form.asked()}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, [], ""):
            found[name] = value
    return found


def answers(version: Version, codes: Iterable[str]) -> dict[str, Any]:
    return {code: edits.value(read(version), BY_CODE[code]) for code in codes}
