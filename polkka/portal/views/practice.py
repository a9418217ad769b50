"""One practice: its page, its versions, its card on one sheet, and the picture that goes along with its link."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from polkka.kit.access import picture, public
from polkka.kit.languages import current
from polkka.upkeep import generation
from practices import published
from practices.published import Practice
from practices.states import State

from .. import covers, hits, limits, share
from ..explaining import explained
from ..related import related, ways
from ..sheet import sheet
from ..structured import head
from .common import NO_ROBOTS, bare, missing, show

DAY = 24 * 3600


@public
@require_safe
def practice(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """One practice; every other way to write its address leads to the one of today's title."""
    public_id = public_id.upper()
    at, language = generation.seen(request), current()
    on = ways(public_id, at, language)
    found, cards = published.practice_and_cards(public_id, hits.unread(on.names, language, at), language, at=at)
    hits.keep(cards, language, at)
    if found is None:
        return missing(request, public_id)
    if request.get_full_path() != found.card.path:
        return redirect(found.card.path, permanent=True)
    canonical = _canonical(found)
    context = {
        "practice": explained(found, at),
        "alternates": found.alternates,
        "canonical": canonical,
        "head": head(found, canonical),
        "related": related(found, at, language, on),
    }
    return show(request, "portal/practice.html", context)


def _canonical(found: Practice) -> str:
    """The address of the page in the language of its text."""
    return settings.SITE_URL + next(path for code, _name, path in found.languages if code == found.language)


@public
@require_safe
@bare
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """What has changed from version to version."""
    public_id = public_id.upper()
    found = published.editions(public_id, at=generation.seen(request))
    if found is None:
        return missing(request, public_id)
    return show(request, "portal/practice_versions.html", {"editions": found, "robots": NO_ROBOTS})


@public
@require_safe
@bare
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """A practice on one sheet for the wall of the staff room."""
    public_id = public_id.upper()
    found = published.practice(public_id, at=generation.seen(request))
    if found is None:
        return missing(request, public_id)
    context = {"practice": found, "sheet": sheet(found), "robots": NO_ROBOTS}
    return show(request, "portal/practice_card.html", context)


@picture
@require_safe
@bare
def share_picture(request: HttpRequest, public_id: str, theme: str) -> HttpResponse:
    """The dot pattern of a published practice as a PNG; drawn for no other name, and so often for one client."""
    public_id = public_id.upper()
    if theme not in covers.INKS or published.state(public_id) != State.PUBLISHED:
        raise Http404
    if refused := limits.refused(request, "picture"):
        return refused
    response = HttpResponse(share.picture(public_id, theme), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
