"""What every form for readers needs: a name for one rendering of it, so that no cookie is, and who is written to."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from network.models import Duty, User
from polkka.kit.languages import current, speaking
from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from practices import published
from practices.published import Receiver

from .models import Feedback

SALT = "polkka.portal.letters"
LASTS = timedelta(hours=24)
KEPT = timedelta(days=400)
ANSWERED_IN = timedelta(days=14)
"""Accessibility feedback is answered within this time: act 306/2019."""


def new_token() -> str:
    """A signed name for one rendering of a form: it shows that the page was opened, and saves the letter once."""
    return signing.dumps(secrets.token_urlsafe(12), salt=SALT)


def opened(token: str) -> str:
    """The name in a token of our own that is not too old, else ""."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return ""


def name_of(rendering: str, address: str, typed: Mapping[str, str]) -> str:
    """The name of one letter, 32 characters: the same words sent again are the same letter, changed words another.

    `rendering` is what `opened` gives, `address` says which form it was, `typed` is what was typed, by field.
    """
    told = json.dumps([rendering, address, sorted(typed.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def kept_once(write: Callable[[], None], is_saved: Callable[[], bool]) -> None:
    """Write in one transaction; that the same letter has come meanwhile is no fault."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        if not is_saved():
            raise


# --- a question to the authors: only mail ---------------------------------------------------------------------------
def is_asked(once: str) -> bool:
    """Whether the question with this name has been sent already."""
    return Mail.objects.filter(key=_question_key(once, 0)).exists()


def _question_key(once: str, place: int) -> str:
    return f"question:{once}:{place}"


def ask(once: str, public_id: str, *, title: str, name: str, email: str, message: str) -> None:
    """Send a question about a practice to whom it concerns; the same `once` a second time does nothing."""
    asked = {"asker": name, "reply_to": email, "message": message, "title": title}

    def write() -> None:
        for place, receiver in enumerate(published.receivers(public_id) or chiefs()):
            url = _practice_url(public_id, receiver.language)
            _queue("question", _question_key(once, place), receiver, url=url, **asked)

    kept_once(write, lambda: is_asked(once))


def _practice_url(public_id: str, language: str) -> str:
    with speaking(language):
        return settings.SITE_URL + reverse("portal:practice_by_name", kwargs={"public_id": public_id})


# --- feedback: kept, and told -----------------------------------------------------------------------------------------
def is_saved(once: str) -> bool:
    """Whether the feedback with this name has been sent already."""
    return Feedback.objects.filter(once=once).exists()


def save(once: str, kind: str, *, text: str, email: str, page: str = "", public_id: str = "", title: str = "") -> None:
    """Keep feedback and tell those whom it concerns; the same `once` a second time does nothing.

    A problem of the practice `public_id` is for its coordinators, everything else for chiefs and administrators.
    """
    values = {"kind": kind, "text": text, "email": email, "page": page, "public_id": public_id, "language": current()}

    def write() -> None:
        row = Feedback.objects.create(once=once, **values)
        if kind == Feedback.Kind.PROBLEM:
            _tell(row, "problem", published.coordinators(public_id) or chiefs(), title=title)
        else:
            _tell(row, "feedback", chiefs())

    kept_once(write, lambda: is_saved(once))


def _tell(row: Feedback, kind: str, people: list[Receiver], **context: str) -> None:
    """The words and where the feedback is, not who sent it."""
    url = settings.SITE_URL + reverse("admin:portal_feedback_change", args=[row.pk])
    answer_by = row.created_at + ANSWERED_IN if row.kind == Feedback.Kind.ACCESSIBILITY else None
    for place, receiver in enumerate(people):
        with speaking(receiver.language):
            day = date_format(timezone.localdate(answer_by), "SHORT_DATE_FORMAT") if answer_by else ""
        more = {"text": row.text, "page": row.page, "answer_by": day, "url": url}
        _queue(kind, f"feedback:{row.pk}:{place}", receiver, **more, **context)


def chiefs() -> list[Receiver]:
    """The chief coordinators and the administrators."""
    kinds = [Duty.Kind.CHIEF, Duty.Kind.ADMINISTRATOR]
    people = User.objects.filter(duties__kind__in=kinds, is_active=True).distinct().order_by("pk")
    return [Receiver(user.name, user.email, user.language) for user in people]


def _queue(kind: str, key: str, receiver: Receiver, **context: str) -> None:
    outbox.queue(
        kind,
        key=key,
        address=receiver.address,
        language=receiver.language,
        context={"name": receiver.name, **context},
    )
