"""How often one client or one person may do what costs something, asked before a body is read or anything is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import ngettext

from network import events
from polkka.kit.errors import error_page
from polkka.kit.requests import LARGEST_LETTER, length, page_before, wants_json
from polkka.upkeep import throttle
from practices import typed

MINUTE, HOUR = 60, 3600
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Limit:
    """So many uses in so many seconds, by one client or by one person; `posts`: only what is sent is counted.

    `switch` names the setting that turns it off.
    """

    number: int
    seconds: int
    of: str = "person"
    posts: bool = True
    switch: str = "SEARCH_LIMITS"

    @property
    def is_shared(self) -> bool:
        """Whether all processes hold it together: what is tried at sign-in, and what writes or sends mail."""
        return self.switch == "SIGN_IN_LIMITS" or self.seconds == HOUR


def _tries(number: int, seconds: int, of: str = "client", *, posts: bool = True) -> Limit:
    return Limit(number, seconds, of, posts, "SIGN_IN_LIMITS")


LETTER = Limit(30, HOUR, "client")
"""Forms for readers, with those that were filled in wrong; of those that are kept portal/limits.py counts fewer."""
LIMITS: dict[str, tuple[Limit, ...]] = {
    "account_request_login_code": (_tries(30, MINUTE), _tries(300, HOUR)),
    "account_confirm_login_code": (_tries(30, MINUTE), _tries(200, HOUR)),
    "mfa_authenticate": (_tries(30, MINUTE), _tries(200, HOUR)),
    "mfa_reauthenticate": (_tries(20, MINUTE, "person"),),
    "mfa_activate_totp": (_tries(20, MINUTE, "person"),),
    "account_email": (_tries(20, HOUR, "person"),),
    "practices:account_code": (_tries(20, MINUTE, "person"),),
    "practices:account_delete": (_tries(20, HOUR, "person"),),
    "invitation": (_tries(60, MINUTE, posts=False),),
    "practices:join": (_tries(60, MINUTE, posts=False),),
    "practices:parked": (_tries(60, MINUTE, posts=False),),
    "practices:account_export": (Limit(20, HOUR, posts=False),),
    "practices:account_sessions": (Limit(120, HOUR, posts=False),),
    "practices:files": (Limit(400, HOUR),),
    "practices:from_file": (Limit(40, HOUR),),
    "practices:create": (Limit(60, HOUR),),
    "practices:rendered": (Limit(120, MINUTE),),
    "practices:similar": (Limit(60, MINUTE),),
    "practices:keywords": (Limit(240, MINUTE, posts=False),),
    "practices:place_suggestions": (Limit(240, MINUTE, posts=False),),
    "practices:people": (Limit(100, HOUR),),
    "practices:project_people": (Limit(100, HOUR),),
    "practices:comments": (Limit(300, HOUR),),
    "practices:ask": (Limit(60, HOUR),),
    "admin:export_list": (Limit(120, HOUR, posts=False),),
    "admin:calibration_csv": (Limit(120, HOUR, posts=False),),
    "admin:calibration_workbook": (Limit(120, HOUR, posts=False),),
    "admin:practices_sheet_add": (Limit(40, HOUR),),
    "admin:find": (Limit(240, MINUTE, posts=False),),
    "admin:autocomplete": (Limit(240, MINUTE, posts=False),),
    "portal:contact": (LETTER,),
    "portal:report": (LETTER,),
    "portal:feedback": (LETTER,),
    "portal:wish": (LETTER,),
}
"""Name of the address → what is counted there. Addresses of public reading are in portal/limits.py."""


def wait(request: HttpRequest, name: str) -> int:
    """Count one use of the address; the seconds to wait, 0 if the request may go on."""
    held = [limit for limit in LIMITS.get(name, ()) if getattr(settings, limit.switch)]
    waits = [0]
    for limit in held:
        if request.method in SAFE and limit.posts:
            continue
        who = _person(request) if limit.of == "person" else ""
        key = f"{name}:{limit.seconds}:{who or throttle.client(request)}"
        waits.append(throttle.allow(key, limit.number, limit.seconds, shared=limit.is_shared))
    return max(waits)


def _person(request: HttpRequest) -> str:
    """A mark of the person who is signed in, "" for nobody."""
    user: Any = request.user
    return f"person {user.pk}" if user.is_authenticated else ""


def refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with when to try again, and with what was typed."""
    minutes = -(-seconds // 60)
    told = ngettext(
        "This has been done very often from here. Try again in %(n)s minute.",
        "This has been done very often from here. Try again in %(n)s minutes.",
        minutes,
    ) % {"n": minutes}
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"state": "too_often", "reason": told}, status=429)
        response["Cache-Control"] = "no-store"
    else:
        back = page_before(request, request.path) if request.method == "POST" else ""
        response = error_page(request, 429, detail=told, typed=_typed(request), is_form=True, retry=back)
    response["Retry-After"] = str(seconds)
    return response


def _typed(request: HttpRequest) -> typed.Typed:
    """What the form holds, unless it is longer than anybody types."""
    is_short = request.user.is_authenticated or length(request) <= LARGEST_LETTER
    return typed.of_request(request) if request.method == "POST" and is_short else []


class LimitMiddleware:
    """Stands before what reads the body, so that a flood costs a look at a counter and no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        seconds = wait(request, match.view_name) if match else 0
        if seconds and match:
            events.note("asked too often", request.user, match.view_name)
        return refused(request, seconds) if seconds else None
