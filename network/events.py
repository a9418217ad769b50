"""The log of what concerns safety: who came in and how, what was refused. By number of the person, never by name."""

import logging
from typing import Any

from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out

audit = logging.getLogger("polkka.security")


def note(what: str, user: Any = None, more: str = "") -> None:
    """One line: what happened, to which person (“-” for nobody), and one word more; never an address or a code."""
    audit.info("%s person=%s %s", what, getattr(user, "pk", None) or "-", more)


def listen() -> None:
    """Note every sign-in, sign-out, wrong code and second step; what else is noted says so where it is done."""
    user_logged_in.connect(_came, dispatch_uid="network.events")
    user_logged_out.connect(_left, dispatch_uid="network.events")
    login_code_rejected.connect(_rejected, dispatch_uid="network.events")
    authenticator_used.connect(_used, dispatch_uid="network.events")


def _came(sender: Any, user: Any, **_told: Any) -> None:
    note("signed in", user)


def _left(sender: Any, user: Any = None, **_told: Any) -> None:
    note("signed out", user)


def _rejected(sender: Any, user: Any = None, last_attempt: bool = False, **_told: Any) -> None:
    note("wrong code of the mail", user, "last try" if last_attempt else "")


def _used(sender: Any, user: Any, authenticator: Any, **_told: Any) -> None:
    note("second step taken", user, str(authenticator.type))
