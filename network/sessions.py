"""Ending the sessions of a person: every other one of one's own, or all of somebody's."""

from typing import Any

from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session

from .models import User


def end(user: User) -> None:
    """The stamp in the sessions of this person no longer fits: none of them signs in any more."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def end_others(request: Any) -> None:
    """End the sessions of the person who asks, except the one in which it is asked."""
    user = User.objects.get(pk=request.user.pk)
    end(user)
    update_session_auth_hash(request, user)


def forget(user: User) -> None:
    """Delete the sessions of this person, which may name the address that was signed in with. Reads all sessions."""
    mine = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()
