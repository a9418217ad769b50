"""For whom a person may write: running projects and schools, also those that have not confirmed the person yet."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from network.models import Membership, Organisation, User
from polkka.kit.filters import folded, with_words
from polkka.kit.languages import current
from projects.models import Joining, Project, ProjectMember

MOST_FOUND = 10
SCHOOL_FIELDS = ("name", "name_sv", "name_en", "municipality", "municipality_sv")


@dataclass(frozen=True)
class Place:
    """A project or school for which a person may write, and the organisation that will own the practice.

    `is_waiting`: the person has asked to join and nobody has answered yet.
    """

    value: str
    name: str
    hint: str
    owner: Organisation | None
    project: Project | None = None
    is_waiting: bool = False


def places(user: User) -> list[Place]:
    """The running projects of a person, then the schools: a project brings the organisation the person belongs to."""
    waiting = Joining.objects.filter(user=user, state=Joining.State.WAITING)
    schools, asked_schools = _schools(user), _asked_schools(waiting)
    mine = {school.pk for school in schools}
    sure = set(ProjectMember.objects.filter(user=user).values_list("project", flat=True))
    asked = set(waiting.exclude(project=None).values_list("project", flat=True))
    rows = Project.objects.running(timezone.localdate()).filter(pk__in=sure | asked)
    found = [_of_project(row, mine, row.pk not in sure) for row in rows.prefetch_related("organisations")]
    found.sort(key=lambda place: place.is_waiting)
    found += [_of_school(school, False) for school in schools]
    return found + [_of_school(school, True) for school in asked_schools if school.pk not in mine]


def _schools(user: User) -> list[Organisation]:
    rows = Membership.objects.filter(user=user).select_related("organisation")
    return sorted((row.organisation for row in rows), key=lambda school: school.sort_key)


def _asked_schools(waiting: QuerySet[Joining]) -> list[Organisation]:
    rows = waiting.filter(project=None).select_related("organisation")
    schools = [row.organisation for row in rows if row.organisation]
    return sorted(schools, key=lambda school: school.sort_key)


def _of_project(project: Project, mine: set[int], is_waiting: bool) -> Place:
    owners = sorted(project.organisations.all(), key=lambda owner: (owner.pk not in mine, owner.sort_key))
    hint = owners[0].named(current()) if owners else ""
    return Place(f"project-{project.pk}", project.name, hint, owners[0] if owners else None, project, is_waiting)


def _of_school(school: Organisation, is_waiting: bool) -> Place:
    return Place(f"school-{school.pk}", school.named(current()), school.place(current()), school, is_waiting=is_waiting)


def found(user: User, words: str) -> list[Place]:
    """The running projects and the schools with these words that everybody sees and the person is not of yet.

    At most MOST_FOUND of each; those whose name begins with the words first.
    """
    if not words.strip():
        return []
    projects = _projects_found(words).exclude(pk__in=ProjectMember.objects.filter(user=user).values("project"))
    schools = _schools_found(words).exclude(pk__in=Membership.objects.filter(user=user).values("organisation"))
    of_projects = [_of_project(row, set(), True) for row in projects.prefetch_related("organisations")]
    of_schools = [_of_school(row, True) for row in schools]
    return _nearest(of_projects, words) + _nearest(of_schools, words)


def _projects_found(words: str) -> QuerySet[Project]:
    running = Project.objects.running(timezone.localdate()).confirmed()
    fields = ("name", *(f"organisations__{field}" for field in SCHOOL_FIELDS))
    return with_words(running, words, fields).order_by("sort_key", "pk").distinct()


def _schools_found(words: str) -> QuerySet[Organisation]:
    return with_words(Organisation.objects.confirmed(), words, SCHOOL_FIELDS).order_by("sort_key", "pk")


def _nearest(rows: list[Place], words: str) -> list[Place]:
    return sorted(rows, key=lambda place: _distance(place, words))[:MOST_FOUND]


def _distance(place: Place, words: str) -> int:
    """0 if the name begins with the words, 1 if it has them, 2 if they stand elsewhere."""
    name, wanted = folded(place.name), folded(words.strip())
    return 0 if name.startswith(wanted) else 1 if wanted in name else 2


def suggested(user: User, words: str) -> list[Place]:
    """The few of `found` to choose from while typing: projects and schools together, the nearest names first."""
    return _nearest(found(user, words), words)


def by_value(user: User, value: str) -> Place | None:
    """The place of a choice that `found` could have given."""
    kind, _dash, number = value.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    if kind == "school":
        school = Organisation.objects.filter(pk=number, is_proposed=False).first()
        return _of_school(school, True) if school else None
    running = Project.objects.running(timezone.localdate())
    project = running.filter(pk=number, is_proposed=False).first() if kind == "project" else None
    return _of_project(project, set(), True) if project else None
