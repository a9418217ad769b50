"""Links of practices that are sent or published, asked by the clock whether they still lead somewhere."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from . import fetching
from .materials import host_of, web_links
from .models import LinkCheck, Text, Version
from .questions import asked_codes
from .states import State

SHOWN_AFTER = 3
"""Failures in a row before anybody is told: a server may be down for a day."""
MOST, SECONDS = 20, 30.0  # addresses and time of one run
AGAIN_GOOD, AGAIN_BAD, LEASE = timedelta(days=14), timedelta(days=1), timedelta(minutes=10)
READ = (State.SUBMITTED, State.IN_ASSESSMENT, State.PUBLISHED)
_UNSURE = {401, 403, 405, 406, 429, 503}
"""Answers of servers that are there but do not speak with programs."""
_SILENT = {"host", "time", "connection"}
"""Faults that a network of our own that is away brings too."""
OWN = "network"
"""The fault of a link that could not be asked."""
AGAIN_OWN, PROOFS = timedelta(hours=1), 2
Ask = Callable[[str], fetching.Answer]


@dataclass(frozen=True)
class Broken:
    """A link that has not answered for days."""

    title: str
    url: str
    status: int | None


def run(ask: Ask = fetching.ask) -> int:
    """What the clock does each minute: note new links, then ask a few of those that are due; how many were asked."""
    if not settings.LINK_CHECKS:
        return 0
    clock = timezone.localtime()
    note(since=None if (clock.hour, clock.minute) == (4, 20) else clock - timedelta(hours=1))
    now, begun, n, silent = timezone.now(), time.monotonic(), 0, []
    for check in LinkCheck.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:MOST]:
        if time.monotonic() - begun > SECONDS:
            break
        if LinkCheck.objects.filter(pk=check.pk, due_at=check.due_at).update(due_at=now + LEASE):
            answer = ask(check.url)
            silent.append((check, answer)) if answer.fault in _SILENT else _asked(check, answer)
            n += 1
    if silent:
        _weigh(silent, ask, has_answered=len(silent) < n)
    return n


def _weigh(silent: list[tuple[LinkCheck, fetching.Answer]], ask: Ask, *, has_answered: bool) -> None:
    """Count silence against a link only if others answer: else it may be our own network that is away."""
    if has_answered or _others_answer(ask, {check.pk for check, _answer in silent}):
        for check, answer in silent:
            _asked(check, answer)
    else:
        keys = [check.pk for check, _answer in silent]
        LinkCheck.objects.filter(pk__in=keys).update(fault=OWN, due_at=timezone.now() + AGAIN_OWN)


def _others_answer(ask: Ask, asked: set[int]) -> bool:
    """Whether one of some links that answered last time, each of another host, answers now."""
    rows = LinkCheck.objects.filter(status__lt=400).exclude(pk__in=asked).order_by("-checked_at")[:100]
    hosts = {host_of(row.url): row.url for row in rows}
    return any(ask(url).fault not in _SILENT for url in list(hosts.values())[:PROOFS])


def note(since: object = None) -> None:
    """Note the links of versions changed `since`; without a time those of all, and forget those of none."""
    texts = Text.unscoped.filter(version__state__in=READ)
    if since:
        texts = texts.filter(version__updated_at__gte=since)
    urls = {url for links in texts.values_list("links", flat=True).iterator() for _title, url in _of(links)}
    LinkCheck.objects.bulk_create([LinkCheck(url=url) for url in sorted(urls)], ignore_conflicts=True)
    if not since:
        gone = [check.pk for check in LinkCheck.objects.only("pk", "url") if check.url not in urls]
        LinkCheck.objects.filter(pk__in=gone).delete()


def _of(links: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    return [(title, url) for title, url in web_links(links) if len(url) <= 300]


def _asked(check: LinkCheck, answer: fetching.Answer) -> None:
    """Store an answer and when to ask again."""
    is_bad = answer.status is None or (answer.status >= 400 and answer.status not in _UNSURE)
    now = timezone.now()
    LinkCheck.objects.filter(pk=check.pk).update(
        status=answer.status,
        fault=answer.fault,
        failures=min(check.failures + 1, 1000) if is_bad else 0,
        checked_at=now,
        due_at=now + (AGAIN_BAD if is_bad else AGAIN_GOOD),
    )


def failing() -> frozenset[str]:
    """The addresses that failed three times in a row."""
    return frozenset(LinkCheck.objects.filter(failures__gte=SHOWN_AFTER).values_list("url", flat=True))


def named(version: Version) -> dict[str, str]:
    """Address → title of the links that a version shows."""
    if "links" not in asked_codes(version.depth):
        return {}
    return {url: title for text in version.texts.all() for title, url in _of(text.links)}


def broken(version: Version) -> list[Broken]:
    """The links of a version that failed three times in a row: one query at most."""
    titles = named(version)
    if not titles:
        return []
    rows = LinkCheck.objects.filter(url__in=list(titles), failures__gte=SHOWN_AFTER).order_by("pk")
    return [Broken(titles[row.url], row.url, row.status) for row in rows]
