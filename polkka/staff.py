"""Those who run the portal: their rights sleep until the second step, and a change of rights asks who it is anew."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from network import again, factor, lasting
from polkka.kit.access import Access
from polkka.kit.languages import speaking
from polkka.kit.requests import page_before, wants_json
from polkka.upkeep import parking
from projects.backends import put_to_sleep

from .access import access_of

OPEN = {
    "account_logout", "account_inactive", "mfa_activate_totp", "mfa_reauthenticate", "practices:parked",
}  # fmt: skip
"""Pages that open before the second step: they are the way to it, or out."""
RIGHTS = re.compile(
    r"admin:(network_(user|duty|membership)|projects_coordinator|mfa_authenticator|account_emailaddress)_|"
    r"account_email$|practices:account_sessions$|mfa_(deactivate_totp|generate_recovery_codes)$"
)
"""Addresses whose every deed changes somebody’s rights or way in."""


class StaffMiddleware:
    """Stands before the access of views: who has not taken the second step has no rights of staff to be asked about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        access = access_of(match)
        if match is None or access is None or access.is_same_for_all or not request.user.is_authenticated:
            return None
        if lasting.is_over(request):
            lasting.end(request)  # whoever asks for a private page is asked to sign in, and what was typed is kept
            return None
        if factor.is_asked(request):
            put_to_sleep(request.user)
            return None if access.kind == "public" or match.view_name in OPEN else _to_second_step(request, access)
        is_deed = request.method == "POST" and RIGHTS.match(match.view_name) and not access.refuses(request.user)
        if is_deed and not again.is_fresh(request):
            return _ask_again(request)
        return None


def _to_second_step(request: HttpRequest, access: Access) -> HttpResponse:
    """To the page that asks for the code of the app, or that takes one into use; and then on. Typed text is kept."""
    if wants_json(request):
        return JsonResponse({"state": "signed_out"}, status=401)
    target = request.get_full_path()
    if request.method == "POST":
        kept = parking.park(request) if access.parks else None
        target = page_before(request, reverse("admin:index"))
        target = reverse("practices:parked", kwargs={"key": kept.key}) if kept else target
    view = "mfa_reauthenticate" if factor.is_held(request.user) else "mfa_activate_totp"
    return _in_own_language(request, view, target)


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Keep the deed, ask who it is, and let the person confirm the deed."""
    again.keep(request)
    with speaking(request.user.language):
        target = reverse("mfa_kept")
    return _in_own_language(request, "mfa_reauthenticate", target)


def _in_own_language(request: HttpRequest, view: str, target: str) -> HttpResponse:
    with speaking(request.user.language):
        return redirect(f"{reverse(view)}?{urlencode({'next': target})}")
