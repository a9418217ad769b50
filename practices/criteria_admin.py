"""Criteria sets in the admin with what practices know of them: a trial as an assessor sees it, and who agrees."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from criteria.admin import CriteriaSetAdmin, CriterionInline
from criteria.models import CriteriaSet
from polkka.kit.languages import CODES, OWN_NAMES, current, speaking

from . import calibration_pages, published, telling
from .assessment_forms import AssessmentForm
from .models import Answer, Version
from .states import State

TEXTS = 20
"""Published practices that a trial may be read against."""

admin.site.unregister(CriteriaSet)


def is_answered(row: CriteriaSet | None) -> bool:
    """Whether an author has checked a draft against the set, or somebody has assessed with it."""
    return row is not None and Answer.objects.filter(criterion__criteria_set=row).exists()


class AnsweredInline(CriterionInline):
    """The criteria; those that have been answered are not taken away."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_answered(obj) and super().has_delete_permission(request, obj)


@admin.register(CriteriaSet)
class TriedSetAdmin(CriteriaSetAdmin):
    """Criteria sets, their trial, and the calibration of those who use them."""

    inlines = (AnsweredInline,)

    def get_urls(self) -> list[URLPattern]:
        trial = self.admin_site.admin_view(require_safe(self.preview_view))
        own = [path("<int:pk>/preview/", trial, name="criteria_criteriaset_preview")]
        return [*own, *calibration_pages.urls(self.admin_site), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        calibrates = request.user.has_perm("practices.coordinate")
        return super().changelist_view(request, {**(extra_context or {}), "calibrates": calibrates})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_answered(obj) and super().has_delete_permission(request, obj)

    def under_way(self, row: CriteriaSet) -> int:
        return Version.unscoped.filter(criteria_set=row, state=State.IN_ASSESSMENT).count()

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The set as an assessor would see it beside a published text, in any language; nothing can be sent."""
        row = self.found(request, pk)
        language = request.GET.get("language", current())
        names = published.newest(TEXTS)
        chosen = request.GET.get("practice") or next(iter(names), "")
        if language not in CODES or (chosen and chosen not in names):
            raise Http404
        with speaking(language):
            criteria = list(row.criteria.prefetch_related("levels").order_by("order", "pk"))
            context = {
                "criteria_set": row,
                "form": AssessmentForm(criteria, row.scale, initial={f"for_authors_{c.code}": True for c in criteria}),
                "practice": _told(chosen) if chosen else None,
                "texts": published.cards(names),
                "languages": list(OWN_NAMES.items()),
                "language": language,
            }
            return render(request, "practices/trial.html", context)


def _told(public_id: str) -> telling.Practice:
    """A published practice as an assessor reads it: in the language it was written in."""
    rows = Version.unscoped.published().with_words().select_related("practice__owner__region", "practice__project")
    version = rows.get(practice__public_id=public_id)
    return telling.told(version, current(), written=version.original.language)
