"""Belonging somewhere: people ask to join a school or project, or propose it, and write for it meanwhile."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network import mailing
from network.models import Duty, Membership, Organisation, User
from polkka.kit import text
from polkka.kit.languages import current, speaking
from polkka.upkeep import outbox
from polkka.upkeep.receipts import new_key
from projects import people
from projects.models import Coordinator, Joining, Project, ProjectMember

from .models import Author, Practice

MOST_WAITING = 5
"""Requests and proposals of one person that nobody has answered yet."""
REST = timedelta(days=30)
"""How long after a refusal the same place can be asked again."""


class Refused(Exception):
    """What was asked cannot be done; `str()` is a sentence for the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def ask(user: User, *, organisation: Organisation | None = None, project: Project | None = None) -> Joining | None:
    """Ask to join a school or project; None if the person belongs there already. Raises Refused."""
    if _belongs(user, organisation, project):
        return None
    before = Joining.objects.filter(user=user, organisation=organisation, project=project).first()
    if before and before.state == Joining.State.WAITING:
        return before
    if before and before.state == Joining.State.REFUSED and before.decided_at and before.decided_at > _rested():
        raise Refused(_("Your request to join was refused. Ask the coordinators if you think that is a mistake."))
    _room_for_one_more(user)
    with transaction.atomic():
        joining, _is_new = Joining.objects.update_or_create(
            user=user,
            organisation=organisation,
            project=project,
            defaults={"state": Joining.State.WAITING, "asked_at": timezone.now(), "decided_at": None},
        )
        _tell_deciders(joining)
    return joining


def _rested() -> Any:
    return timezone.now() - REST


def _belongs(user: User, organisation: Organisation | None, project: Project | None) -> bool:
    if project:
        return ProjectMember.objects.filter(user=user, project=project).exists()
    return Membership.objects.filter(user=user, organisation=organisation).exists()


def _room_for_one_more(user: User) -> None:
    schools = Organisation.objects.filter(is_proposed=True, pk__in=_ties(user)[0]).count()
    projects = Project.objects.filter(is_proposed=True, pk__in=_ties(user)[1]).count()
    asked = Joining.objects.filter(user=user, state=Joining.State.WAITING).count()
    if schools + projects + asked >= MOST_WAITING:
        raise Refused(_("You have asked for several places already. Wait until the coordinators have answered."))


def _ties(user: User) -> tuple[Any, Any]:
    members = ProjectMember.objects.filter(user=user)
    return Membership.objects.filter(user=user).values("organisation"), members.values("project")


def propose_school(user: User, *, name: str, municipality: str, kind: str) -> Organisation:
    """A school that is not in the list: the person belongs to it at once. One that is there is asked. Raises Refused.

    Within the caller's transaction or alone.
    """
    known = _same_school(user, name, municipality)
    if known and not known.is_proposed:
        ask(user, organisation=known)
        return known
    if known is None:
        _room_for_one_more(user)
    with transaction.atomic():
        school = known or _new_school(user, name, municipality, kind)
        Membership.objects.get_or_create(user=user, organisation=school)
    return school


def _new_school(user: User, name: str, municipality: str, kind: str) -> Organisation:
    school = Organisation.objects.create(
        code=_code(name), name=name, municipality=municipality, kind=kind, is_proposed=True
    )
    _tell_of_proposal(user, school.name, f"school:{school.pk}", "admin:network_organisation_changelist")
    return school


def propose_project(user: User, *, name: str, school: Mapping[str, str]) -> Project:
    """A project that is not in the list: the person manages it at once. Raises Refused.

    `school`: name, municipality and kind of the one that leads it, which is found or proposed along with it.
    """
    mine = ProjectMember.objects.filter(user=user, project__is_proposed=True).select_related("project")
    for row in mine:
        if row.project.name.casefold() == name.casefold():
            return row.project
    _room_for_one_more(user)
    with transaction.atomic():
        project = Project.objects.create(code=_code(name), name=name, language=current(), is_proposed=True)
        known = _same_school(user, school["name"], school["municipality"])
        project.organisations.add(known or _new_school(user, **school))
        ProjectMember.objects.create(user=user, project=project, role=people.MANAGER)
        _tell_of_proposal(user, project.name, f"project:{project.pk}", "admin:projects_project_changelist")
    return project


def _same_school(user: User, name: str, municipality: str) -> Organisation | None:
    """A school of this name and place that everybody sees, or that the person has proposed."""
    schools, projects = _ties(user)
    seen = Q(is_proposed=False) | Q(pk__in=schools) | Q(projects__in=projects)
    rows = Organisation.objects.filter(seen).order_by("is_proposed", "pk").distinct()
    wanted = (name.casefold(), municipality.casefold())
    return next((row for row in rows if wanted in _names(row)), None)


def _names(row: Organisation) -> set[tuple[str, str]]:
    names = {row.name.casefold(), row.name_sv.casefold(), row.name_en.casefold()} - {""}
    towns = {row.municipality.casefold(), row.municipality_sv.casefold()}
    return {(name, town) for name in names for town in towns}


def _code(name: str) -> str:
    """A code that nobody else has, from the name."""
    return f"{text.slug(name, words='paikka')[:45].strip('-')}-{secrets.token_hex(3)}"


