"""Schools and projects that are not in the list: proposed by people who write for them at once.

A coordinator confirms them or joins them with one that is there already.
"""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import Membership, Organisation, User
from polkka.kit import text
from polkka.kit.languages import current
from polkka.upkeep import generation
from projects import people
from projects.models import Joining, Project, ProjectMember

from . import joining
from .joining import Refused, check_room, tell, ties
from .models import Practice

Place = Organisation | Project


def propose_school(user: User, *, name: str, municipality: str, kind: str) -> Organisation:
    """A school that is not in the list: the person belongs to it at once. One that is there is asked. Raises Refused.

    Within the caller's transaction or alone.
    """
    known = _same_school(user, name, municipality)
    if known and not known.is_proposed:
        joining.ask(user, organisation=known)
        return known
    if known is None:
        check_room(user)
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
    check_room(user)
    with transaction.atomic():
        project = Project.objects.create(code=_code(name), name=name, language=current(), is_proposed=True)
        known = _same_school(user, school["name"], school["municipality"])
        project.organisations.add(known or _new_school(user, **school))
        ProjectMember.objects.create(user=user, project=project, role=people.MANAGER)
        _tell_of_proposal(user, project.name, f"project:{project.pk}", "admin:projects_project_changelist")
    return project


def _same_school(user: User, name: str, municipality: str) -> Organisation | None:
    """A school of this name and place that everybody sees, or that the person has proposed."""
    schools, projects = ties(user)
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


def _tell_of_proposal(user: User, place: str, key: str, view: str) -> None:
    who = {"who": user.name or user.email, "address": user.email}
    asked = [chief for chief in joining.chiefs() if chief.pk != user.pk]
    tell(
        "join_asked",
        f"proposed:{key}",
        asked,
        lambda _user: f"{reverse(view)}?is_proposed__exact=1",
        place=place,
        is_new=True,
        **who,
    )


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


def is_of(place: Place, user: User) -> bool:
    """Whether the person belongs there, so that the answer would give rights to oneself."""
    return any(person.pk == user.pk for person in _people(place))


def _people(place: Place) -> list[User]:
    if isinstance(place, Project):
        return [row.user for row in ProjectMember.objects.filter(project=place).select_related("user")]
    return [row.user for row in Membership.objects.filter(organisation=place).select_related("user")]


def _tell_people(place: Place, users: list[User], name: str) -> None:
    key = f"confirmed:{type(place).__name__}:{place.pk}"
    tell("joined", key, users, lambda _user: reverse("practices:desk"), place=name)
