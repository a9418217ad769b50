"""What must be done once though many ask at the same moment: a form, a limit, a sign-in, a message.

Each round returns its faults in words; an empty list is a sound round.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from network.models import User
from polkka.upkeep import outbox, receipts, throttle
from polkka.upkeep.models import Mail, Receipt
from practices import edits
from practices.models import Practice

from ..factory import Cast
from ..practices.decisions import at_once

Round = Callable[[Cast, int], list[str]]
LIMIT = 5


def form(cast: Cast, threads: int) -> list[str]:
    """The same form sent from many windows makes one practice and leads everybody to it."""
    key, before, led = receipts.new_key(), Practice.unscoped.count(), set[str]()
    about = {
        "by": cast.author,
        "owner": cast.school,
        "project": None,
        "depth": "tip",
        "language": "fi",
        "title": "Kerran",
    }

    def deed(n: int) -> bool:
        led.add(receipts.once(key, cast.author, lambda: f"/{edits.create(**about).practice.public_id}"))
        return True

    told = at_once(threads, deed)
    made = Practice.unscoped.count() - before
    sound = {"practices": made == 1, "receipts": Receipt.objects.filter(key__contains=key).count() <= 1}
    return _wrong({**sound, "addresses": len(led) == 1, "answers": set(told) == {"ok"}})


def limit(cast: Cast, threads: int) -> list[str]:
    """Of many uses at once no more pass than the limit, as if each stood in a process of its own, and no fewer."""
    key = f"race:{secrets.token_hex(8)}"

    with patch.object(throttle, "_uses", lambda key, seconds, window: 1):
        told = at_once(threads, lambda n: throttle.allow(key, LIMIT, 86_400, shared=True) == 0)
    return _wrong({"passed": told.count("ok") == min(LIMIT, threads), "errors": set(told) <= {"ok", "nothing"}})


def new_address(cast: Cast, threads: int) -> list[str]:
    """An address nobody knows, asked for in many windows at once, becomes one person who signs in in each of them."""
    address = f"race-{secrets.token_hex(6)}@koulu.example"
    ask, confirm, answers = reverse("account_request_login_code"), reverse("account_confirm_login_code"), set[int]()

    def deed(n: int) -> bool:
        client = Client(REMOTE_ADDR=f"127.0.0.{n + 1}")
        answers.add(client.post(ask, {"email": address}).status_code)
        answers.add(client.post(confirm, {"code": "WRONG1"}).status_code)
        return "_auth_user_id" not in client.session

    told = at_once(threads, deed)
    people, rows = User.objects.filter(email=address).count(), EmailAddress.objects.filter(email=address).count()
    broken = {status for status in answers if status >= 500}
    return _wrong({"people": people == 1, "addresses": rows == 1, "answers": not broken, "errors": set(told) == {"ok"}})


def messages(cast: Cast, threads: int) -> list[str]:
    """Many sweeps at once send every waiting message one time."""
    Mail.objects.all().delete()
    number, start = 5, len(getattr(mail, "outbox", []))
    for n in range(number):
        key = f"race:{secrets.token_hex(8)}"
        outbox.queue("publish", key=key, address=f"reader-{n}@koulu.example", language="fi", context=TOLD)
    told = at_once(threads, lambda n: outbox.send_all(outbox.waiting()) >= 0)
    sent = [message.to[0] for message in mail.outbox[start:]]
    return _wrong({"sent": sorted(sent) == sorted(set(sent)) and len(sent) == number, "errors": set(told) == {"ok"}})


TOLD = {"title": "Puron tarina", "url": "https://polkka.example/p/AAAAAAAA", "note": "", "by": "Koordinaattori"}
ROUNDS: dict[str, Round] = {
    "the same form": form,
    "the last uses of a limit": limit,
    "a new address signs in": new_address,
    "sweeps of the mail": messages,
}


@contextmanager
def quiet() -> Iterator[None]:
    """Mail stays in memory, and the limits of sign-in count nobody out."""
    mail.outbox = []  # type: ignore[attr-defined]  # as the runner of Django's tests does
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", ALLOWED_HOSTS=["testserver"]):
        cache.clear()
        yield


def _wrong(sound: dict[str, bool]) -> list[str]:
    return [name for name, is_sound in sound.items() if not is_sound]
