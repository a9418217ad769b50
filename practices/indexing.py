"""Keeping the search true when something around published practices changes, or the analysis of their words."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from django.db import transaction

from polkka.upkeep import generation
from search.loading import ANALYSER, STALE, write_many
from search.models import Entry

from . import entries
from .models import DraftTerms, Text, Version, VersionQuerySet
from .states import State

BATCH = 50
AT_ONCE = 20.0
"""Seconds in which a chore of the clock writes what is old."""


def reindex(versions: VersionQuerySet, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write the search entries of the published ones among `versions` anew; the number of practices written.

    A practice that changes between its analysis and the writing is left to that change, which writes it itself.
    `progress` hears after each batch how many are done. There is a new generation in any case.
    """
    keys = list(versions.filter(state=State.PUBLISHED).order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, max(1, len(keys)), BATCH):
        _write(keys[start : start + BATCH])
        progress(min(start + BATCH, len(keys)))
    return len(keys)


def _write(keys: list[int]) -> None:
    rows = Version.unscoped.filter(pk__in=keys).select_related("practice__project__coordination").with_words()
    read = {row.pk: row for row in rows}
    prepared = {pk: entries.prepare(v, v.label, v.published_at or v.updated_at) for pk, v in read.items()}
    with transaction.atomic():
        at = generation.bump()
        now = Version.unscoped.filter(pk__in=keys, state=State.PUBLISHED).values_list("pk", "edit")
        same = [pk for pk, edit in now if pk in read and read[pk].edit == edit]
        write_many({read[pk].practice.public_id: prepared[pk] for pk in same}, at=at)


def mark(versions: VersionQuerySet) -> int:
    """Note, within the caller's transaction, that what the search knows of the versions is old; how many practices.

    `catch_up` finds the published ones, however often it is broken off; the words of the others have their own chore.
    """
    names = versions.filter(state=State.PUBLISHED).order_by().values("practice__public_id").distinct()
    Entry.objects.filter(live=True, public_id__in=names).update(analyser=STALE)
    DraftTerms.unscoped.filter(version__in=versions.order_by().values("pk")).update(analyser="")
    return names.count()


def catch_up(seconds: float = AT_ONCE) -> int:
    """Write what is marked anew, in short transactions, for so long at most; how many practices are left."""
    until = monotonic() + seconds
    names = sorted(set(Entry.objects.filter(live=True, analyser=STALE).values_list("public_id", flat=True)))
    for start in range(0, len(names), BATCH):
        if monotonic() > until:
            return len(names) - start
        reindex(Version.unscoped.filter(practice__public_id__in=names[start : start + BATCH]))
    return 0


@dataclass(frozen=True)
class Difference:
    """How the search entries differ from what is published: public names of practices."""

    missing: frozenset[str]
    old: frozenset[str]
    extra: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.old or self.extra)


def difference() -> Difference:
    """Practices with a text that has no entry, with an entry of another analyser, and entries without a text."""
    texts = Text.unscoped.filter(version__state=State.PUBLISHED).exclude(state=Text.State.DRAFT)
    published = set(texts.values_list("version__practice__public_id", "language"))
    live = Entry.objects.filter(live=True)
    held = set(live.values_list("public_id", "language"))
    return Difference(
        missing=frozenset(name for name, _language in published - held),
        old=frozenset(live.exclude(analyser=ANALYSER).values_list("public_id", flat=True)),
        extra=frozenset(name for name, _language in held - published),
    )


def mend(found: Difference, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write what is missing or old anew and take out what is too much; the number of practices written."""
    names = found.missing | found.old | found.extra
    gone = names - set(
        Version.unscoped.filter(practice__public_id__in=names, state=State.PUBLISHED).values_list(
            "practice__public_id", flat=True
        )
    )
    if gone:
        with transaction.atomic():
            write_many({name: [] for name in gone}, at=generation.bump())
    return reindex(Version.unscoped.filter(practice__public_id__in=names - gone), progress) + len(gone)
