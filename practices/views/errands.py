"""What waits for a writer besides the practices: comments, invitations, and people who ask to join."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from network.models import User
from polkka.kit.people import named
from projects.models import Joining, ProjectMember

from .. import comments, invitations, joining
from ..models import Text

MOST = 8
"""Practices with comments that are shown."""
MOST_COMMENTS = 300


@dataclass
class Said:
    """The open comments by others on one practice: how many, and the newest."""

    public_id: str
    title: str
    language: str
    n: int
    name: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """How many people ask to join one place, and where they are answered."""

    place: str
    n: int
    url: str


@dataclass(frozen=True)
class Invited:
    """An invitation that was mailed to the own address."""

    pk: int
    title: str
    language: str
    who: str
    until: datetime


def waiting(user: User) -> dict[str, Any]:
    """What the desk shows above the practices: eight queries at most, however much there is."""
    said, invited = _said(user), list(invitations.addressed_to(user)[:20])
    titles = _titles({*said, *(row.practice_id for row in invited)})
    for practice, one in said.items():
        one.language, one.title = titles.get(practice, ("", ""))
    shown = list(said.values())
    return {
        "said": shown[:MOST],
        "n_said": len(shown),
        "invited": [_invited(row, titles) for row in invited],
        "asked": _asked(user),
        "asking": list(_asking(user)),
    }


def _said(user: User) -> dict[int, Said]:
    """Practice → its comments, the newest first."""
    found: dict[int, Said] = {}
    for row in comments.for_desk(user).select_related("practice")[:MOST_COMMENTS]:
        if row.practice_id in found:
            found[row.practice_id].n += 1
        else:
            values = (row.practice.public_id, "", "", 1, named(row.by_name), row.text, row.created_at)
            found[row.practice_id] = Said(*values)
    return found


def _titles(practices: set[int]) -> dict[int, tuple[str, str]]:
    """Practice → language and title of its newest version."""
    if not practices:
        return {}
    rows = Text.unscoped.filter(version__practice__in=practices, is_original=True).order_by("version__number")
    return {pk: (language, title) for pk, language, title in rows.values_list("version__practice", "language", "title")}


def _invited(row: Any, titles: dict[int, tuple[str, str]]) -> Invited:
    language, title = titles.get(row.practice_id, ("", ""))
    return Invited(row.pk, title, language, named(row.made_by_name), row.expires_at)


def _asked(user: User) -> list[Asked]:
    """The requests this person answers, by place: managers on the page of the project, coordinators in the admin."""
    found: dict[tuple[str, str], int] = {}
    members = ProjectMember.objects.filter(user=user, role=ProjectMember.Role.MANAGER)
    managed = set(members.values_list("project", flat=True))
    for row in joining.waiting_for(user):
        if row.project and row.project_id in managed:
            url = reverse("practices:project_people", kwargs={"code": row.project.code})
        else:
            url = reverse("admin:projects_joining_changelist")
        key = (str(row.project or row.organisation), url)
        found[key] = found.get(key, 0) + 1
    return [Asked(place, n, url) for (place, url), n in found.items()]


def _asking(user: User) -> Any:
    rows = Joining.objects.filter(user=user, state=Joining.State.WAITING)
    return rows.select_related("organisation", "project").order_by("asked_at", "pk")
