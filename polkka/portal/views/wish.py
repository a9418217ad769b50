"""Asking for a practice that nobody has described yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import public
from polkka.kit.forms import faults
from polkka.kit.languages import alternates

from .. import limits, wishes
from ..forms import WishForm
from ..query import Known, PublicQuery
from .common import NO_ROBOTS, answered, bare, show

DONE = "portal:wish_thanks"


@csrf_exempt  # no cookie for readers: nobody's rights are used, and the signed token shows that the page was opened
@public
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest) -> HttpResponse:
    """The form with the words searched; a wish is kept once however often its form is sent."""
    if request.method == "POST":
        return _sent(request)
    return answered(request, Known({}), _empty)


def _empty(request: HttpRequest, query: PublicQuery) -> HttpResponse:
    form = WishForm(initial={"words": query.q, "token": wishes.new_token()})
    return _page(request, form, query.query_string())


def _sent(request: HttpRequest) -> HttpResponse:
    form = WishForm(request.POST)
    is_right = form.is_valid()
    if form.cleaned_data.get("website"):
        return redirect(DONE)
    once = wishes.opened(form.cleaned_data.get("token", ""))
    if is_right and not once:
        form.add_error("words", _("The page had been open for long. Send your wish again."))
    if form.errors:
        return _again(request, form)
    if not wishes.is_saved(once):
        if seconds := limits.wait(request, "wish"):
            return _too_many(request, form, seconds)
        given = form.cleaned_data
        wishes.save(once, words=given["words"], purpose=given["purpose"], email=given["email"])
    return redirect(DONE)


def _too_many(request: HttpRequest, form: WishForm, seconds: int) -> HttpResponse:
    told = _("You have sent many wishes. Wait %(minutes)s minutes and send this one again.")
    form.add_error("words", told % {"minutes": -(-seconds // 60)})
    response = _again(request, form, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _again(request: HttpRequest, form: WishForm, status: int = 200) -> HttpResponse:
    """The form with everything typed, what is wrong with it, and a token that can be used."""
    form.data = form.data.copy()
    if not wishes.opened(form.data.get("token", "")):
        form.data["token"] = wishes.new_token()
    return _page(request, form, "", status)


def _page(request: HttpRequest, form: WishForm, query: str, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "errors": faults(form),
        "alternates": alternates("portal:wish", query=query),
        "robots": NO_ROBOTS,
        "canonical": "",
    }
    response = show(request, "portal/wish.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@public
@require_safe
@bare
def wish_thanks(request: HttpRequest) -> HttpResponse:
    """The wish has come."""
    return show(request, "portal/wish_thanks.html", {"robots": NO_ROBOTS, "canonical": ""})
