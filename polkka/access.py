"""Default deny: the access of views that are not ours, and the middleware that asks every view for its own."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from network import events
from polkka.kit.access import PUBLIC, SIGNED_IN, Access
from polkka.kit.requests import page_before, wants_json
from polkka.kit.shared import ASK
from polkka.upkeep import parking, read_only

ADMIN = Access("deed", "polkka.admin")
FOREIGN: dict[str, Access] = {
    "account_logout": SIGNED_IN,
    "account_inactive": PUBLIC,
}
"""URL name → access of the views of other packages. The admin stands under its namespace."""


def access_of(match: Any) -> Access | None:
    """The access that the resolved view declares, or None."""
    declared = getattr(match.func, "access", None)
    if declared is not None:
        return declared
    if match.app_names == ["admin"]:
        return ADMIN
    return FOREIGN.get(match.view_name) if not match.namespaces else None


class AccessMiddleware:
    """Lets a request through to its view only as the view's declaration says; adds `no-store` to private pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_same_for_all", False):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")  # others may show it
            return response
        response.headers.setdefault("Cache-Control", ASK)  # a title may change back: no 301 is known for ever either
        if request.user.is_authenticated or getattr(request, "is_private", False):
            response["Cache-Control"] = "no-store"
        if _signs_out(request):
            response["Clear-Site-Data"] = '"storage"'  # what a browser kept of a person’s writing
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            parking.clear_sent(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        access = access_of(match)
        if access is None:
            raise Http404
        request.is_private = access.kind != "public"
        request.is_same_for_all = access.is_same_for_all
        if access.kind == "public":
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, access)
        if access.refuses(request.user):
            events.note("refused", request.user, match.view_name if match else "")
            raise Http404
        return _forgotten(request) if _signs_out(request) and read_only.is_on() else None


def _signs_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and bool(match) and match.view_name == "account_logout"


def _forgotten(request: HttpRequest) -> HttpResponse:
    """Signed out while nothing can be written: the browser forgets; the row of the session stays."""
    events.note("signed out of this browser", request.user)
    response = redirect(get_adapter(request).get_logout_redirect_url(request))
    response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite=settings.SESSION_COOKIE_SAMESITE)
    return response


def _ask_to_sign_in(request: HttpRequest, access: Access) -> HttpResponse:
    """To the sign-in page and back; a form that came after its session ended is kept for confirmation, if it can be.

    A script is told plainly: it keeps what it sent.
    """
    if wants_json(request):
        return JsonResponse({"state": "signed_out"}, status=401)
    query = _after_sign_in(request, access) if request.method == "POST" else {"next": request.get_full_path()}
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}")


def _after_sign_in(request: HttpRequest, access: Access) -> dict[str, str]:
    """Where a form leads after sign-in, and what to say of it: kept, lost, or nothing if it held nothing."""
    parked = parking.park(request) if access.parks else None
    if parked:
        return {"next": reverse("practices:parked", kwargs={"key": parked.key}), "ended": "1"}
    desk = "admin:index" if access == ADMIN else settings.LOGIN_REDIRECT_URL
    query = {"next": page_before(request, resolve_url(desk))}
    return query | ({"ended": "lost"} if parking.is_worth_keeping(request) else {})
