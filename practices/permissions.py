"""Who may see and do what with a version: conditions for the database, built without the models of this app."""

from django.db.models import Q
from django.utils import timezone

from network.models import Membership, User
from projects.models import Coordinator, Project, ProjectMember

from .states import WAITING, AssessmentState, Kind, State


class System:
    """The portal itself as an actor: loading of content and work by the clock."""

    pk = None
    name = "POLKKA"


SYSTEM = System()
Actor = User | System

SEE, OWN, WRITE, SETTLE, ASSESS, DECIDE = "see", "own", "write", "settle", "assess", "decide"
ASKED = (
    State.SUBMITTED,
    State.IN_ASSESSMENT,
    State.RETURNED,
    State.DECLINED,
    State.PUBLISHED,
    State.SUPERSEDED,
    State.WITHDRAWN,
)


def is_author(user: User) -> Q:
    """Versions of practices of my projects, of my organisations' own ones without a project, or that I co-author."""
    return _is_of_place(user) | Q(practice__author__user=user)


def _is_of_place(user: User) -> Q:
    mine = ProjectMember.objects.filter(user=user).values("project")
    schools = Membership.objects.filter(user=user).values("organisation")
    return Q(practice__project__in=mine) | Q(practice__project=None, practice__owner__in=schools)


def is_no_guest(user: User) -> Q:
    """As `is_author`, without the practices to which I was only invited."""
    return _is_of_place(user) | Q(practice__author__user=user, practice__author__invitation=None)


def is_running() -> Q:
    """Versions whose project has not ended, and those without a project: what ended is only read."""
    return Q(practice__project=None) | ~Q(practice__project__ended__lt=timezone.localdate())


def is_own(user: User) -> Q:
    """Versions that this person wrote, or whose owner is the person's own school: not for the person to judge."""
    schools = Membership.objects.filter(user=user).values("organisation")
    return is_author(user) | Q(practice__owner__in=schools)


def is_coordinator(user: User) -> Q:
    """Versions that this person coordinates: those of the own coordinations and those of none; a chief all."""
    if user.has_perm("practices.coordinate_all"):
        return Q()
    if not user.has_perm("practices.coordinate"):
        return Q(pk__in=[])
    mine = Coordinator.objects.filter(user=user).values("coordination")
    projects = Project.objects.filter(coordination__in=mine).values("pk")
    return Q(practice__project__in=projects) | Q(practice__project__coordination=None)


def is_assigned(user: User) -> Q:
    """Versions this person has been asked to assess, and not declined, while they are in assessment and no tie
    has arisen since.
    """
    asked = Q(
        state=State.IN_ASSESSMENT,
        assessment__assessor=user,
        assessment__kind__in=[Kind.PEER, Kind.EXPERT],
        assessment__state__in=[*WAITING, AssessmentState.FINISHED],
    )
    return asked & ~is_own(user)


def condition(user: User, verb: str) -> Q:
    """The versions with which `user` may do `verb`: see, own, write, settle, assess or decide.

    Authors own a version for good and write it while its project runs; to settle is to discard or to move it, which
    is not for those who were invited to one practice. Every coordinator sees what has been submitted
    and drafts on which their advice was asked; only those of the coordination decide, and never on a practice of their
    own project or school.
    """
    if not (user.is_authenticated and user.is_active):
        return Q(pk__in=[])
    if verb == OWN:
        return is_author(user)
    if verb == WRITE:
        return is_author(user) & is_running()
    if verb == SETTLE:
        return is_no_guest(user) & is_running()
    if verb == ASSESS:
        return is_assigned(user)
    if verb == DECIDE:
        return is_coordinator(user) & Q(state__in=ASKED) & ~is_own(user)
    if verb == SEE:
        asked = Q(state__in=ASKED) | Q(practice__asked_at__isnull=False)
        return is_author(user) | asked if user.has_perm("practices.coordinate") else is_author(user)
    raise ValueError(verb)
