"""Removing a person: the texts stay under the project's name, and no table keeps the name or the address."""

import json
import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from network import sessions
from network.models import Availability, Duty, MailChoice, Membership, User
from polkka.kit.people import FORMER, NOWHERE
from polkka.upkeep import generation, outbox
from polkka.upkeep.models import Change, Mail, Parked, Receipt
from projects.models import Coordinator, Joining, ProjectMember

from . import belonging, notices
from .models import (
    Assessment,
    Attachment,
    Author,
    Comment,
    HistoryEntry,
    Invitation,
    Point,
    Practice,
    Presence,
    Rough,
    Schedule,
    Sheet,
    Version,
)
from .permissions import OWN
from .states import AssessmentState

TIES: tuple[tuple[Any, ...], ...] = (
    (Membership, Duty, MailChoice, Availability, EmailAddress, Receipt, Authenticator),
    (Coordinator, Joining, ProjectMember),
    (Author, Presence),
)
"""Rows that bind the person to something: they go."""
SIGNED: tuple[tuple[Any, str, str], ...] = (
    (HistoryEntry, "by", "by_name"),
    (Comment, "by", "by_name"),
    (Invitation, "made_by", "made_by_name"),
    (Invitation, "used_by", "used_by_name"),
    (Change, "by", "by_name"),
    (Schedule, "by", "by_name"),
    (Sheet, "by", "by_name"),
)
"""Rows that stay: (model, the person, the name that is kept)."""
NAMED: tuple[tuple[Any, str, str], ...] = (
    (Attachment, "practice", "uploaded_by_name"),
    (Comment, "practice", "done_by_name"),
    (Point, "version__practice", "answered_by"),
    (Rough, "version__practice", "by_name"),
)
"""Rows that stay and keep only a name: (model, the way to the practice, the name)."""
TELLING: tuple[tuple[Any, ...], ...] = (
    (Change, "name", "fields"),
    (LogEntry, "object_repr", "change_message"),
    (Sheet, "name", "rows", "made", "about"),
)
"""Rows that may tell of a person in passing; FORMER takes the place of the words: (model, its texts and JSON)."""


def remove_person(user: User, *, by: User) -> None:
    """Delete the account of `user`; `by` is the person or, for people who cannot sign in, an administrator.

    What was written and decided stays, signed by nobody; finished assessments stay in the results. The row of the
    person stays without name and address, because the assessments hang on it. One message confirms it.
    """
    names, address = _names(user), user.email
    practices = _practices(user)
    with transaction.atomic():
        if not _blank(user):
            return
        _thank(user)
        for group in TIES:
            for model in group:
                model._default_manager.filter(user=user).delete()
        Invitation.unscoped.filter(address__iexact=address).update(address="")
        _abstain(user)
        _unsign(user, names | {address}, practices)
        _forget_contact(names, address, practices)
        _note(user, by)
        sessions.end(user)
        sessions.forget(user)
        _forget_letters(names | {address}, address)
        generation.bump()


def _names(user: User) -> set[str]:
    """Every name under which the person has acted here."""
    held = {user.name}
    for model, person, name in SIGNED:
        held |= set(model._default_manager.filter(**{person: user}).values_list(name, flat=True).distinct())
    return held - {"", FORMER}


def _practices(user: User) -> set[int]:
    """The practices in which the person may have left a name."""
    own = Version.unscoped.for_user(user, OWN).order_by().values_list("practice", flat=True)
    signed = Q(pk__in=HistoryEntry.unscoped.filter(by=user).values("practice"))
    signed |= Q(pk__in=Comment.unscoped.filter(by=user).values("practice"))
    return set(own) | set(Practice.unscoped.filter(signed).values_list("pk", flat=True))


def _abstain(user: User) -> None:
    """Nobody waits for the assessments that this person has not finished."""
    waiting = Assessment.unscoped.filter(assessor=user).waiting()
    waiting.update(state=AssessmentState.RELEASED, finished_at=timezone.now())


def _unsign(user: User, names: set[str], practices: set[int]) -> None:
    for model, person, name in SIGNED:
        model._default_manager.filter(**{person: user}).update(**{person: None, name: FORMER})
    for model, way, name in NAMED:
        rows = model._default_manager.filter(**{f"{way}__in": practices, f"{name}__in": names})
        rows.update(**{name: FORMER})
    Joining.objects.filter(decided_by_name__in=names).update(decided_by_name=FORMER)
    for version in Version.unscoped.filter(practice__in=practices).exclude(declared={}).only("declared"):
        told = without(version.declared, names)
        if told != version.declared:
            Version.unscoped.filter(pk=version.pk).update(declared=told)


