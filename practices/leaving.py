"""Leaving a school, a project or one practice; what a person has written stays with the place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import Membership, User
from polkka.kit.languages import current
from projects import people
from projects.models import Project, ProjectMember

from . import joining
from .models import Author, Practice, Version

SCHOOL, PROJECT, PRACTICE = "school", "project", "practice"
MANAGER = ProjectMember.Role.MANAGER


@dataclass(frozen=True)
class Tie:
    """What binds a person to a place; `pk` is that of the row, `language` that of a practice's title, else ""."""

    kind: str
    pk: int
    name: str
    role: str | Promise
    language: str = ""
    project: Project | None = None
    public_id: str = ""


class Needed(Exception):
    """The last manager of a project that has practices; `others` are the people who could become one."""

    def __init__(self, project: Project, others: list[str]) -> None:
        super().__init__(_("This is the last manager of the project. Make somebody else a manager first."))
        self.project, self.others = project, others


def ties(user: User) -> list[Tie]:
    """The schools, then the projects, then the single practices of a person: four queries, however many there are."""
    schools = Membership.objects.filter(user=user).select_related("organisation")
    members = ProjectMember.objects.filter(user=user).select_related("project")
    found = [Tie(SCHOOL, row.pk, row.organisation.named(current()), _("member")) for row in schools]
    found.sort(key=lambda tie: tie.name)
    found += [
        Tie(PROJECT, row.pk, row.project.name, row.get_role_display(), project=row.project)
        for row in members.order_by("project__sort_key", "pk")
    ]
    return found + _single(user)


def _single(user: User) -> list[Tie]:
    authors = Author.unscoped.filter(user=user).select_related("practice").order_by("pk")
    rows = Version.unscoped.filter(practice__in=[row.practice_id for row in authors])
    newest: dict[int, Version] = {}
    for version in rows.order_by("number").prefetch_related("texts"):
        newest[version.practice_id] = version
    return [_of_practice(row, newest[row.practice_id]) for row in authors if row.practice_id in newest]


def _of_practice(row: Author, version: Version) -> Tie:
    text = version.original
    return Tie(PRACTICE, row.pk, text.title, _("co-author"), text.language, public_id=row.practice.public_id)


def tie(user: User, kind: str, pk: int) -> Tie | None:
    """One of the person's own ties, or None."""
    return next((found for found in ties(user) if (found.kind, found.pk) == (kind, pk)), None)


def only_manager(user: User) -> list[Project]:
    """The running projects with practices that nobody else manages."""
    mine = Project.objects.filter(pk__in=_managed(ProjectMember.objects.filter(user=user)))
    others = _managed(ProjectMember.objects.exclude(user=user).filter(user__is_active=True))
    rows = mine.running(timezone.localdate()).exclude(pk__in=others)
    return list(rows.filter(pk__in=Practice.unscoped.exclude(project=None).values("project")).order_by("sort_key"))


def _managed(members: QuerySet[ProjectMember]) -> Any:
    return members.filter(role=MANAGER).values("project")


def check(user: User, leaving: Tie) -> None:
    """Raises Needed if the project would be left without a manager."""
    project = leaving.project
    if project is None or project not in only_manager(user):
        return
    others = ProjectMember.objects.filter(project=project, user__is_active=True).exclude(user=user)
    raise Needed(project, [str(row.user) for row in others.select_related("user").order_by("user__name", "pk")])


def leave(user: User, leaving: Tie) -> None:
    """End one of the person's own ties. Raises Needed."""
    check(user, leaving)
    if leaving.kind == SCHOOL:
        Membership.objects.filter(pk=leaving.pk, user=user).delete()
    elif leaving.kind == PROJECT:
        _leave_project(user, leaving)
    else:
        Author.unscoped.filter(pk=leaving.pk, user=user).delete()


def _leave_project(user: User, leaving: Tie) -> None:
    member = ProjectMember.objects.filter(pk=leaving.pk, user=user).select_related("project").first()
    if member is None:
        return
    try:
        joining.take_out(member)
    except people.LastManager as error:
        if member.project in only_manager(user):  # the other manager left at the same moment
            raise Needed(member.project, []) from error
        joining.take_out(member, may_be_last=True)
