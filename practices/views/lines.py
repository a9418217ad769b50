"""The lines of the desk: each practice once where its newest version is, and once more if it is published."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import completeness, feedback, telling
from ..models import Version
from ..questions import pages
from ..states import State

DRAFTS, WITH_US, RETURNED, PUBLISHED, OTHERS = "drafts", "with-us", "returned", "published", "others"
HEADINGS: dict[str, str | Promise] = {
    DRAFTS: _("Drafts"),
    WITH_US: _("With us"),
    RETURNED: _("Returned to you"),
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


@dataclass(frozen=True)
class Line:
    """One version on the desk; `go_on` is the page to write next, `public` that of the readers."""

    version: Version
    title: str
    language: str
    place: str
    missing: int = 0
    go_on: str = ""
    public: str = ""
    letter: str = ""


@dataclass(frozen=True)
class Group:
    """The lines that are in one place."""

    code: str
    heading: str | Promise
    lines: list[Line]


def groups(versions: Iterable[Version]) -> list[Group]:
    """The groups that have lines. The versions must come with their words; one query, however many there are."""
    by_practice: dict[int, list[Version]] = {}
    for version in versions:
        by_practice.setdefault(version.practice_id, []).append(version)
    shown = [pair for mine in by_practice.values() for pair in _shown(mine)]
    letters = feedback.letters([before for _group, _version, before in shown if before])
    found: dict[str, list[Line]] = {code: [] for code in HEADINGS}
    for group, version, before in shown:
        found[group].append(_line(version, letters.get(before.pk, "") if before else ""))
    return [Group(code, heading, found[code]) for code, heading in HEADINGS.items() if found[code]]


def _shown(mine: list[Version]) -> list[tuple[str, Version, Version | None]]:
    """(group, version, the returned version whose letter belongs to it) of one practice."""
    newest = max(mine, key=lambda version: version.number)
    before = next((version for version in mine if version.pk == newest.builds_on_id), None)
    returned = next((v for v in (newest, before) if v and v.state == State.RETURNED), None)
    is_back = returned is not None and newest.state in (State.DRAFT, State.RETURNED)
    found = [(RETURNED, newest, returned) if is_back else (GROUPS.get(newest.state, OTHERS), newest, None)]
    live = [version for version in mine if version.state == State.PUBLISHED and version is not newest]
    return found + [(PUBLISHED, version, None) for version in live]


def _line(version: Version, letter: str) -> Line:
    missing = completeness.missing(version) if version.state == State.DRAFT else []
    original, practice = version.original, version.practice
    is_public = version.state == State.PUBLISHED
    return Line(
        version=version,
        title=original.title,
        language=original.language,
        place=practice.project.name if practice.project else practice.owner.name,
        missing=len(missing),
        go_on=go_on(version, missing) if version.state == State.DRAFT else "",
        public=telling.path(practice.public_id, original.title, original.language) if is_public else "",
        letter=letter,
    )


def go_on(version: Version, missing: list[completeness.Missing]) -> str:
    """Where writing goes on: an untouched draft from the start, then the first page with a gap, then the check."""
    public_id = version.practice.public_id
    if not missing:
        return reverse("practices:check", kwargs={"public_id": public_id})
    page = missing[0].page if version.edit else pages(version.depth)[0].code
    return reverse("practices:edit", kwargs={"public_id": public_id, "page": page})
