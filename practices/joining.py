"""Belonging somewhere: people ask to join a school or project and write for it meanwhile."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network import mailing
from network.models import Duty, Membership, Organisation, User
from network.people import by_address
from polkka.kit import refusing
from polkka.kit.languages import speaking
from polkka.upkeep import outbox
from polkka.upkeep.receipts import new_key
from projects import people
from projects.models import Coordinator, Joining, Project, ProjectMember

from .models import Author, Invitation, Practice

MOST_WAITING = 5
"""Requests and proposals of one person that nobody has answered yet."""
REST = timedelta(days=30)
"""How long after a refusal the same place can be asked again."""


class Refused(refusing.Refused):
    """A person cannot ask to belong somewhere, or a place cannot be proposed or joined."""


def ask(user: User, *, organisation: Organisation | None = None, project: Project | None = None) -> Joining | None:
    """Ask to join a school or project; None if the person belongs there already. Raises Refused."""
    if _belongs(user, organisation.pk if organisation else None, project.pk if project else None):
        return None
    before = Joining.objects.filter(user=user, organisation=organisation, project=project).first()
    if before and before.state == Joining.State.WAITING:
        return before
    if before and before.state == Joining.State.REFUSED and before.decided_at and before.decided_at > _rested():
        raise Refused(_("Your request to join was refused. Ask the coordinators if you think that is a mistake."))
    check_room(user)
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


def belongs(practice: Practice, user: User) -> bool:
    """Whether the person is of the project or, where there is none, of the school: not only a co-author."""
    return _belongs(user, practice.owner_id, practice.project_id)


def _belongs(user: User, organisation: int | None, project: int | None) -> bool:
    """Of the project if there is one, else of the organisation; both by key."""
    if project:
        return ProjectMember.objects.filter(user=user, project=project).exists()
    return Membership.objects.filter(user=user, organisation=organisation).exists()


def check_room(user: User) -> None:
    """Raises Refused if so much of what the person has asked for waits that nothing more can be asked."""
    schools = Organisation.objects.filter(is_proposed=True, pk__in=ties(user)[0]).count()
    projects = Project.objects.filter(is_proposed=True, pk__in=ties(user)[1]).count()
    asked = Joining.objects.filter(user=user, state=Joining.State.WAITING).count()
    if schools + projects + asked >= MOST_WAITING:
        raise Refused(_("You have asked for several places already. Wait until the coordinators have answered."))


def ties(user: User) -> tuple[Any, Any]:
    """The keys of the person's schools and of the person's projects, for a query."""
    members = ProjectMember.objects.filter(user=user)
    return Membership.objects.filter(user=user).values("organisation"), members.values("project")


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
    if joining.project:
        people.add(joining.project, user)
        _begun(user).filter(practice__project=joining.project).delete()
    elif joining.organisation:
        Membership.objects.get_or_create(user=user, organisation=joining.organisation)
        _begun(user).filter(practice__project=None, practice__owner=joining.organisation).delete()


def _begun(user: User) -> QuerySet[Author]:
    """The rights to what a person began for places that had not answered."""
    return Author.unscoped.filter(user=user, invitation=None)


def bring_in(project: Project, address: str, role: str, *, by: User) -> User | None:
    """Give somebody a part in a project, and tell them; a request of theirs is answered by it.

    Who it is, also somebody who has never been here; None if they are in the project already.
    """
    person = by_address(address)
    with transaction.atomic():
        member, is_new = people.add(project, person, role)
        if not is_new:
            return None
        waiting = Joining.objects.filter(user=person, project=project, state=Joining.State.WAITING)
        waiting.update(state=Joining.State.ACCEPTED, decided_at=timezone.now(), decided_by_name=by.name or by.email)
        _begun(person).filter(practice__project=project).delete()
        who = {"who": by.name or by.email, "address": person.email, "place": project.name}
        tell("added", f"added:{project.pk}:{member.pk}", [person], lambda _user: reverse("practices:desk"), **who)
    return person


def unconfirmed(practice: Practice) -> list[User]:
    """Who began a practice for a place that has not confirmed them, or has refused them."""
    rows = Author.unscoped.filter(practice=practice, invitation=None).select_related("user").order_by("pk")
    return [row.user for row in rows if not belongs(practice, row.user)]


def take_out(member: ProjectMember, *, may_be_last: bool = False) -> None:
    """Out of the project at once, and out of every practice of it that the person co-authors.

    The links by which the person has invited others to these practices end too. Raises LastManager unless the project
    may be left without a manager.
    """
    with transaction.atomic():
        if may_be_last:
            ProjectMember.objects.filter(pk=member.pk).delete()
        else:
            people.remove(member)
        Author.unscoped.filter(user=member.user, practice__project=member.project).delete()
        made = Invitation.unscoped.filter(made_by=member.user, practice__project=member.project)
        made.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())


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


def _tell_outcome(joining: Joining, kind: str) -> None:
    place = str(joining.project or joining.organisation)
    key = f"joining:{joining.pk}:{new_key()}"
    tell(kind, key, [joining.user], lambda _user: reverse("practices:desk"), place=place)


def tell(kind: str, key: str, users: Iterable[User], path: Callable[[User], str], **context: Any) -> None:
    """Tell people of a place by `templates/email/<kind>.txt`, in their own language; `path` gives the link in it."""
    for user, waits in mailing.ways({user.pk: user for user in users}.values(), kind):
        with speaking(user.language):
            url = settings.SITE_URL + path(user)
        values = {"name": user.name, "url": url, **context}
        outbox.queue(
            kind, key=f"{key}:{user.pk}", address=user.email, language=user.language, context=values, gathered=waits
        )