def without(told: Any, words: set[str]) -> Any:
    """The same data with FORMER for every text in it that is one of `words`."""
    if isinstance(told, dict):
        return {key: without(value, words) for key, value in told.items()}
    if isinstance(told, list):
        return [without(value, words) for value in told]
    return FORMER if isinstance(told, str) and told in words else told


def _forget_contact(names: set[str], address: str, practices: set[int]) -> None:
    """Readers' questions about these practices go to the owner, or to the coordinators."""
    Version.unscoped.filter(practice__in=practices, contact_name__in=names).update(contact_name="", edit=F("edit") + 1)
    Version.unscoped.filter(contact_email__iexact=address).update(contact_email="", edit=F("edit") + 1)


def _blank(user: User) -> bool:
    """Empty the row of whatever tells who it was; False if it is empty already. Its address can receive nothing."""
    mine = User.objects.filter(pk=user.pk, email=user.email).exclude(email__endswith=NOWHERE)
    empty = {"name": "", "language": "fi", "is_active": False, "is_demo": False}
    return mine.update(email=f"{user.pk}{NOWHERE}", **empty) == 1


def _note(user: User, by: User) -> None:
    """One line in the log of the admin: that somebody was removed, when, and by whom if not by the person."""
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user_id=by.pk, content_type=kind, object_id=str(user.pk), object_repr=FORMER, action_flag=DELETION
    )


def _thank(user: User) -> None:
    """The last message; its row forgets the address as soon as it has left."""
    outbox.queue(
        "removed",
        key=f"removed:{user.pk}",
        address=user.email,
        language=user.language,
        context={"name": user.name, "url": notices.contact_page(user.language)},
        lasts=outbox.KEPT,
    )


def _forget_letters(words: set[str], address: str) -> None:
    """Messages that were sent, forms that are kept and lines of the admin's log say the name or the address no more."""
    theirs = Mail.objects.filter(address__iexact=address, state__in=outbox.KEPT_WHILE).exclude(kind="removed")
    theirs.update(state=Mail.State.EXPIRED)
    to_others = Mail.objects.filter(state__in=outbox.KEPT_WHILE).exclude(kind="removed")
    for mail in to_others.filter(pk__in=_holding(to_others, words, "context")):
        to_others.filter(pk=mail.pk).update(context=without(mail.context, words))
    letters = Mail.objects.exclude(state__in=outbox.KEPT_WHILE)
    letters.filter(pk__in=_holding(letters, words, "context", "last_error")).update(context={}, last_error="")
    letters.filter(address__iexact=address).update(address="", context={}, last_error="")
    Parked.objects.filter(pk__in=_holding(Parked.objects.all(), words, "fields")).delete()
    belonging.forget(address)
    for model, *columns in TELLING:
        rows = model._default_manager
        for row in rows.filter(pk__in=_holding(rows.all(), words, *columns)):
            _strike(row, words, columns)


def _strike(row: Any, words: set[str], columns: list[str]) -> None:
    """FORMER for each of the words in these columns, texts or JSON."""
    for column in columns:
        held = getattr(row, column)
        struck = _struck(held if isinstance(held, str) else json.dumps(held, ensure_ascii=False), words)
        setattr(row, column, struck if isinstance(held, str) else json.loads(struck))
    row.save(update_fields=columns)


def _struck(text: str, words: set[str]) -> str:
    """The text with FORMER for each of the words."""
    for word in sorted(words, key=len, reverse=True):
        text = _pattern(word).sub(FORMER, text)
    return text


def _pattern(word: str) -> re.Pattern[str]:
    """A whole name or address, written as it is or as JSON writes it; not the end of a longer address."""
    written = "|".join(re.escape(one) for one in sorted({word, json.dumps(word)[1:-1]}))
    return re.compile(rf"(?<![\w.+-])(?:{written})(?![\w-])")


def _holding(rows: Any, words: set[str], *columns: str) -> list[int]:
    """The rows in which one of `words` stands; looked for here, because databases write JSON in ways of their own."""
    patterns = [_pattern(word) for word in words]

    def holds(texts: list[Any]) -> bool:
        whole = " ".join(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False) for text in texts)
        return any(pattern.search(whole) for pattern in patterns)

    return [pk for pk, *texts in rows.values_list("pk", *columns).iterator() if holds(texts)]
