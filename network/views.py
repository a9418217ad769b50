"""Signing in by a code in the mail, and the one-time invitation of an administrator."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib.auth import login
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import public
from polkka.kit.errors import error_page
from polkka.kit.forms import faults

from . import again
from .models import User

MOST_TRIES = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
INVITATION_LASTS = 24 * 3600
SALT = "network.invitation"


class RequestCode(RequestLoginCodeView):
    """Ask for a code. The page opens also while a code is on its way, so that a mistyped address can be mended."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        people = User.objects.filter(is_demo=True, is_active=True).prefetch_related("duties")
        demo = people if settings.OUTBOX_PAGE else ()
        return context | {
            "errors": faults(context["form"]),
            "why": self.request.GET.get("why", ""),
            "demo_people": demo,
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        is_too_often = form.has_error("email", "too_many_login_attempts")
        response.status_code = 429 if is_too_often else 400
        if is_too_often:
            response["Retry-After"] = "60"  # the shortest of the limits; the longer ones say the same again
        return response


class ConfirmCode(ConfirmLoginCodeView):
    """Write the code. A code that has expired or failed too often leads back with the reason and the way on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        has_code = getattr(self, "_process", None) is not None
        return response if has_code or request.user.is_authenticated else self._sign_in_again("expired")

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if response.status_code == 302:
            return self._sign_in_again("tries")
        response.status_code = 400
        return response

    def _sign_in_again(self, why: str) -> HttpResponse:
        query = {"why": why} | ({"next": self.get_next_url()} if self.get_next_url() else {})
        return redirect(f"{reverse('account_request_login_code')}?{urlencode(query)}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        left = MOST_TRIES - self._process.state["failed_attempts"]
        return context | {"errors": faults(context["form"]), "tries_left": left, "next_url": self.get_next_url()}


request_code = public(RequestCode.as_view())
confirm_code = public(ConfirmCode.as_view())


@public
@require_safe
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Every way of signing in is the one way."""
    return redirect("account_request_login_code")


def invitation_token(user: User) -> str:
    """A link's secret for one first sign-in: it dies with the first use and after a day."""
    return TimestampSigner(salt=SALT).sign_object([user.pk, _stamp(user)])


def _stamp(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else "never"


def _invited(token: str) -> User | None:
    try:
        pk, stamp = TimestampSigner(salt=SALT).unsign_object(token, max_age=INVITATION_LASTS)
    except BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and _stamp(user) == stamp else None


@public
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Sign the invited person in by a button, so that a link preview cannot use the invitation up."""
    user = _invited(token)
    if user is None:
        return error_page(request, 410, is_invitation=True)
    if request.method == "POST":
        login(request, user)
        again.record(request, "invitation")
        return redirect("admin:index")
    response = render(request, "network/invitation.html", {"invited": user})
    response["Cache-Control"] = "no-store"
    return response
