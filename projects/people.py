"""Who works in a project: added, changed and removed by its managers, of whom one always remains."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit import sorting

from .models import Project, ProjectMember

MANAGER, EDITOR = ProjectMember.Role.MANAGER, ProjectMember.Role.EDITOR


class LastManager(Exception):
    """Nobody would be left to manage the project; `str()` is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__(_("This is the last manager of the project. Make somebody else a manager first."))


def by_role_and_name(member: ProjectMember) -> tuple[bool, str, int]:
    """For sorting: managers first, then by name as people read it."""
    return member.role != MANAGER, sorting.key(member.user.name or member.user.email), member.pk


def manages(user: User, project: Project) -> bool:
    return ProjectMember.objects.filter(user=user, project=project, role=MANAGER).exists()


def add(project: Project, user: User, role: str = EDITOR) -> tuple[ProjectMember, bool]:
    """The membership and whether it is new; who is there already keeps the role."""
    try:
        with transaction.atomic():
            return ProjectMember.objects.get_or_create(project=project, user=user, defaults={"role": role})
    except IntegrityError:  # two managers at the same moment
        return ProjectMember.objects.get(project=project, user=user), False


def set_role(member: ProjectMember, role: str) -> None:
    """Make the person a manager or an editor. Raises LastManager."""
    with transaction.atomic():
        was = _one_at_a_time(member)
        ProjectMember.objects.filter(pk=member.pk).update(role=role)
        _check(member, was)


def remove(member: ProjectMember) -> None:
    """The person leaves the project at once. Raises LastManager."""
    with transaction.atomic():
        was = _one_at_a_time(member)
        ProjectMember.objects.filter(pk=member.pk).delete()
        _check(member, was)


def _one_at_a_time(member: ProjectMember) -> str:
    """The role now, after an UPDATE that changes nothing: two managers cannot remove each other at one moment."""
    Project.objects.filter(pk=member.project_id).update(is_demo=F("is_demo"))
    return ProjectMember.objects.filter(pk=member.pk).values_list("role", flat=True).first() or EDITOR


def _check(member: ProjectMember, was: str) -> None:
    if was == MANAGER and not ProjectMember.objects.filter(project=member.project_id, role=MANAGER).exists():
        raise LastManager
