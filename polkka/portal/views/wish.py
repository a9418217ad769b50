"""Asking for a practice that nobody has described yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import public
from polkka.kit.languages import alternates

from .. import letters, wishes
from ..forms import WishForm
from ..query import Known, PublicQuery
from .common import NO_ROBOTS, answered, bare, show
from .receiving import received, written


@csrf_exempt  # no cookie for readers: nobody's rights are used, and the signed token shows that the page was opened
@public
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest) -> HttpResponse:
    """The form with the words searched; a wish is kept once however often its form is sent."""

    def page(form: WishForm, query: str = "", status: int = 200) -> HttpResponse:
        return written(request, "portal/wish.html", form, status, alternates=alternates("portal:wish", query=query))

    def empty(request: HttpRequest, query: PublicQuery) -> HttpResponse:
        return page(WishForm(initial={"words": query.q, "token": letters.new_token()}), query.query_string())

    if request.method != "POST":
        return answered(request, Known({}), empty)
    form, done = WishForm(request.POST), reverse("portal:wish_thanks")
    return received(request, form, page, limit="wish", is_saved=wishes.is_saved, save=_save, done=done)


def _save(once: str, given: dict[str, Any]) -> None:
    wishes.save(once, words=given["words"], purpose=given["purpose"], email=given["email"])


@public
@require_safe
@bare
def wish_thanks(request: HttpRequest) -> HttpResponse:
    """The wish has come."""
    return show(request, "portal/wish_thanks.html", {"robots": NO_ROBOTS, "canonical": ""})
