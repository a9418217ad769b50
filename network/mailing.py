"""Which messages a person wants by mail, and how: the groups they choose from, and what is sent whatever they chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.models import Mail

from .models import MailChoice, User

NOW, DAILY, NEVER = "now", str(MailChoice.How.DAILY), str(MailChoice.How.NEVER)
HOW: dict[str, str | Promise] = {NOW: _("at once"), DAILY: _("once a day"), NEVER: _("not by mail")}
"""How a group of messages comes; a row of MailChoice says all but the first."""
MOST_AN_HOUR = 10
"""So many messages of one kind come to a person at once within an hour; the others wait for the message of the day."""


@dataclass(frozen=True)
class MailGroup:
    """Kinds of message that are chosen together; `deed`: only people who may do it are asked ("" for everybody)."""

    code: str
    name: str | Promise
    hint: str | Promise
    kinds: tuple[str, ...]
    deed: str = ""


GROUPS = (
    MailGroup(
        "progress",
        _("How my practices get on"),
        _("Your practice has arrived, or it has been taken up for assessment."),
        ("received", "take_up"),
    ),
    MailGroup("comments", _("Comments"), _("Somebody comments on a practice that you write."), ("comment",)),
    MailGroup(
        "joining",
        _("People who join"),
        _("Somebody accepts your invitation, or asks to join your project."),
        ("accepted", "join_asked"),
    ),
    MailGroup(
        "translations",
        _("Translations"),
        _("A translation of your published practice has been published."),
        ("translation",),
    ),
    MailGroup(
        "assessing",
        _("Assessments"),
        _("You are asked to assess a practice."),
        ("assigned",),
        deed="practices.assess",
    ),
    MailGroup(
        "reminders",
        _("Reminders of assessments"),
        _("The deadline of your assessment is near, or it has passed."),
        ("reminder_before", "reminder_today", "reminder_late"),
        deed="practices.assess",
    ),
    MailGroup(
        "outcomes",
        _("Thanks and outcome"),
        _("What was decided of a practice that you assessed."),
        ("outcome",),
        deed="practices.assess",
    ),
    MailGroup(
        "coordinating",
        _("Coordination"),
        _(
            "A practice or a translation is submitted, an assessment is ready, late or declined, "
            "or a writer asks for advice."
        ),
        ("submit", "finished", "asked", "translation_offered", "task_declined", "reminder_silent"),
        deed="practices.coordinate",
    ),
)
GROUP_OF = {kind: group for group in GROUPS for kind in group.kinds}
ALWAYS = frozenset(
    {"sign_in_code", "no_account", "invitation", "removed"}  # the way in and out
    | {"address_changed", "address_taken", "address_given"}
    | {"factor_reset"}  # the second step
    | {"digest"}  # what was gathered
    | {"publish", "return", "decline", "withdraw", "restore", "reopen", "translation_returned"}  # decisions
    | {"undone", "planned", "unplanned", "corrected", "plan_failed"}  # what becomes of them
    | {"joined", "join_refused", "added"}  # answers
    | {"released", "deadline_moved"}  # what becomes of an assessment one has taken
    | {"question", "feedback", "problem", "wish"}  # what a reader asks
)
"""Kinds that are sent whatever was chosen."""


def offered(user: User) -> list[MailGroup]:
    """The groups that concern this person."""
    return [group for group in GROUPS if not group.deed or user.has_perm(group.deed)]


def chosen(user: User) -> dict[str, str]:
    """Group → how the person wants it, of the groups that are not sent at once."""
    return dict(MailChoice.objects.filter(user=user).values_list("kind", "how"))


def ways(users: Iterable[User], kind: str) -> list[tuple[User, bool]]:
    """Those of `users` who may sign in and want messages of this kind, and whether it waits for the message of the day.

    Two queries, however many they are; none for what is always sent.
    """
    people = [user for user in users if user.is_active]
    group = GROUP_OF.get(kind)
    if group is None or not people:
        return [(user, False) for user in people]
    rows = MailChoice.objects.filter(kind=group.code, user__in=people)
    how = dict(rows.values_list("user", "how"))
    flooded = _flooded([user.email for user in people], kind)
    return [(user, how.get(user.pk) == DAILY or user.email in flooded) for user in people if how.get(user.pk) != NEVER]


def _flooded(addresses: list[str], kind: str) -> set[str]:
    """The addresses to which enough of this kind has gone within the hour."""
    since = timezone.now() - timedelta(hours=1)
    rows = Mail.objects.filter(address__in=addresses, created_at__gt=since, kind=kind)
    counted = rows.exclude(state=Mail.State.GATHERED).order_by().values("address").annotate(n=Count("pk"))
    return set(counted.filter(n__gte=MOST_AN_HOUR).values_list("address", flat=True))


def choose(user: User, wanted: Mapping[str, str]) -> None:
    """Keep how the person wants each of the offered groups; a group that is not offered keeps its choice."""
    for group in offered(user):
        how = wanted.get(group.code, NOW)
        if how == NOW:
            MailChoice.objects.filter(user=user, kind=group.code).delete()
        else:
            MailChoice.objects.update_or_create(user=user, kind=group.code, defaults={"how": how})
