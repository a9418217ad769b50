"""The overall picture: on a page, as a table for a spreadsheet and as a picture file."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from polkka.kit.access import public
from polkka.kit.headers import NOTHING, POLICY
from polkka.kit.languages import alternates, current
from polkka.upkeep import generation

from .. import matrix_files
from ..matrix import DEFAULT, Matrix, matrix, rows_known, rows_links, table
from ..query import PublicQuery
from .common import CACHE, answered, show


@public
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The dots of each theme on each row, with the gaps and the same as a table."""
    return _of_rows(request, _page)


@public
@require_safe
def overview_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the picture for a spreadsheet."""
    return _of_rows(request, _csv)


@public
@require_safe
def overview_svg(request: HttpRequest) -> HttpResponse:
    """The picture as a file that stands alone."""
    return _of_rows(request, _svg)


def _of_rows(request: HttpRequest, answer: Callable[[HttpRequest, Matrix, PublicQuery], HttpResponse]) -> HttpResponse:
    """What an address asks for; the rows shown anyway need not be named."""
    at, language = generation.seen(request), current()

    def found(request: HttpRequest, query: PublicQuery) -> HttpResponse:
        rows = next(iter(query.facets.get("rows", ())), "")
        if rows == DEFAULT:
            return redirect(query.without("rows").url(request.path), permanent=True)
        return answer(request, matrix(at, language, rows or DEFAULT), query)

    return answered(request, rows_known(at, language), found)


def _page(request: HttpRequest, drawn: Matrix, query: PublicQuery) -> HttpResponse:
    head, rows = table(drawn)
    context = {
        "matrix": drawn,
        "rows_links": rows_links(query, request.path),
        "head": head,
        "rows": rows,
        "query": query.query_string(),
        "today": timezone.localdate(),
        "canonical": settings.SITE_URL + query.url(request.path),
        "alternates": alternates("portal:overview", query=query.query_string()),
    }
    return show(request, "portal/overview.html", context)


def _csv(request: HttpRequest, drawn: Matrix, query: PublicQuery) -> HttpResponse:
    return _file(matrix_files.csv_text(drawn, current()), "text/csv; charset=utf-8", drawn, "csv")


def _svg(request: HttpRequest, drawn: Matrix, query: PublicQuery) -> HttpResponse:
    response = _file(matrix_files.svg_text(drawn), "image/svg+xml", drawn, "svg")
    response[POLICY] = NOTHING
    return response


def _file(text: str, content_type: str, drawn: Matrix, ending: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    name = f"polkka-overview-{drawn.rows_by}-{timezone.localdate():%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = CACHE
    response["X-Robots-Tag"] = "noindex"
    return response
