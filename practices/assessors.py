"""Who may be asked to assess: ties, how much each has to do already, and what speaks against asking now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import Availability, Duty, Membership, Organisation, User
from polkka.kit.languages import OWN_NAMES
from projects.models import ProjectMember

from .labels import PEERS_NEEDED
from .models import Assessment, Author, HistoryEntry, Invitation, Version
from .permissions import Actor
from .states import AssessmentState, Kind, State

KINDS = (Duty.Kind.PEER, Duty.Kind.EXPERT)
WRITTEN = ("create", "submit", "retract", "moved")
"""What authors do to a version, as the history calls it."""
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Candidate:
    """Somebody without a tie: kind of assessor, tasks under way of at most `most`, and those finished within a year.

    `reason` says why the person cannot be asked just now; "" if nothing speaks against it. `was_asked`: about this
    version, and was let go.
    """

    user: User
    kind: str
    language: str
    under_way: int
    most: int
    finished: int
    reason: str
    was_asked: bool = False

    @property
    def is_expert(self) -> bool:
        return self.kind == Kind.EXPERT


def untied(version: Version, by: Actor) -> QuerySet[User]:
    """Active peers and experts without a conflict of interest.

    Not of the owner, of the project or its schools, nor of the municipality of any of them; never an author of any
    version; nobody who has this version to assess or declined it, or declared a conflict about the practice; and not
    `by`. Whoever was let go can be asked again.
    """
    practice = version.practice
    assessed = Assessment.unscoped.filter(version__practice=practice)
    tied = [
        ProjectMember.objects.filter(project=practice.project).values("user"),
        Author.unscoped.filter(practice=practice).values("user"),
        Invitation.unscoped.filter(practice=practice).exclude(used_by=None).values("used_by"),
        HistoryEntry.unscoped.filter(practice=practice, move__in=WRITTEN).exclude(by=None).values("by"),
        assessed.filter(version=version).exclude(state=AssessmentState.RELEASED).values("assessor"),
        assessed.filter(Q(conflict=True) | Q(kind=Kind.SELF)).values("assessor"),
    ]
    people = User.objects.filter(is_active=True, duties__kind__in=KINDS).exclude(pk__in=_neighbours(version))
    for rows in tied:
        people = people.exclude(pk__in=rows)
    if isinstance(by, User):
        people = people.exclude(pk=by.pk)
    return people.distinct().order_by("name", "email", "pk")


def _neighbours(version: Version) -> set[int]:
    """Assessors who belong to an organisation of the practice or to its municipality: three queries."""
    practice = version.practice
    joined = Organisation.objects.filter(pk__in=_project_organisations(version))
    own = [practice.owner, *joined]
    places = _places(own)
    rows = Membership.objects.filter(user__duties__kind__in=KINDS).select_related("organisation").order_by("pk")
    ids = {organisation.pk for organisation in own}
    return {row.user_id for row in rows if row.organisation_id in ids or _places([row.organisation]) & places}


def _project_organisations(version: Version) -> list[int]:
    project = version.practice.project
    return list(project.organisations.values_list("pk", flat=True)) if project else []


def _places(organisations: Iterable[Organisation]) -> set[str]:
    """The municipalities by both of their names, as they compare."""
    names = (name for row in organisations for name in (row.municipality, row.municipality_sv))
    return {name.strip().casefold() for name in names if name.strip()}


def listed(version: Version, by: Actor) -> list[Candidate]:
    """Everybody without a tie, those who can be asked now first, the least loaded of them first: a few queries."""
    people = list(untied(version, by).prefetch_related("duties"))
    under_way, done = loads(people), _finished(people)
    let_go = set(Assessment.unscoped.filter(version=version).values_list("assessor", flat=True))
    may = expert_may(version)
    said = {row.user_id: row for row in Availability.objects.filter(user__in=people)}
    held = {user.pk: said.get(user.pk) or Availability(user=user) for user in people}
    found = [
        Candidate(
            user=user,
            kind=duty_for(user),
            language=OWN_NAMES.get(user.language, user.language),
            under_way=under_way[user.pk],
            most=held[user.pk].most,
            finished=done[user.pk],
            reason=hindrance(held[user.pk], under_way[user.pk]) or ("" if may else _too_early(user)),
            was_asked=user.pk in let_go,
        )
        for user in people
    ]
    return sorted(found, key=lambda one: (bool(one.reason), one.was_asked, one.is_expert, one.under_way, one.finished))


def loads(people: Iterable[User]) -> Counter[int]:
    """Person → tasks that wait or are under way: one query."""
    open_ = Assessment.unscoped.waiting().filter(version__state=State.IN_ASSESSMENT)
    rows = open_.filter(assessor__in=people).values_list("assessor").annotate(n=Count("pk")).order_by("assessor")
    return Counter(dict(rows))


def _finished(people: Iterable[User]) -> Counter[int]:
    since = timezone.now() - YEAR
    rows = Assessment.unscoped.finished().filter(assessor__in=people, finished_at__gte=since)
    return Counter(dict(rows.values_list("assessor").annotate(n=Count("pk")).order_by("assessor")))


def hindrance(availability: Availability, under_way: int) -> str:
    """Why somebody with so many tasks under way takes no new one now, in words; "" if nothing is in the way."""
    if availability.paused_until and availability.paused_until > timezone.localdate():
        day = date_format(availability.paused_until, "SHORT_DATE_FORMAT")
        return _("takes no new tasks before %(day)s") % {"day": day}
    if under_way >= availability.most:
        words = ngettext("has %(n)d task, as many as wished", "has %(n)d tasks, as many as wished", under_way)
        return words % {"n": under_way}
    return ""


def _too_early(user: User) -> str:
    return _("experts are asked after two peers have finished") if duty_for(user) == Kind.EXPERT else ""


def expert_may(version: Version) -> bool:
    """Whether enough peers have finished for an expert to be asked: one query."""
    peers = Assessment.unscoped.filter(version=version, kind=Kind.PEER, state=AssessmentState.FINISHED)
    return peers.count() >= PEERS_NEEDED


def duty_for(user: User) -> str:
    """The kind of assessor a person is: expert if that duty is held, else peer."""
    is_expert = any(duty.kind == Duty.Kind.EXPERT for duty in user.duties.all())
    return Kind.EXPERT if is_expert else Kind.PEER
