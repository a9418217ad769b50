"""Ways that many readers take, ready made: what fits into one lesson without a journey, by school stage."""

from typing import NamedTuple

from django.urls import reverse

from search.loading import current
from search.query import Query

from . import known
from .query import PublicQuery

ONE_LESSON = {"time": frozenset({"lesson"}), "travel": frozenset({"none"})}
STAGE = "stage"


class Shortcut(NamedTuple):
    """A school stage with its search and the number of practices there."""

    name: str
    url: str
    count: int


def one_lesson(at: int, language: str) -> list[Shortcut]:
    """The stages that have something for one lesson without a journey, in their order; no query."""
    understood = known.concepts(at, language)
    counts = current(at).search(Query(facets=ONE_LESSON, language=language, page_size=0)).counts.get(STAGE, {})
    stages = understood.facets[STAGE].values if STAGE in understood.facets else {}
    path = reverse("portal:practices")
    return [
        Shortcut(name, PublicQuery(understood, facets={**ONE_LESSON, STAGE: frozenset({code})}).url(path), counts[code])
        for code, name in stages.items()
        if counts.get(code)
    ]
