"""The list of practices, one practice, and its contact."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polkka.kit.access import public
from polkka.kit.languages import alternates, current
from polkka.upkeep import generation
from practices import published
from search.loading import current as current_index
from taxonomy import catalogue

from .. import lists
from ..excerpts import with_excerpts
from ..query import LAST_PAGE, PublicQuery, of_practices
from .common import answered, bare, missing, no_such_page, show

PAGE_SIZE = 20


@public
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """Search and browse."""
    at, language = generation.number(), current()
    known = of_practices(catalogue.at(at), language)
    return answered(request, known, lambda request, query: _found(request, query, at, language))


def _found(request: HttpRequest, query: PublicQuery, at: int, language: str) -> HttpResponse:
    index, path = current_index(at), request.path
    results = index.search(query.for_search(language, PAGE_SIZE))
    if query.page > 1 and not results.hits:
        return no_such_page(request, query, _("The list has fewer pages."))
    cards = published.cards([hit.public_id for hit in results.hits], language, at=at)
    last = min(LAST_PAGE, -(-results.total // PAGE_SIZE))
    context = {
        "q": query.q,
        "cards": with_excerpts(cards, query.q),
        "cards_start": (query.page - 1) * PAGE_SIZE + 1,
        "total": results.total,
        "page": query.page,
        "pages": lists.pages(query, last, path),
        "facets": lists.facets(query, results.counts, catalogue.at(at), path),
        "pills": lists.pills(query, path),
        "clear_url": query.without_facets().url(path),
        "looser": () if results.total else lists.looser(query, index, language, path),
        "sort_links": lists.sort_links(query, path),
        "hidden": (("sort", query.sort),) if query.sort else (),
        "robots": query.robots,
        "canonical": settings.SITE_URL + query.canonical.url(path),
        "alternates": alternates("portal:practices", query=query.query_string()),
    }
    return show(request, "portal/practices.html", context)


@public
@require_safe
def practice(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """One practice; every other way to write its address leads to the one of today's title."""
    public_id = public_id.upper()
    found = published.practice(public_id)
    if found is None:
        return missing(request, public_id)
    if request.get_full_path() != found.card.path:
        return redirect(found.card.path, permanent=True)
    own = next(path for code, _name, path in found.languages if code == found.language)
    context = {"practice": found, "alternates": found.alternates, "canonical": settings.SITE_URL + own}
    return show(request, "portal/practice.html", context)


@public
@require_safe
@bare
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who answers questions about a practice: a page of its own that machines are asked to leave alone."""
    found = published.contact(public_id.upper())
    if found is None:
        return missing(request, public_id.upper())
    return show(request, "portal/contact.html", {"contact": found, "robots": "noindex, nofollow"})
