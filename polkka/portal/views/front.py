"""The front page, and the addresses that stand under no language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from polkka.kit.access import picture, public
from polkka.kit.headers import DRAWING, POLICY
from polkka.kit.languages import CODES, current
from polkka.upkeep import generation
from practices import published
from search.loading import current as current_index
from taxonomy import catalogue

from .. import covers, figures, front, numbers, shortcuts
from ..matrix import matrix
from ..styleguide import samples
from .common import NO_ROBOTS, bare, missing, show

DAY = 24 * 3600


@public
@require_safe
@bare
def home(request: HttpRequest) -> HttpResponse:
    """The doorway: search, pyramid, themes, what coordinators lift, two shelves, the overall picture and figures."""
    at, language, today = generation.seen(request), current(), timezone.localdate()
    shelves, index = catalogue.at(at), current_index(at)
    context = {
        "pyramid": figures.pyramid(index, shelves, language),
        "themes": figures.themes(index, shelves, language),
        "shortcuts": shortcuts.one_lesson(at, language),
        "front": front.front(at, language, today),
        "matrix": matrix(at, language),
        "figures": numbers.in_short(numbers.figures(at)),
        "today": today,
    }
    return show(request, "portal/home.html", context)


@public
@require_safe
@bare
def in_numbers(request: HttpRequest) -> HttpResponse:
    """Every figure with the day and the way it is counted, beside the first POLKKA’s."""
    context = {"figures": numbers.figures(generation.seen(request)), "today": timezone.localdate()}
    return show(request, "portal/numbers.html", context)


@public
@require_safe
def to_language(request: HttpRequest) -> HttpResponse:
    """From the bare address to the front page in the language the browser asks for."""
    response = redirect(f"/{translation.get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
@require_safe
@bare
def permanent(request: HttpRequest, public_id: str) -> HttpResponse:
    """From the permanent name to the practice, in the first language asked for that it has, else in its own."""
    public_id = public_id.upper()
    found = published.permanent_language(public_id, _wanted(request))
    if found is None:
        return missing(request, public_id)
    language, title = found
    response = redirect(published.path(public_id, title, language))
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _wanted(request: HttpRequest) -> list[str]:
    accepted = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    primary = (code.split("-")[0] for code, _weight in accepted)
    return [code for code in primary if code in CODES]


@picture
@require_safe
@bare
def cover(request: HttpRequest, public_id: str, theme: str) -> HttpResponse:
    """The dot-pattern picture of a practice; drawn from its name alone."""
    if theme not in covers.INKS:
        raise Http404
    response = HttpResponse(covers.cover(public_id, theme), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={DAY}, immutable"
    response[POLICY] = DRAWING
    return response


@public
@require_safe
@bare
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with invented data."""
    response = show(request, "styleguide.html", {**samples(), "robots": NO_ROBOTS})
    patch_vary_headers(response, ["Accept-Language"])
    return response
