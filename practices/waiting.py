"""What waits for a coordinator: queues with how many, since when and the first of each, as plain data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from polkka.kit.languages import OWN_NAMES
from polkka.upkeep import together
from polkka.upkeep.together import Row
from projects.models import Coordinator, Project

from . import comments, in_turn, joining, renewing
from .in_turn import ANSWERED, DIFFER, NEW, OVERDUE, READY, TO_ASK, UNDER_WAY, Turn
from .models import Comment, Schedule, Text, Version
from .permissions import DECIDE, is_own
from .states import State

LINES = 5
"""How many of a queue are shown at once."""
QUESTION, TRANSLATION, PLANNED, FAILED, JOINING, ORGANISATION, PROJECT = (
    "question", "translation", "planned", "failed", "joining", "organisation", "project",
)  # fmt: skip
NAMES: dict[str, tuple[str | Promise, str | Promise]] = {
    OVERDUE: (_("Overdue"), _("Submitted more than a week ago, or an assessor’s deadline has passed.")),
    FAILED: (_("Not published as planned"), _("The time has come, but something stood in the way.")),
    NEW: (_("New submissions"), _("Not taken up yet.")),
    ANSWERED: (_("Sent again after a return"), _("The authors have answered the requests.")),
    READY: (_("Ready to be decided"), _("Everybody asked has finished.")),
    DIFFER: (_("Views differ"), _("A third assessor is needed.")),
    TO_ASK: (_("Assessors to be asked"), _("In assessment, and fewer than two have been asked.")),
    QUESTION: (_("Questions from writers"), _("Writers ask for advice on a draft.")),
    TRANSLATION: (_("Translations"), _("Of published practices, to be published or sent back.")),
    JOINING: (_("Requests to join"), _("People who say they belong to a school or project.")),
    ORGANISATION: (_("Proposed schools"), _("To be confirmed, or joined with one that is there.")),
    PROJECT: (_("Proposed projects"), _("To be confirmed, or joined with one that is there.")),
    PLANNED: (_("Planned publications"), _("They are published by themselves; the next first.")),
    UNDER_WAY: (_("With the assessors"), _("Nothing to do now: the assessors have time left.")),
}
"""Queue → its name and what is in it, in the order of the page."""
QUIET = frozenset({PLANNED, UNDER_WAY})
"""Queues in which nothing waits for the coordinator."""
LISTS = {
    NEW: ("practices_version", "state__exact=submitted"),
    ANSWERED: ("practices_version", "state__exact=submitted"),
    OVERDUE: ("practices_version", ""),
    READY: ("practices_version", "state__exact=in_assessment"),
    DIFFER: ("practices_version", "state__exact=in_assessment"),
    TO_ASK: ("practices_version", "state__exact=in_assessment"),
    UNDER_WAY: ("practices_version", "state__exact=in_assessment"),
    JOINING: ("projects_joining", "state__exact=waiting"),
    ORGANISATION: ("network_organisation", "is_proposed__exact=1"),
    PROJECT: ("projects_project", "is_proposed__exact=1"),
    PLANNED: ("practices_schedule", ""),
    FAILED: ("practices_schedule", ""),
}
"""Queue → the list of the admin in which all of it stands, and the filter."""


@dataclass(frozen=True)
class Line:
    """One thing that waits: what it is, in which language ("" for ours), where it is done, whose it is, since when."""

    title: str
    language: str
    url: str
    place: str = ""
    at: datetime | None = None


@dataclass
class Queue:
    """Things of one kind; `url` shows them all. `oldest` is None where nothing tells since when."""

    code: str
    name: str | Promise
    hint: str | Promise
    url: str = ""
    n: int = 0
    oldest: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    is_quiet: bool = False

    @property
    def more(self) -> int:
        return self.n - len(self.lines)


def parts(user: User, *, everywhere: bool = False) -> "list[QuerySet[Any, Any]]":
    """What waits besides versions, for together.fetch(): nothing for who does not coordinate."""
    if not user.has_perm("practices.coordinate"):
        return []
    decided = Version.unscoped.for_user(user, DECIDE)
    plans = Schedule.unscoped.filter(version__in=decided.order_by().values("pk"))
    number = {"key": "version__practice__public_id", "at": "at", "ref": "version"}
    return [
        together.part(PLANNED, plans.filter(fault=""), words="by_name", **number),
        together.part(FAILED, plans.exclude(fault=""), words="fault", **number),
        together.part(
            QUESTION, _questions(user, everywhere), key="practice__public_id", words="text", at="created_at",
            ref="practice",
        ),
        together.part(
            TRANSLATION, renewing.offering(user), key="practice__public_id", words="texts__language", ref="pk"
        ),
        together.part(
            JOINING, joining.waiting_for(user).select_related(None), key="pk", words="user__name", at="asked_at"
        ),
        together.part(ORGANISATION, Organisation.objects.filter(is_proposed=True), key="pk", words="name"),
        together.part(PROJECT, _proposed(user, everywhere), key="pk", words="name"),
    ]  # fmt: skip


def _questions(user: User, everywhere: bool) -> "QuerySet[Comment]":
    """Those of the practices one answers for; everywhere: of all that were shown to the coordinators."""
    if not everywhere:
        return comments.waiting(user).select_related(None)
    mine = Version.unscoped.filter(is_own(user)).order_by().values("practice")
    shown = Comment.unscoped.filter(to_coordinator=True, done_at=None, practice__asked_at__isnull=False)
    return shown.exclude(practice__in=mine)


def _proposed(user: User, everywhere: bool) -> "QuerySet[Project]":
    rows = Project.objects.filter(is_proposed=True)
    if everywhere or user.has_perm("practices.coordinate_all"):
        return rows
    mine = Coordinator.objects.filter(user=user).values("coordination")
    return rows.filter(Q(coordination=None) | Q(coordination__in=mine))


def queues(user: User, rows: Iterable[Row], *, everywhere: bool = False) -> list[Queue]:
    """The queues of a coordinator in which something stands: four queries at most. `rows` are what parts() gave."""
    if not user.has_perm("practices.coordinate"):
        return []
    turns = in_turn.turns(user, everywhere=everywhere)
    other = [row for row in rows if row.kind in NAMES]
    titles = _titles(*_shown(turns, other))
    found = []
    for code in NAMES:
        of_turn = [turn for turn in turns if turn.code == code]
        of_row = [row for row in other if row.kind == code]
        if of_turn:
            found.append(_queue(code, len(of_turn), of_turn[0].at, [_turn_line(t, titles) for t in of_turn[:LINES]]))
        elif of_row:
            found.append(_queue(code, len(of_row), of_row[0].at, [_row_line(row, titles) for row in of_row[:LINES]]))
    return found


def _queue(code: str, n: int, oldest: datetime | None, lines: list[Line]) -> Queue:
    name, hint = NAMES[code]
    model, query = LISTS.get(code, ("", ""))
    url = reverse(f"admin:{model}_changelist") + (f"?{query}" if query else "") if model else ""
    is_quiet = code in QUIET
    return Queue(code, name, hint, url, n, None if code == PLANNED else oldest, lines, is_quiet)


def _shown(turns: Sequence[Turn], rows: Sequence[Row]) -> tuple[set[int], set[int]]:
    """The versions and the practices whose titles are shown: no more than the lines of each queue."""
    seen: Counter[str] = Counter()
    versions, practices = set[int](), set[int]()
    for turn in turns:
        seen[turn.code] += 1
        if seen[turn.code] <= LINES:
            versions.add(turn.pk)
    for row in rows:
        seen[row.kind] += 1
        if row.ref and seen[row.kind] <= LINES:
            (practices if row.kind == QUESTION else versions).add(row.ref)
    return versions, practices


Titles = dict[tuple[str, int], tuple[str, str]]
"""("version" or "practice", its key) → language and title; of a practice those of the newest version."""


def _titles(versions: set[int], practices: set[int]) -> Titles:
    if not versions and not practices:
        return {}
    meant = Q(version__in=versions) | Q(version__practice__in=practices)
    rows = Text.unscoped.filter(meant, is_original=True).order_by("version__number", "pk")
    found: Titles = {}
    for version, practice, language, title in rows.values_list("version", "version__practice", "language", "title"):
        found["version", version] = found["practice", practice] = (language, title)
    return found


def _turn_line(turn: Turn, titles: Titles) -> Line:
    language, title = titles.get(("version", turn.pk), ("", ""))
    url = reverse("practices:decide", kwargs={"public_id": turn.public_id}) + f"?version={turn.number}"
    return Line(title, language, url, turn.place, turn.at)


def _row_line(row: Row, titles: Titles) -> Line:
    language, title = titles.get(("practice" if row.kind == QUESTION else "version", row.ref or 0), ("", ""))
    if row.kind == QUESTION:
        url = reverse("practices:comments", kwargs={"public_id": row.key})
        return Line(title, language, url, row.words, row.at)
    if row.kind == TRANSLATION:
        url = reverse("practices:decide_text", kwargs={"public_id": row.key, "language": row.words})
        return Line(title, language, url, OWN_NAMES.get(row.words, ""), None)
    if row.kind in (PLANNED, FAILED):
        url = reverse("practices:decide", kwargs={"public_id": row.key})
        why = str(Schedule.Fault(row.words).label) if row.kind == FAILED else row.words
        return Line(title, language, url, why, row.at)
    model, query = LISTS[row.kind]
    url = reverse(f"admin:{model}_changelist") + f"?{query}"
    if row.kind != JOINING:
        url = reverse(f"admin:{model}_change", args=[row.key])
    return Line(row.words, "", url, "", row.at)


def under_way() -> dict[tuple[str, str], int]:
    """(theme, level) → versions that are being written or looked at; a theme counts what is under it: one query."""
    of_version: dict[int, tuple[set[str], set[str]]] = {}
    rows = Version.unscoped.filter(state__in=[State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT]).order_by()
    rows = rows.filter(chosen__concept__vocabulary__code__in=["theme", "level"])
    columns = ("pk", "chosen__concept__vocabulary__code", "chosen__concept__code", "chosen__concept__parent__code")
    for pk, vocabulary, code, parent in rows.values_list(*columns):
        themes, levels = of_version.setdefault(pk, (set(), set()))
        if vocabulary == "theme":
            themes.add(parent or code)
        else:
            levels.add(code)
    return Counter((theme, level) for themes, levels in of_version.values() for theme in themes for level in levels)
