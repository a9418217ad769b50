"""The first page of the admin: what waits for this person, the overall picture with its gaps, and the month."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import User
from polkka.kit.languages import current, speaking
from polkka.portal import waiting as readers
from polkka.upkeep import clock, generation, together
from polkka.upkeep.models import Mail
from polkka.upkeep.together import Row
from practices import months, waiting
from practices.waiting import LINES, Line, Queue

from . import notices
from .figures import figures
from .groups import grouped
from .picture import picture

SCOPE = "workspace_all"
QUEUE_RIGHTS = ("practices.coordinate", "upkeep.view_mail", "portal.view_feedback")
"""Who may do one of these has something that can wait; others read the picture and the figures."""
MAIL, MISSES = "mail", "misses"
LONGEST_LINE = 90


def show(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """The page as this person’s roles let it be; at most 20 queries, however much there is."""
    user: Any = request.user
    everywhere = scope(request)
    before, this, _after = months.starts(timezone.localdate())
    misses = readers.misses(before, this)
    of_work = months.months(user, everywhere=everywhere)
    context = {
        **site.each_context(request),
        "title": site.index_title,
        **_what_waits(user, everywhere, misses),
        "figures": figures(of_work, readers.day_counts(before, this), misses),
        "picture": picture(generation.seen(request), current()),
        "this_month": this,
        "month_before": before,
        "groups": grouped(site.get_app_list(request)),
        "clock": clock.last_run() if user.has_perm("upkeep.view_mail") else None,
        "tells_clock": user.has_perm("upkeep.view_mail"),
        "notices": notices.of(request) if user.has_perm("upkeep.view_mail") else [],
    }
    return TemplateResponse(request, "admin/index.html", context)


def _what_waits(user: User, everywhere: bool, misses: list[readers.Miss]) -> dict[str, Any]:
    """The queues of the person: those in which something waits, and the quiet ones."""
    rows = together.fetch([*waiting.parts(user, everywhere=everywhere), *readers.parts(user), *_mail(user)])
    queues = [*waiting.queues(user, rows, everywhere=everywhere), *_of_readers(rows), *_of_mail(user, rows)]
    loud = [queue for queue in queues if not queue.is_quiet]
    return {
        "queues": loud + (_of_misses(misses) if user.has_perm("portal.view_searchmiss") else []),
        "quiet": [queue for queue in queues if queue.is_quiet],
        "n_waiting": sum(queue.n for queue in loud),
        "has_queues": any(user.has_perm(right) for right in QUEUE_RIGHTS),
        "can_switch": user.has_perm("practices.coordinate") and not user.has_perm("practices.coordinate_all"),
        "everywhere": everywhere,
    }


def scope(request: HttpRequest) -> bool:
    """Whether the page tells of all coordinations: ?all=1 or ?all=0, remembered while one is signed in."""
    asked = request.GET.get("all", "")
    if asked in ("0", "1") and request.session.get(SCOPE, False) != (asked == "1"):
        request.session[SCOPE] = asked == "1"
    user: Any = request.user
    if user.has_perm("practices.coordinate_all"):
        return False
    return bool(request.session.get(SCOPE, False))


def _mail(user: User) -> list[Any]:
    """Messages that were given up: their number for everybody who coordinates, the rows only for who runs the mail."""
    if not (user.has_perm("upkeep.view_mail") or user.has_perm("practices.coordinate")):
        return []
    parked = Mail.objects.filter(state=Mail.State.PARKED)
    return [together.part(MAIL, parked, key="pk", words="address", at="created_at")]


def _of_readers(rows: Iterable[Row]) -> list[Queue]:
    names = {
        readers.WISH: (_("Wishes of readers"), _("What somebody looked for and did not find.")),
        readers.FEEDBACK: (_("Feedback"), _("Messages of readers that nobody has answered.")),
    }
    found = []
    for code, (name, hint) in names.items():
        mine = [row for row in rows if row.kind == code]
        lines = [_reader_line(row) for row in mine[:LINES]]
        url = reverse(f"admin:portal_{code}_changelist") + "?state__exact=new"
        if mine:
            found.append(Queue(code, name, hint, url, len(mine), mine[0].at, lines))
    return found


def _reader_line(row: Row) -> Line:
    words = Truncator(" ".join(row.words.split())).chars(LONGEST_LINE)
    return Line(words, "", reverse(f"admin:portal_{row.kind}_change", args=[row.key]), "", row.at)


def _of_mail(user: User, rows: Iterable[Row]) -> list[Queue]:
    mine = [row for row in rows if row.kind == MAIL]
    if not mine:
        return []
    url, lines, hint = "", [], _("An administrator can send them again.")
    if user.has_perm("upkeep.view_mail"):
        url, hint = reverse("admin:upkeep_mail_changelist") + "?state__exact=parked", _("Given up after several tries.")
        lines = [Line(r.words, "", reverse("admin:upkeep_mail_change", args=[r.key]), "", r.at) for r in mine[:LINES]]
    return [Queue(MAIL, _("Messages that did not leave"), hint, url, len(mine), mine[0].at, lines)]


def _of_misses(misses: list[readers.Miss]) -> list[Queue]:
    """Words of this month; how often stands where others tell whose it is."""
    mine = [miss for miss in misses if miss.times]
    if not mine:
        return []
    url = reverse("admin:portal_searchmiss_changelist")
    lines = [
        Line(
            miss.words,
            miss.language,
            _search(miss),
            ngettext("%(n)d time", "%(n)d times", miss.times) % {"n": miss.times},
        )
        for miss in mine[:LINES]
    ]
    hint = _("Words that found nothing this month.")
    return [Queue(MISSES, _("Searches without hits"), hint, url, len(mine), None, lines)]


def _search(miss: readers.Miss) -> str:
    with speaking(miss.language):
        return f"{reverse('portal:practices')}?{urlencode({'q': miss.words})}"
