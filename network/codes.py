"""Codes by mail for somebody who is signed in: for another address, and for showing anew who it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import ngettext

from polkka.upkeep import throttle

from .adapter import CODE_LASTS

MOST_TRIES = 5
MOST_AN_HOUR = 5


class TooOften(Exception):
    """Too many codes were asked for; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def words(self) -> str:
        """How long to wait, in minutes."""
        minutes = -(-self.seconds // 60)
        return ngettext(
            "You have asked for many codes. Try again in %(n)s minute.",
            "You have asked for many codes. Try again in %(n)s minutes.",
            minutes,
        ) % {"n": minutes}


@dataclass(frozen=True)
class Pending:
    """A code that was sent to an address, kept in the session as a digest. `until`: ISO 8601."""

    address: str
    digest: str
    until: str
    tries: int = 0

    @property
    def is_open(self) -> bool:
        return self.tries < MOST_TRIES and datetime.fromisoformat(self.until) > timezone.now()

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - self.tries

    def fits(self, code: str) -> bool:
        return constant_time_compare(self.digest, _digest(self.address, code))

    def after_a_try(self) -> "Pending":
        return replace(self, tries=self.tries + 1)


def _digest(address: str, code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return salted_hmac("network.codes", f"{address}:{plain}", algorithm="sha256").hexdigest()


def make(user: Any, about: str) -> str:
    """A new code; `about` is what for, and counted by itself. Raises TooOften."""
    if wait := throttle.allow(f"{about}:{user.pk}", MOST_AN_HOUR, 3600, shared=True):
        raise TooOften(wait)
    return str(get_adapter().generate_login_code())


def pending(address: str, code: str) -> Pending:
    """What is kept of a code that goes to this address."""
    return Pending(address, _digest(address, code), (timezone.now() + CODE_LASTS).isoformat())
