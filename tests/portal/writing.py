"""The forms that readers write, for the tests: filling them in, and what became of it."""

from datetime import UTC, datetime
from typing import Any

from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from polkka.portal.models import Feedback
from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from tests.factory import Cast

from .published import publish

NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
WRITTEN: dict[str, dict[str, str]] = {
    "contact": {"text": "Miten aloititte?", "name": "Opettaja Olli", "email": "olli@example.org"},
    "report": {"what": "link", "text": "Toinen linkki on poikki.", "email": "olli@example.org"},
    "feedback": {"kind": "general", "text": "Hyvä sivusto.", "page": "etusivu", "email": "olli@example.org"},
}
NAMES = list(WRITTEN)


def path(name: str, public_id: str = "", language: str = "fi") -> str:
    with override(language):
        return reverse(f"portal:{name}", kwargs={"public_id": public_id} if public_id else None)


def place(name: str, cast: Cast) -> str:
    """The address of a form, its practice published."""
    return path(name) if name == "feedback" else path(name, publish(cast).practice.public_id)


def token(client: Client, url: str) -> str:
    return str(client.get(url).context["form"]["token"].value())


def send(client: Client, url: str, name: str, /, **changed: str) -> Any:
    """Open the page and send its form."""
    return client.post(url, {"token": token(client, url), "website": "", **WRITTEN[name], **changed})


def kept() -> int:
    """Everything that was sent."""
    return Feedback.objects.count() + Mail.objects.filter(kind="question").count()


def sent(mailoutbox: list[EmailMessage]) -> dict[str, EmailMessage]:
    """Address → message, after the outbox has been emptied."""
    for pk in outbox.waiting():
        outbox.send(pk)
    return {message.to[0]: message for message in mailoutbox}
