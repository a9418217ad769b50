"""Small pages around signing in, and the one-time invitation of an administrator."""

from django.contrib.auth import login
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import public, signed_in
from polkka.kit.errors import error_page

from .models import User

INVITATION_LASTS = 24 * 3600
SALT = "network.invitation"


@public
@require_safe
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Every way of signing in is the one way."""
    return redirect("account_request_login_code")


@signed_in
@require_safe
def to_desk(request: HttpRequest) -> HttpResponse:
    """A person's own page is the desk."""
    return redirect("practices:desk")


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
        return redirect("admin:index")
    response = render(request, "network/invitation.html", {"invited": user})
    response["Cache-Control"] = "no-store"
    return response
