"""The search told as JSON: the same question, hits and counts as the page, without its clothes."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from practices import published
from practices.published import Record
from practices.telling import LICENCE
from search.query import Hit, Results

from .query import LAST_PAGE, PER_PAGE, Known, MachineQuery

DESCRIPTION = Path(__file__).with_name("openapi.json")


@lru_cache(maxsize=1)
def description() -> bytes:
    """The hand-written OpenAPI file as it stands."""
    return DESCRIPTION.read_bytes()


@lru_cache(maxsize=1)
def version() -> str:
    """The version of the answers' form."""
    return str(json.loads(description())["info"]["version"])


def answer(asked: MachineQuery, results: Results, path: str, *, at: int, did_you_mean: str) -> dict[str, Any]:
    """Everything the API says of one page of results."""
    query, pages = asked.query, last_page(results.total, asked.per_page)
    records = published.records([hit.public_id for hit in results.hits], asked.language, at=at)
    by_name = {record.card.public_id: record for record in records}
    return {
        "total": results.total,
        "n_close": results.n_close,
        "page": query.page,
        "pages": pages,
        "query": query.q,
        "next": _url(asked, path, query.page + 1) if query.page < pages else None,
        "previous": _url(asked, path, query.page - 1) if query.page > 1 else None,
        "did_you_mean": did_you_mean or None,
        "facets": _facets(query.known, results),
        "results": [_told(hit, by_name[hit.public_id]) for hit in results.hits if hit.public_id in by_name],
    }


def last_page(total: int, per_page: int) -> int:
    """The number of pages that can be asked for."""
    return min(LAST_PAGE, -(-total // per_page))


def address(asked: MachineQuery, path: str) -> str:
    """The address that asks the same."""
    return _url(asked, path, asked.query.page)


def _url(asked: MachineQuery, path: str, page: int) -> str:
    """The address of another page of the same answer."""
    pairs = [("lang", asked.language), *asked.query.at_page(page).pairs()]
    if asked.per_page != PER_PAGE:
        pairs.append(("per_page", str(asked.per_page)))
    return f"{settings.SITE_URL}{path}?{urlencode(pairs)}"


def _facets(known: Known, results: Results) -> dict[str, list[dict[str, Any]]]:
    """Every facet with the values there is something to be found by."""
    facets = {}
    for code, choice in known.facets.items():
        counts = results.counts.get(code, {})
        facets[code] = [
            {"code": value, "name": name, "count": counts[value]}
            for value, name in choice.values.items()
            if counts.get(value)
        ]
    return facets


def _told(hit: Hit, record: Record) -> dict[str, Any]:
    card = record.card
    return {
        "id": card.public_id,
        "source_id": record.source_id or None,
        "url": settings.SITE_URL + card.path,
        "language": card.language,
        "languages": list(record.languages),
        "title": card.title,
        "summary": card.summary,
        "score": hit.score,
        "is_close": hit.is_close,
        "label": str(card.label),
        "theme": card.theme.code if card.theme else None,
        "level": card.level.code if card.level else None,
        "stages": [stage.code for stage in card.stages],
        "published_on": card.published_on.isoformat(),
        "licence": LICENCE[1],
        "is_demo": card.is_demo,
    }


def problem(status: int, title: str, detail: str, **more: Any) -> dict[str, Any]:
    """An error as RFC 9457 writes it."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