def decidable(user: User) -> Q:
    """The requests that this person may answer, never the own one: of projects one manages or coordinates, of schools.

    Managers answer for their projects; coordinators for the projects of their coordination and for schools.
    """
    managed = ProjectMember.objects.filter(user=user, role=people.MANAGER).values("project")
    may = Q(project__in=managed)
    if user.has_perm("practices.coordinate_all"):
        may = Q()
    elif user.has_perm("practices.coordinate"):
        mine = Coordinator.objects.filter(user=user).values("coordination")
        may |= Q(project=None) | Q(project__coordination__in=mine)
        may |= Q(project__isnull=False, project__coordination=None)
    return may & ~Q(user=user)


def waiting_for(user: User) -> Any:
    """The requests that wait for this person's answer, the oldest first."""
    rows = Joining.objects.filter(decidable(user), state=Joining.State.WAITING)
    return rows.select_related("user", "organisation", "project").order_by("asked_at", "pk")


def decide(joining: Joining, *, accepted: bool, by: User) -> bool:
    """Answer a request: true if it was still waiting and this person may. The person is told."""
    state = Joining.State.ACCEPTED if accepted else Joining.State.REFUSED
    with transaction.atomic():
        may = Joining.objects.filter(decidable(by), pk=joining.pk).exists()
        rows = Joining.objects.filter(pk=joining.pk, state=Joining.State.WAITING)
        if not may or not rows.update(state=state, decided_at=timezone.now(), decided_by_name=by.name or by.email):
            return False
        if accepted:
            _let_in(joining)
        _tell_outcome(joining, "joined" if accepted else "join_refused")
    return True


def _let_in(joining: Joining) -> None:
    """The tie itself; what the person began while waiting is from now on theirs through it."""
    user = joining.user
    begun = Author.unscoped.filter(user=user, invitation=None)
    if joining.project:
        people.add(joining.project, user)
        begun.filter(practice__project=joining.project).delete()
    elif joining.organisation:
        Membership.objects.get_or_create(user=user, organisation=joining.organisation)
        begun.filter(practice__project=None, practice__owner=joining.organisation).delete()


def unconfirmed(practice: Practice) -> list[User]:
    """Who began a practice for a place that has not confirmed them, or has refused them."""
    rows = Author.unscoped.filter(practice=practice, invitation=None).select_related("user").order_by("pk")
    school = None if practice.project else practice.owner
    return [row.user for row in rows if not _belongs(row.user, school, practice.project)]


def take_out(member: ProjectMember) -> None:
    """Out of the project at once, and out of every practice of it that the person co-authors. Raises LastManager."""
    with transaction.atomic():
        people.remove(member)
        Author.unscoped.filter(user=member.user, practice__project=member.project).delete()


def deciders(joining: Joining) -> list[User]:
    """Who is asked: the managers of the project, else its coordinators, else the chief coordinators."""
    project = joining.project
    found: list[User] = []
    if project:
        members = ProjectMember.objects.filter(project=project, role=people.MANAGER).select_related("user")
        found = _able([row.user for row in members], joining)
    if project and not found:
        rows = Coordinator.objects.filter(coordination=project.coordination_id).select_related("user")
        found = _able([row.user for row in rows], joining)
    return found or _able(chiefs(), joining)


def chiefs() -> list[User]:
    return [row.user for row in Duty.objects.filter(kind=Duty.Kind.CHIEF).select_related("user").order_by("pk")]


def _able(users: Iterable[User], joining: Joining) -> list[User]:
    return [user for user in users if user.is_active and user.pk != joining.user_id]


def _tell_deciders(joining: Joining) -> None:
    place = joining.project or joining.organisation
    managed = set()
    if joining.project:
        managers = ProjectMember.objects.filter(project=joining.project, role=people.MANAGER)
        managed = set(managers.values_list("user", flat=True))

    def path(user: User) -> str:
        if user.pk in managed and joining.project:
            return reverse("practices:project_people", kwargs={"code": joining.project.code})
        return reverse("admin:projects_joining_changelist") + "?state__exact=waiting"

    key = f"joining:{joining.pk}:{joining.asked_at:%Y%m%d%H%M%S}"
    who = {"who": joining.user.name or joining.user.email, "address": joining.user.email}
    tell("join_asked", key, deciders(joining), path, place=str(place), **who)


def _tell_of_proposal(user: User, place: str, key: str, view: str) -> None:
    who = {"who": user.name or user.email, "address": user.email}
    asked = [chief for chief in chiefs() if chief.pk != user.pk]
    tell(
        "join_asked",
        f"proposed:{key}",
        asked,
        lambda _user: f"{reverse(view)}?is_proposed__exact=1",
        place=place,
        is_new=True,
        **who,
    )


def _tell_outcome(joining: Joining, kind: str) -> None:
    place = str(joining.project or joining.organisation)
    key = f"joining:{joining.pk}:{new_key()}"
    tell(kind, key, [joining.user], lambda _user: reverse("practices:desk"), place=place)


def tell(kind: str, key: str, users: Iterable[User], path: Callable[[User], str], **context: Any) -> None:
    """Tell people of a place by `templates/email/<kind>.txt`, in their own language; `path` gives the link in it."""
    for user in mailing.wanting({user.pk: user for user in users}.values(), kind):
        with speaking(user.language):
            url = settings.SITE_URL + path(user)
        values = {"name": user.name, "url": url, **context}
        outbox.queue(kind, key=f"{key}:{user.pk}", address=user.email, language=user.language, context=values)
