"""The filter of the public list of organisations."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from polkka.kit.filters import with_words

from .models import Organisation


class OrganisationFilter(django_filters.FilterSet):
    """By words in the name or the municipality, kind and region.

    `choices`: key → the (code, name) pairs of the keys whose values are data.
    """

    q = django_filters.CharFilter(label=_("Name or municipality"), method="by_words")
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("all"), choices=Organisation.Kind.choices)
    region = django_filters.ChoiceFilter(label=_("Region"), field_name="region__code", empty_label=_("all"))

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, str], queryset: QuerySet[Organisation], choices: Mapping[str, Any]) -> None:
        super().__init__(data, queryset)
        for key, pairs in choices.items():
            self.filters[key].extra["choices"] = pairs

    def by_words(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return with_words(rows, value, ("name", "name_sv", "name_en", "municipality", "municipality_sv"))
