"""The list of practices."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polkka.kit.access import public
from polkka.kit.languages import alternates, current
from polkka.upkeep import generation
from search.loading import search
from search.query import Results

from .. import feeds, hits, known, leads, limits, lists, search_log
from ..beside import beside
from ..excerpts import with_excerpts
from ..feeds import Followed
from ..query import LAST_PAGE, PublicQuery
from .common import answered, no_such_page, show

PAGE_SIZE = 20
SEEN_AT_ONCE = 3  # pictures of hits


@public
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """Search and browse."""
    at, language = generation.seen(request), current()
    return answered(request, known.practices(at, language), lambda request, query: _found(request, query, at, language))


def _found(request: HttpRequest, query: PublicQuery, at: int, language: str) -> HttpResponse:
    if (query.q or len(query.chosen()) > 1) and (refusal := limits.refused(request, "search")):
        return refusal
    results = search(query.for_search(language, PAGE_SIZE), at=at)
    if query.page > 1 and not results.hits:
        return no_such_page(request, query, _("The list has fewer pages."))
    path = request.path
    context = {
        "q": query.q,
        "total": results.total,
        "facets": lists.facets(query, results.counts),
        "pills": lists.pills(query, path),
        "clear_url": query.without_facets().url(path),
        "sort_links": lists.sort_links(query, path),
        "hidden": (("sort", query.sort),) if query.sort else (),
        "followed": Followed(_("This search as a feed"), feeds.url(query), feeds.url(query, feeds.JSON)),
        "robots": query.robots,
        "canonical": settings.SITE_URL + query.canonical.url(path),
        "alternates": alternates("portal:practices", query=query.query_string()),
        **_hits(query, results, at, language, path),
        **_leads(query, results, at, language, path),
    }
    response = show(request, "portal/practices.html", context)
    search_log.note(request, response, query, results, language)
    return response


def _hits(query: PublicQuery, results: Results, at: int, language: str, path: str) -> dict[str, Any]:
    """The page of hits: first those with the words, then the close ones."""
    texts = {hit.public_id: hit.language for hit in results.hits}
    cards = with_excerpts(hits.cards(list(texts), language, at), query.q, language, texts=texts, at=at)
    drawn = hits.html(cards, language, at, n_early=SEEN_AT_ONCE)
    n_sure = sum(not hit.is_close for hit in results.hits)
    start = (query.page - 1) * PAGE_SIZE + 1
    last = min(LAST_PAGE, -(-results.total // PAGE_SIZE))
    return {
        "cards": cards,
        "hits": drawn[:n_sure],
        "close_hits": drawn[n_sure:],
        "start": start,
        "close_start": start + n_sure,
        "page": query.page,
        "pages": lists.pages(query, last, path),
    }


def _leads(query: PublicQuery, results: Results, at: int, language: str, path: str) -> dict[str, Any]:
    """What stands around the hits of words, and what helps when there are none."""
    found: dict[str, Any] = {"loose": results.loose}
    if query.q:
        found["concepts"] = leads.concepts(query, results.concepts, at, language, path)
        found["meant"] = leads.meant(query, results, at, language, path)
        found["beside"] = beside(query.q, language, at) if query.page == 1 else None
    if not results.total:
        found["looser"] = lists.looser(query, at, language, path)
        found["unlimited"] = search(query.without_facets().for_search(language, 1), at=at).total
        found["nearest"] = leads.nearest(query, at, language, path)
    return found
