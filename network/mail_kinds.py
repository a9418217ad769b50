"""Every kind of message: when it is sent, to whom, and an invented example of what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import mail_samples as samples

RECEIVERS: dict[str, str | Promise] = {
    "person": _("the person"),
    "authors": _("authors"),
    "coordinators": _("coordinators"),
    "assessors": _("assessors"),
    "managers": _("who answers for the place"),
    "invited": _("who is invited"),
    "contact": _("contact of the practice"),
    "chiefs": _("chief coordinators and administrators"),
}
"""Code → to whom messages go."""
ANYBODY, AUTHORS, COORDINATORS, ASSESSORS, MANAGERS, INVITED, CONTACT, CHIEFS = RECEIVERS


@dataclass(frozen=True)
class MailKind:
    """`when` it is sent, in a few words; to whom (a code); and what it tells in the example besides samples.COMMON."""

    when: str | Promise
    to: str
    sample: Mapping[str, Any] = field(default_factory=dict)


KINDS: dict[str, MailKind] = {
    "sign_in_code": MailKind(_("Somebody signs in or changes the address"), ANYBODY, {"code": "K7PM2X"}),
    "no_account": MailKind(_("Somebody signs in with an address that is closed"), ANYBODY),
    "invitation": MailKind(_("An author or an administrator invites somebody"), INVITED),
    "removed": MailKind(_("An account has been deleted"), ANYBODY),
    "address_changed": MailKind(_("The address of an account has changed: to the old one"), ANYBODY),
    "address_given": MailKind(_("The address of an account has changed: to the new one"), ANYBODY),
    "address_taken": MailKind(_("Somebody tries to change to an address that is in use"), ANYBODY),
    "factor_reset": MailKind(_("An administrator has taken off the second step"), ANYBODY),
    "digest": MailKind(
        _("Once a day, what was gathered"),
        ANYBODY,
        samples.DIGEST,
    ),
    "received": MailKind(_("A practice has arrived"), AUTHORS),
    "take_up": MailKind(_("A practice is taken up for assessment"), AUTHORS, samples.LETTER),
    "publish": MailKind(_("A practice is published"), AUTHORS, samples.LETTER),
    "return": MailKind(
        _("A practice is returned for changes"),
        AUTHORS,
        samples.LETTER | samples.POINTS,
    ),
    "decline": MailKind(_("A practice is declined"), AUTHORS, samples.LETTER),
    "withdraw": MailKind(_("A practice is withdrawn"), AUTHORS, samples.LETTER),
    "restore": MailKind(_("A withdrawn practice is published again"), AUTHORS),
    "reopen": MailKind(_("A declined practice is assessed again"), AUTHORS),
    "undone": MailKind(_("A decision is taken back"), AUTHORS, {"what": "publish"}),
    "planned": MailKind(_("A publication is planned"), AUTHORS, samples.AT),
    "unplanned": MailKind(_("A planned publication is cancelled"), AUTHORS, samples.AT),
    "plan_failed": MailKind(_("A planned publication did not succeed"), COORDINATORS, samples.AT | samples.WHY),
    "corrected": MailKind(
        _("A typo is corrected in a published practice"),
        AUTHORS,
        samples.CORRECTED,
    ),
    "translation": MailKind(_("A translation is published"), AUTHORS, samples.TRANSLATED),
    "translation_returned": MailKind(_("A translation is sent back"), AUTHORS, samples.TRANSLATED | samples.LETTER),
    "comment": MailKind(_("Somebody comments on a practice"), AUTHORS),
    "accepted": MailKind(_("Somebody accepts an invitation"), AUTHORS),
    "added": MailKind(_("Somebody is added to a project"), ANYBODY),
    "join_asked": MailKind(_("Somebody asks to join or proposes a place"), MANAGERS),
    "joined": MailKind(_("A request to join is accepted"), ANYBODY),
    "join_refused": MailKind(_("A request to join is refused"), ANYBODY),
    "submit": MailKind(_("A practice is submitted"), COORDINATORS),
    "asked": MailKind(_("A writer asks for advice"), COORDINATORS),
    "translation_offered": MailKind(_("A translation is offered"), COORDINATORS, samples.TRANSLATED),
    "finished": MailKind(_("An assessment is ready"), COORDINATORS),
    "task_declined": MailKind(_("An assessor declines the task"), COORDINATORS, samples.DECLINED),
    "reminder_silent": MailKind(_("An assessor does not answer"), COORDINATORS),
    "assigned": MailKind(_("Somebody is asked to assess"), ASSESSORS),
    "reminder_before": MailKind(_("Some days before the deadline of an assessment"), ASSESSORS),
    "reminder_today": MailKind(_("On the day of the deadline"), ASSESSORS),
    "reminder_late": MailKind(_("After the deadline"), ASSESSORS),
    "deadline_moved": MailKind(_("An assessment gets another deadline"), ASSESSORS),
    "released": MailKind(_("An assessment is no longer asked for"), ASSESSORS),
    "outcome": MailKind(_("A practice that one assessed has been decided on"), ASSESSORS, {"outcome": "publish"}),
    "question": MailKind(
        _("A reader asks the authors"),
        CONTACT,
        samples.QUESTION,
    ),
    "problem": MailKind(_("A reader reports a problem"), COORDINATORS, samples.PROBLEM),
    "feedback": MailKind(
        _("A reader gives feedback"),
        CHIEFS,
        samples.FEEDBACK,
    ),
    "wish": MailKind(_("A reader wishes for a practice"), CHIEFS, samples.WISH),
}
"""Kind → what is told of it, those of the account first. Every template of templates/email has its row."""


def context_of(kind: str, language: str) -> dict[str, Any]:
    """What the example of a kind tells in `language`."""
    told: dict[str, Any] = samples.in_language({**samples.COMMON, **KINDS[kind].sample}, language)
    return told


def when(kind: str) -> str:
    """The kind in words; its code if it is not known (one that is sent no more)."""
    return str(KINDS[kind].when) if kind in KINDS else kind


def kinds_to(code: str) -> list[str]:
    """The kinds that go to these receivers."""
    return [kind for kind, row in KINDS.items() if row.to == code]
