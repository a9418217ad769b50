"""Published practices for the tests of public pages."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from polkka.upkeep import generation, outbox
from practices import entries
from practices.models import HistoryEntry, Text, Version, VersionConcept, new_public_id
from practices.states import Depth
from search.loading import write_many

from ..factory import Cast, draft, go, read

LANGUAGES = ("fi", "sv", "en")


def publish(cast: Cast, title: str = "Puron tarina", **changed: Any) -> Version:
    """A tip of the author's project, submitted and published."""
    with outbox.muted():
        version = draft(cast, depth=Depth.TIP, title=title, **changed)
        return go(go(version, "submit", cast.author), "publish", cast.coordinator)


def publish_many(cast: Cast, number: int, **changed: Any) -> list[Version]:
    """So many tips: the first goes the whole way, the others are copies of its rows with titles of their own."""
    if not number:
        return []
    first = publish(cast, "Tarina 0", **changed)
    found = [first, *(_copy(first, f"Tarina {place}") for place in range(1, number))]
    prepared = {v.practice.public_id: entries.prepare(v, v.label, v.published_at) for v in found[1:]}
    with transaction.atomic():
        write_many(prepared, at=generation.bump())
    return found


def _copy(version: Version, title: str) -> Version:
    """A published version with the same words and choices under another title."""
    copy = Version.unscoped.with_words().select_related("practice").get(pk=version.pk)
    texts, chosen, tags = list(copy.texts.all()), list(copy.chosen.all()), list(copy.tags.names())
    history = list(HistoryEntry.unscoped.filter(version=version))
    copy.practice.pk, copy.practice.public_id = None, new_public_id()
    copy.practice.save()
    copy.pk, copy.practice, copy.published_at = None, copy.practice, timezone.now()
    copy.save()
    for row in (*texts, *chosen, *history):
        row.pk, row.version = None, copy
    for text in texts:
        text.title = title
    for entry in history:
        entry.practice, entry.once = copy.practice, None
    Text.unscoped.bulk_create(texts)
    VersionConcept.objects.bulk_create(chosen)
    HistoryEntry.unscoped.bulk_create(history)
    copy.tags.set(tags)
    return Version.unscoped.with_words().select_related("practice__owner", "practice__project").get(pk=copy.pk)


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
