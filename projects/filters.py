"""The filter of the public list of projects."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.filters import with_words

from .models import Project, ProjectQuerySet

RUNNING, ENDED = "running", "ended"
STATES = ((RUNNING, _("running")), (ENDED, _("ended")))


class ProjectFilter(django_filters.FilterSet):
    """By words, coordination, region and whether the project is still running.

    `choices`: key → the (code, name) pairs of the keys whose values are data.
    """

    q = django_filters.CharFilter(label=_("Name or school"), method="by_words")
    coordination = django_filters.ChoiceFilter(
        label=_("Coordination"), field_name="coordination__code", empty_label=_("all")
    )
    region = django_filters.ChoiceFilter(label=_("Region"), field_name="region__code", empty_label=_("all"))
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=_("all"), choices=STATES)

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, str], queryset: QuerySet[Project], choices: Mapping[str, Any]) -> None:
        super().__init__(data, queryset)
        for key, pairs in choices.items():
            self.filters[key].extra["choices"] = pairs

    def by_words(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        of_organisation = ("name", "name_sv", "name_en", "municipality", "municipality_sv")
        return with_words(rows, value, ("name", *(f"organisations__{field}" for field in of_organisation)))

    def by_state(self, rows: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        today = timezone.localdate()
        return rows.running(today) if value == RUNNING else rows.ended(today)
