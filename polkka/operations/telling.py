"""Sentences for the first page of the admin when the server is not as it should be."""

import time
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import health, hosts, times
from .parts import OK

HELD = 60.0  # seconds for which a look at the server is told again
_last: tuple[float, health.Report] | None = None


def notices(request: HttpRequest) -> list[str]:
    """What is wrong, in the language of the page; nothing if all is well."""
    return [*_of_address(request), *_of_report(_report())]


def _report() -> health.Report:
    global _last
    if _last is None or time.monotonic() - _last[0] > HELD:
        _last = (time.monotonic(), health.report())
    return _last[1]


def _of_address(request: HttpRequest) -> Iterator[str]:
    host = hosts.usual_other() or hosts.of(request)
    if host != hosts.own():
        words = _(
            "The portal is opened at %(host)s, but messages and citations give the address %(site)s. Check SITE_URL."
        )
        yield words % {"host": host, "site": settings.SITE_URL}


def _of_report(report: health.Report) -> Iterator[str]:
    number = report.number
    if report.parts["clock"].status != OK:
        yield from _of_clock(abs(number("clock", "off_s") or 0), number("clock", "rows_ahead_s") or 0)
    if report.parts["disk"].status == "low":
        yield _("The disk of the server is nearly full: %(n)d MB are left.") % {"n": number("disk", "free_mb") or 0}
    if report.parts["disk"].status == "read-only":
        yield _("Files cannot be saved: the server may not write to their folder.")
    if (age := number("tick", "age_s") or 0) > 0 and report.parts["tick"].status != OK:
        yield _("The clock that sends mail and does the chores has not run for %(n)d minutes.") % {"n": age // 60}
    if report.parts["mail"].status == "late":
        due = number("mail", "oldest_due_s") or 0
        yield _("A message has been waiting to leave for %(n)d minutes. Is the mail server answering?") % {
            "n": due // 60
        }


def _of_clock(off: float, ahead: float) -> Iterator[str]:
    if off > times.MOST_OFF:
        yield _("The clocks of the server and of the database differ by %(n)d seconds.") % {"n": off}
    if ahead > times.MOST_OFF:
        words = _("Something was saved %(n)d seconds ahead of the clock of the server: the clock has gone back.")
        yield words % {"n": ahead}


def forget() -> None:
    """Forget the last look (tests)."""
    global _last
    _last = None
