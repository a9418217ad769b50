"""Proposed schools and projects: a coordinator confirms them or joins them with one that is there already."""

from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import Membership, Organisation, User
from polkka.upkeep import generation
from projects import people
from projects.models import Joining, Project, ProjectMember

from .joining import Refused, tell
from .models import Practice

Place = Organisation | Project


def confirm(place: Place) -> bool:
    """From now on the public sees it, a project with the schools that lead it; true if it was proposed.

    Its people are told.
    """
    with transaction.atomic():
        if isinstance(place, Project):
            for school in place.organisations.filter(is_proposed=True):
                confirm(school)
        mine = type(place)._default_manager.filter(pk=place.pk, is_proposed=True)
        if not mine.update(is_proposed=False):
            return False
        place.is_proposed = False
        _tell_people(place, _people(place), str(place))
        generation.bump()
    return True


def confirm_places_of(practice: Practice) -> None:
    """A published practice belongs to nobody proposed: within the transaction of its publishing."""
    for place in proposed_places_of(practice):
        confirm(place)


def proposed_places_of(practice: Practice) -> list[Place]:
    """The owner and the project of a practice as far as they are only proposed."""
    return [place for place in (practice.owner, practice.project) if place and place.is_proposed]


def merge(source: Place, target: Place) -> None:
    """Move everything of a proposed place to one that is there, and remove the proposed one. Raises Refused."""
    if type(source) is not type(target) or source.pk == target.pk or not source.is_proposed or target.is_proposed:
        raise Refused(_("Choose a confirmed place that this proposed one is joined with."))
    with transaction.atomic():
        told = _people(source)
        if isinstance(source, Project) and isinstance(target, Project):
            _merge_projects(source, target)
        elif isinstance(source, Organisation) and isinstance(target, Organisation):
            _merge_schools(source, target)
        _tell_people(source, told, str(target))
        source.delete()
        generation.bump()


def _merge_schools(source: Organisation, target: Organisation) -> None:
    Practice.unscoped.filter(owner=source).update(owner=target)
    members = Membership.objects.all()
    for user in _missing(members.filter(organisation=source), members.filter(organisation=target)):
        Membership.objects.create(user_id=user, organisation=target)
    _move(Joining.objects.filter(organisation=source), Joining.objects.filter(organisation=target), organisation=target)
    for project in source.projects.all():
        project.organisations.add(target)


def _merge_projects(source: Project, target: Project) -> None:
    """Who proposed it becomes an editor of the other: its managers stay who they were."""
    Practice.unscoped.filter(project=source).update(project=target)
    members = ProjectMember.objects.all()
    for user in _missing(members.filter(project=source), members.filter(project=target)):
        ProjectMember.objects.create(user_id=user, project=target, role=people.EDITOR)
    _move(Joining.objects.filter(project=source), Joining.objects.filter(project=target), project=target)


def _missing(before: QuerySet[Membership] | QuerySet[ProjectMember], there: QuerySet[Model]) -> list[int]:
    """The people of `before` who are not among `there`."""
    held = set(there.values_list("user", flat=True))
    return [pk for pk in before.values_list("user", flat=True).order_by("pk") if pk not in held]


def _move(rows: QuerySet[Joining], there: QuerySet[Joining], **place: Place) -> None:
    rows.exclude(user__in=list(there.values_list("user", flat=True))).update(**place)


def _people(place: Place) -> list[User]:
    if isinstance(place, Project):
        return [row.user for row in ProjectMember.objects.filter(project=place).select_related("user")]
    return [row.user for row in Membership.objects.filter(organisation=place).select_related("user")]


def _tell_people(place: Place, users: list[User], name: str) -> None:
    key = f"confirmed:{type(place).__name__}:{place.pk}"
    tell("joined", key, users, lambda _user: reverse("practices:desk"), place=name)
