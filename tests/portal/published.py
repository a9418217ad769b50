"""Published practices for the tests of public pages."""

from typing import Any

from polkka.upkeep import outbox
from practices.models import Text, Version
from practices.states import Depth

from ..factory import Cast, draft, go, read

LANGUAGES = ("fi", "sv", "en")


def publish(cast: Cast, title: str = "Puron tarina", **changed: Any) -> Version:
    """A tip of the author's project, submitted and published."""
    with outbox.muted():
        version = draft(cast, depth=Depth.TIP, title=title, **changed)
        return go(go(version, "submit", cast.author), "publish", cast.coordinator)


def publish_many(cast: Cast, number: int) -> list[Version]:
    """So many tips."""
    return [publish(cast, f"Tarina {place}") for place in range(number)]


def translate(version: Version, language: str, title: str) -> Version:
    """Give a draft a second language with a title and a summary of its own."""
    original = version.texts.get(is_original=True)
    values = {field.name: getattr(original, field.name) for field in Text._meta.fields}
    for name in ("id", "version"):
        del values[name]
    Text.unscoped.create(version=version, **(values | {"language": language, "is_original": False, "title": title}))
    return read(version)


def publish_in_two(cast: Cast, title: str, language: str, other: str) -> Version:
    """A tip in Finnish and in another language."""
    with outbox.muted():
        version = translate(draft(cast, depth=Depth.TIP, title=title), language, other)
        return go(go(version, "submit", cast.author), "publish", cast.coordinator)


def publish_with_summary(cast: Cast, title: str, language: str, other: str, summary: str) -> Version:
    """A tip in Finnish with no more than a title and a summary in another language."""
    with outbox.muted():
        version = draft(cast, depth=Depth.TIP, title=title)
        Text.unscoped.create(version=version, language=language, state=Text.State.SUMMARY, title=other, summary=summary)
        return go(go(read(version), "submit", cast.author), "publish", cast.coordinator)


def withdraw(cast: Cast, version: Version) -> Version:
    """Take a published practice off the site."""
    with outbox.muted():
        return go(version, "withdraw", cast.coordinator, note="Pyynnöstä.")
