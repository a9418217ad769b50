"""503 while something that an answer needs is away, and while nothing can be written: what was typed is shown back.

Neither database nor session is asked for it. What cannot be told apart from a fault of the programme stays 500.
"""

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from polkka.kit import requests
from polkka.kit.errors import API, language_of, last_answer, last_page
from polkka.kit.languages import speaking
from polkka.upkeep import read_only
from polkka.upkeep.away import RETRY_AFTER, UNWRITABLE, Cause, cause_of
from practices import typed
from practices.files.arriving import NO_DISK

from .forms import FeedbackForm, QuestionForm, ReportForm, WishForm

log = logging.getLogger(__name__)
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
SIGN_OUT = "account_logout"
SECRET_VIEWS = ("mfa_", "account_confirm_login_code", "account_reauthenticate")
"""How the names of the addresses begin whose forms hold nothing but codes."""
SECRET_FIELDS = ("code", "password", "otp", "token", "secret")
"""Names of fields that are never shown back."""


class AddressForm(forms.Form):
    """The field of the sign-in page, for its label."""

    email = forms.EmailField(label=_("E-mail address"))


LETTERS = {
    "account_request_login_code": AddressForm,
    "portal:contact": QuestionForm,
    "portal:feedback": FeedbackForm,
    "portal:report": ReportForm,
    "portal:wish": WishForm,
}
"""Name of an address → the form that readers and those who sign in send there."""
ONCE = ("once", "seen", "token")
"""Fields by which the same form, sent twice, is one deed."""


def answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The 503 for an error behind which something is away; None for a fault of the programme."""
    cause = cause_of(error)
    if cause is None:
        return None
    if not isinstance(error, OSError):  # a disk of files that takes nothing says nothing of the database
        read_only.note(cause)
    lines = str(error).strip().splitlines() or [""]
    log.error("%s %s: %s: %s", request.method, request.path_info, cause, f"{type(error).__name__}: {lines[0]}")
    return refusal(request, cause)


def refusal(request: HttpRequest, cause: Cause) -> HttpResponse:
    """503 as a page with what was typed, as JSON for a script of ours, as a problem for other programs."""
    if requests.wants_json(request) and not request.path_info.startswith(API):
        response: HttpResponse = last_answer(request, cause)
    else:
        held, fields = _held(request) if request.method == "POST" else ([], [])
        had_files = bool(held) and _has_files(request)
        response = last_page(request, 503, why=cause, typed=held, again=fields, had_files=had_files)
    response["Retry-After"] = str(RETRY_AFTER[cause])
    response._has_been_logged = True  # type: ignore[attr-defined]  # one line is enough; Django would add a trace each
    return response


def _has_files(request: HttpRequest) -> bool:
    return bool(request.FILES) or hasattr(request, NO_DISK)


def _held(request: HttpRequest) -> tuple[typed.Typed, list[tuple[str, str]]]:
    """(label and words of what was typed, the fields to send again if that is safe)."""
    try:
        fields = requests.fields(request)
        with speaking(language_of(request)):
            name = _view_name(request.path_info)
            if name.startswith(SECRET_VIEWS):
                return [], []
            shown = [(field, value) for field, value in fields if not field.endswith(SECRET_FIELDS)]
            return _labelled(request.path_info, shown), fields if _can_be_repeated(request, fields) else []
    except Exception:
        log.exception("What was typed could not be shown back.")
        return [], []


def _view_name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _labelled(path: str, fields: list[tuple[str, str]]) -> typed.Typed:
    """With the labels of the form; with the names of the fields where the form itself asks the database."""
    try:
        return typed.of_form(path, fields, AnonymousUser(), LETTERS)
    except Exception as error:
        if cause_of(error) is None:
            raise
        return typed.without_form(fields)


def _can_be_repeated(request: HttpRequest, fields: list[tuple[str, str]]) -> bool:
    """Whether the same form does its deed once however often it is sent, and holds nothing that cannot be kept."""
    return not _has_files(request) and any(name.startswith(ONCE) for name, _value in fields)


class Sessions(SessionMiddleware):
    """A page that was read is not lost because its session could not be written."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.method in SAFE and read_only.is_on():
            request.session.modified = False
        try:
            return super().process_response(request, response)
        except (DatabaseError, UpdateError, SessionInterrupted) as error:
            cause = cause_of(error)
            if request.method not in SAFE or cause not in UNWRITABLE:
                raise
            read_only.note(cause)
            return response


class ReadOnly:
    """Refuses every form while nothing can be written, before anything is tried; shows what was typed.

    Only who signs out is let through: polkka.access has the browser forget them then.

    While a file that is arriving meets a full disk the form is refused too, once all of it has been read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE and read_only.is_on() and _view_name(request.path_info) != SIGN_OUT:
            return refusal(request, Cause.READ_ONLY)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if request.method != "POST" or request.content_type != "multipart/form-data":
            return None
        request.POST  # noqa: B018  # reads all of the form: the files are written down meanwhile
        error = getattr(request, NO_DISK, None)
        return answer(request, error) if error else None
