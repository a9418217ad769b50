"""The pages of the second step: a code at sign-in, an app and recovery codes, and asking again who it is."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polkka.kit.access import public, signed_in
from polkka.kit.forms import faults

from . import again, confirming, factor
from .codes import TooOften
from .forms import MailCodeForm, SecondStepForm, SetUpForm

ASKS = ["GET", "HEAD", "POST"]
TOO_OFTEN = "too_many_login_attempts"


class Authenticate(AuthenticateView):
    """The second step at sign-in."""

    template_name = "mfa/authenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = _status(form)
        if response.status_code == 429:
            response["Retry-After"] = "300"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"errors": faults(context["form"])}


authenticate = public(require_http_methods(ASKS)(Authenticate.as_view()))


def _status(form: Any) -> int:
    return 429 if form.has_error("code", TOO_OFTEN) else 400


def _next(request: HttpRequest, otherwise: str) -> str:
    """Where the person was going, if that is here."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_here else resolve_url(otherwise)


def _to(view: str, target: str) -> HttpResponse:
    return redirect(f"{reverse(view)}?{urlencode({'next': target})}")


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the person has: the app, how many recovery codes are left, and what can be done."""
    rows = {row.type: row for row in Authenticator.objects.filter(user_id=request.user.pk)}
    codes = factor.recovery(request.user)
    context = {
        "app": rows.get(factor.APP),
        "left": len(codes.get_unused_codes()) if codes else 0,
        "must_keep": factor.must_keep(request.user),
    }
    return render(request, "mfa/index.html", context)


def _unlocked(request: HttpRequest) -> HttpResponse | None:
    """Where to go first: the page that asks who it is, if the person has not used the app, or came long ago."""
    is_proved = factor.is_taken(request) or not factor.is_held(request.user)
    if is_proved and again.is_fresh(request):
        return None
    return _to("mfa_reauthenticate", request.get_full_path())


@signed_in
@require_http_methods(ASKS)
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and in words, and take the app into use by its first code."""
    if locked := _unlocked(request):
        return locked
    secret = factor.new_secret(request)
    form = SetUpForm(request.user, secret, request.POST if request.method == "POST" else None)
    target = _next(request, "mfa_index")
    if form.is_bound and form.is_valid():
        factor.take_into_use(request, secret)
        return _to("mfa_view_recovery_codes", target)
    address = get_adapter().build_totp_url(request.user, secret)
    context = {
        "form": form,
        "errors": faults(form),
        "next": target,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": address,
        "qr": factor.picture(address),
        "is_new": not factor.is_held(request.user),
        "must_keep": factor.must_keep(request.user),
    }
    return render(request, "mfa/set_up.html", context, status=_status(form) if form.is_bound else 200)


@signed_in
@require_http_methods(ASKS)
def codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, until the person says that they are kept (POST); after that only how many are left."""
    if locked := _unlocked(request):
        return locked
    held = factor.recovery(request.user)
    if held is None:
        raise Http404
    target = _next(request, "mfa_index")
    if request.method == "POST":
        held.mark_as_viewed()
        return redirect(target)
    left = held.get_unused_codes()
    context = {"codes": [] if held.did_view else left, "left": len(left), "next": target}
    return render(request, "mfa/codes.html", context)


@signed_in
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    if locked := _unlocked(request):
        return locked
    if not factor.is_held(request.user):
        raise Http404
    factor.new_recovery(request.user)
    return redirect("mfa_view_recovery_codes")


@signed_in
@require_http_methods(ASKS)
def give_up(request: HttpRequest) -> HttpResponse:
    """Ask (GET), and then go on without a second step (POST); not for those who must have one."""
    if factor.must_keep(request.user) or not factor.is_held(request.user):
        raise Http404
    if locked := _unlocked(request):
        return locked
    if request.method == "POST":
        factor.drop(request.user)
        messages.success(request, _("From now on the code in the mail is enough."))
        return redirect("mfa_index")
    return render(request, "mfa/give_up.html")


@signed_in
@require_http_methods(ASKS)
def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask who it is: by the code of the app, or by a code in the mail if there is no app."""
    target = _next(request, "practices:desk")
    if request.method == "POST" and request.POST.get("action") == "send":
        return _sent(request, target)
    has_app = factor.is_held(request.user)
    data = request.POST if request.method == "POST" else None
    form = SecondStepForm(user=request.user, data=data) if has_app else MailCodeForm(data)
    if form.is_bound and form.is_valid() and _is_proved(request, form, has_app):
        again.record(request, "mfa" if has_app else "code")
        return redirect(target)
    return _ask(request, form, target, _status(form) if form.is_bound else 200)


def _is_proved(request: HttpRequest, form: Any, has_app: bool) -> bool:
    if has_app:
        form.authenticator.record_usage()
        return True
    if again.fits(request, form.cleaned_data["code"]):
        return True
    gone = _("That code can no longer be used. Ask for a new one.")
    form.add_error("code", _("This is not the code of the message.") if again.pending(request) else gone)
    return False


def _sent(request: HttpRequest, target: str) -> HttpResponse:
    try:
        again.send(request)
    except TooOften as often:
        form = MailCodeForm({"code": ""})
        form.errors["code"] = form.error_class([often.words()])
        response = _ask(request, form, target, 429)
        response["Retry-After"] = str(often.seconds)
        return response
    return _to("mfa_reauthenticate", target)


def _ask(request: HttpRequest, form: Any, target: str, status: int) -> HttpResponse:
    pending = again.pending(request)
    context = {
        "form": form,
        "errors": faults(form),
        "next": target,
        "has_app": isinstance(form, SecondStepForm),
        "pending": pending,
        "has_kept": again.kept(request) is not None and target == reverse("mfa_kept"),
    }
    return render(request, "mfa/again.html", context, status=status)


@signed_in
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The deed that was kept while the portal asked who it is: shown, and done by a button."""
    row = again.kept(request)
    told = confirming.told(row, request) if row else None
    return render(request, "mfa/kept.html", {"kept": row, "told": told}, status=200 if row else 410)
