"""The lines of the desk: each practice once where its newest version is, and once more if it is published."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.filters import folded
from projects.models import is_over

from .. import completeness, feedback, link_checks, points, showing, telling
from ..edits import RENEWED
from ..models import Point, Text, Version
from ..permissions import OWN
from ..questions import pages
from ..states import OPEN, State

DRAFTS, WITH_US, RETURNED, PUBLISHED, OTHERS = "drafts", "with-us", "returned", "published", "others"
HEADINGS: dict[str, str | Promise] = {
    RETURNED: _("Returned to you"),
    DRAFTS: _("Drafts"),
    WITH_US: _("With us"),
    PUBLISHED: _("Published"),
    OTHERS: _("Others"),
}
GROUPS: dict[str, str] = {
    State.DRAFT: DRAFTS,
    State.SUBMITTED: WITH_US,
    State.IN_ASSESSMENT: WITH_US,
    State.RETURNED: RETURNED,
    State.PUBLISHED: PUBLISHED,
}
SHORT = 8
"""Lines of a group that are shown beside the other groups."""
PAGE = 30
"""Lines of a page when one group is shown by itself."""


class Row(NamedTuple):
    """What has to be known of every version to see where its practice is."""

    pk: int
    practice: int
    number: int
    state: str
    builds_on: int | None
    updated_at: datetime
    ended: date | None
    project: str | None
    owner: str


@dataclass(frozen=True)
class Placed:
    """A version in its group; `before` is the returned one whose letter belongs to it."""

    group: str
    row: Row
    before: int | None = None
    can_renew: bool = False


@dataclass(frozen=True)
class Line:
    """One version on the desk; `go_on` is the page to write next, `public` that of the readers, `unanswered` the
    requests of the letter without an answer, `ended` the day on which its project ended."""

    version: Version
    title: str
    language: str
    place: str
    missing: int = 0
    go_on: str = ""
    public: str = ""
    letter: str = ""
    unanswered: int = 0
    ended: date | None = None
    can_renew: bool = False
    broken: int = 0


@dataclass(frozen=True)
class Group:
    """The lines that are in one place: those shown, and how many there are."""

    code: str
    heading: str | Promise
    lines: list[Line]
    n: int


@dataclass(frozen=True)
class Desk:
    """`n` lines in all, `n_found` of them with the words asked for; `whole`: the one group that is shown by itself."""

    groups: list[Group]
    n: int
    n_found: int
    whole: str = ""
    n_pages: int = 1
    page: int = 1


@dataclass
class _Extras:
    """What belongs to lines, by the version it hangs on."""

    letters: dict[int, str] = field(default_factory=dict)
    unanswered: dict[int, int] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()


def desk(user: User, *, words: str = "", whole: str = "", page: int = 1) -> Desk:
    """What the person writes: eleven queries at most, however much there is; only what is shown is read whole."""
    placed = _placed(_rows(user))
    found = _with_words(placed, words) if words else placed
    by_group = {code: [one for one in found if one.group == code] for code in HEADINGS}
    whole = whole if by_group.get(whole) else ""
    n_pages = max(1, -(-len(by_group[whole]) // PAGE)) if whole else 1
    page = min(max(1, page), n_pages)
    shown = {whole: by_group[whole][(page - 1) * PAGE : page * PAGE]} if whole else _short(by_group)
    lines = _lines([one for some in shown.values() for one in some])
    groups = [
        Group(code, HEADINGS[code], [lines[one.row.pk] for one in some], len(by_group[code]))
        for code, some in shown.items()
        if some
    ]
    return Desk(groups, len(placed), len(found), whole, n_pages, page)


def _short(by_group: dict[str, list[Placed]]) -> dict[str, list[Placed]]:
    """The beginning of each group; one line more than the limit is shown too, since a link would be as long."""
    return {code: some if len(some) <= SHORT + 1 else some[:SHORT] for code, some in by_group.items()}


def _rows(user: User) -> list[Row]:
    columns = ("pk", "practice", "number", "state", "builds_on", "updated_at", "practice__project__ended")
    names = ("practice__project__name", "practice__owner__name")
    rows = Version.unscoped.for_user(user, OWN).order_by("-updated_at", "-pk")
    return [Row(*values) for values in rows.values_list(*columns, *names)]


def _placed(rows: Iterable[Row]) -> list[Placed]:
    by_practice: dict[int, list[Row]] = {}
    for row in rows:
        by_practice.setdefault(row.practice, []).append(row)
    return [one for mine in by_practice.values() for one in _of_practice(mine)]


def _of_practice(mine: list[Row]) -> list[Placed]:
    newest = max(mine, key=lambda row: row.number)
    before = next((row for row in mine if row.pk == newest.builds_on), None)
    returned = next((row for row in (newest, before) if row and row.state == State.RETURNED), None)
    is_back = returned is not None and newest.state in (State.DRAFT, State.RETURNED)
    source = _renewable(mine)
    group = RETURNED if is_back else GROUPS.get(newest.state, OTHERS)
    found = [Placed(group, newest, returned.pk if is_back and returned else None, newest is source)]
    live = [row for row in mine if row.state == State.PUBLISHED and row is not newest]
    return found + [Placed(PUBLISHED, row, None, row is source) for row in live]


def _renewable(mine: list[Row]) -> Row | None:
    """The version from which a new one can be made, as edits.renewable() finds it."""
    if any(row.state in OPEN for row in mine) or is_over(mine[0].ended):
        return None
    return max((row for row in mine if row.state in RENEWED), key=lambda row: row.number, default=None)


def _with_words(placed: list[Placed], words: str) -> list[Placed]:
    """Those in whose title, project or school every word occurs."""
    wanted = folded(words).split()
    texts = Text.unscoped.filter(version__in=[one.row.pk for one in placed], is_original=True)
    titles = dict(texts.values_list("version", "title"))

    def whole(row: Row) -> str:
        return folded(" ".join((titles.get(row.pk, ""), row.project or "", row.owner)))

    return [one for one in placed if all(word in whole(one.row) for word in wanted)]


def _lines(shown: list[Placed]) -> dict[int, Line]:
    """Version → its line; the same queries however many there are."""
    rows = Version.unscoped.filter(pk__in=[one.row.pk for one in shown]).to_write()
    rows = rows.select_related("practice__owner", "practice__project").prefetch_related(showing.read_along())
    versions = {version.pk: version for version in rows}
    extras = _extras([one.before for one in shown if one.before])
    return {one.row.pk: _line(versions[one.row.pk], one, extras) for one in shown}


def _extras(returned: list[int]) -> _Extras:
    failing = link_checks.failing()
    if not returned:
        return _Extras(failing=failing)
    open_points = Point.unscoped.filter(version__in=returned, answer="").order_by().values("version")
    counts = open_points.annotate(n=Count("pk")).values_list("version", "n")
    return _Extras(feedback.letters(returned), dict(counts), failing)


def _line(version: Version, one: Placed, extras: _Extras) -> Line:
    original, practice = version.original, version.practice
    is_written = version.state == State.DRAFT and not is_over(one.row.ended)
    missing = completeness.missing(version) + showing.missing(version) if is_written else []
    unanswered = extras.unanswered.get(one.before or 0, 0) if is_written else 0
    if unanswered:
        missing = [completeness.Missing(points.PAGE, points.PAGE, ""), *missing]
    return Line(
        version=version,
        title=original.title,
        language=original.language,
        place=practice.project.name if practice.project else practice.owner.name,
        missing=len(missing) - bool(unanswered),
        go_on=go_on(version, missing) if is_written else "",
        public=_public(version),
        letter=extras.letters.get(one.before or 0, ""),
        unanswered=unanswered,
        ended=one.row.ended if is_over(one.row.ended) else None,
        can_renew=one.can_renew,
        broken=len(extras.failing & link_checks.named(version).keys()),
    )


def _public(version: Version) -> str:
    if version.state != State.PUBLISHED:
        return ""
    return telling.path(version.practice.public_id, version.original.title, version.original.language)


def go_on(version: Version, missing: list[completeness.Missing]) -> str:
    """Where writing goes on: an untouched draft from the start, then the first page with a gap, then the check."""
    public_id = version.practice.public_id
    if not missing:
        return reverse("practices:check", kwargs={"public_id": public_id})
    if missing[0].page == points.PAGE:
        return reverse("practices:points", kwargs={"public_id": public_id})
    if missing[0].page == showing.PAGE:
        return reverse("practices:files", kwargs={"public_id": public_id})
    page = missing[0].page if version.edit else pages(version.depth)[0].code
    return reverse("practices:edit", kwargs={"public_id": public_id, "page": page})
