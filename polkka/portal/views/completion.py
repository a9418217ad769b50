"""What the search field asks while somebody types."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from polkka.kit import shared
from polkka.kit.access import picture
from polkka.kit.languages import current
from polkka.upkeep import generation

from .. import limits
from ..completion import offers
from ..query import BadQuery, Known, parse_list
from .common import NO_ROBOTS

UNDERSTOOD = Known({})


@picture
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Ways to go on with `q` as JSON: a list of {"text", "kind", "url"}."""
    if seconds := limits.wait(request, "completion"):
        response = JsonResponse([], safe=False, status=429)
        response["Retry-After"] = str(seconds)
        return response
    try:
        typed = parse_list(request.GET, UNDERSTOOD).q
    except BadQuery:
        return JsonResponse([], safe=False, status=400)
    found = offers(typed, current(), generation.seen(request))
    response = JsonResponse(found, safe=False, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = shared.MINUTE
    response["X-Robots-Tag"] = NO_ROBOTS
    return response
