"""The filters: one of django-filter for each facet and one for the words."""

from typing import Any

import django_filters
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet

from ..generator import DRAWN
from .models import Concept, Practice

CONFIGS = {"fi": "finnish", "sv": "swedish", "en": "english"}


class Words(django_filters.FilterSet):
    """The words; the language of the page chooses the stemmer."""

    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Practice
        fields: list[str] = []

    def __init__(self, data: dict[str, Any], language: str) -> None:
        super().__init__(data, queryset=Practice.objects.order_by("-published_at"))
        self.language = language

    def search(self, practices: QuerySet[Practice], _name: str, words: str) -> QuerySet[Practice]:
        """Those that match the words, best first."""
        asked = SearchQuery(words, config=CONFIGS[self.language], search_type="websearch")
        return practices.filter(vector=asked).annotate(rank=SearchRank(F("vector"), asked)).order_by("-rank")


def _facet(vocabulary: str) -> Any:
    values = Concept.objects.filter(vocabulary=vocabulary)
    return django_filters.ModelMultipleChoiceFilter(field_name="concepts", queryset=values)


Finder = type("Finder", (Words,), {vocabulary: _facet(vocabulary) for vocabulary in DRAWN})
"""OR inside a facet, AND between facets and words."""
