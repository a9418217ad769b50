"""Which messages a person wants by mail: the groups they choose from, and what is sent whatever they chose."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import MailChoice, User


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
        "coordinating",
        _("Coordination"),
        _("A practice or a translation is submitted, an assessment is ready, or a writer asks for advice."),
        ("submit", "finished", "asked", "translation_offered"),
        deed="practices.coordinate",
    ),
)
GROUP_OF = {kind: group for group in GROUPS for kind in group.kinds}
ALWAYS = frozenset(
    {"sign_in_code", "no_account", "invitation", "removed", "address_changed", "address_taken"}  # the way in and out
    | {"publish", "return", "decline", "withdraw", "restore", "reopen", "translation_returned"}  # decisions
    | {"joined", "join_refused", "added"}  # answers
    | {"question", "feedback", "problem", "wish"}  # what a reader asks
)
"""Kinds that are sent whatever was chosen."""


def offered(user: User) -> list[MailGroup]:
    """The groups that concern this person."""
    return [group for group in GROUPS if not group.deed or user.has_perm(group.deed)]


def unwanted(user: User) -> set[str]:
    """The codes of the groups that this person does not want."""
    return set(MailChoice.objects.filter(user=user).values_list("kind", flat=True))


def wanting(users: Iterable[User], kind: str) -> list[User]:
    """Those of `users` who may sign in and want messages of this kind; one query, however many they are."""
    people = [user for user in users if user.is_active]
    group = GROUP_OF.get(kind)
    if group is None or not people:
        return people
    declined = set(MailChoice.objects.filter(kind=group.code, user__in=people).values_list("user", flat=True))
    return [user for user in people if user.pk not in declined]


def choose(user: User, wanted: Iterable[str]) -> None:
    """Keep which of the offered groups the person wants; a group that is not offered keeps its choice."""
    chosen = set(wanted)
    for group in offered(user):
        if group.code in chosen:
            MailChoice.objects.filter(user=user, kind=group.code).delete()
        else:
            MailChoice.objects.get_or_create(user=user, kind=group.code)
