"""Criteria sets in the admin: a set that has been used is only shown, and a new wording begins as a copy."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polkka.kit.languages import CODES
from polkka.upkeep import generation
from polkka.upkeep.curating import LONG_TEXT, PublicAdmin

from . import sets
from .models import STEPS, CriteriaSet, Criterion, LevelText


def _is_named(value: Any) -> bool:
    """Whether a value is {"fi": "…", "sv": "…", "en": "…"}."""
    return (
        isinstance(value, dict) and set(value) == set(CODES) and all(isinstance(text, str) for text in value.values())
    )


class SetForm(forms.ModelForm):
    """A set with five names of steps."""

    class Meta:
        model = CriteriaSet
        fields = (
            "version", "name_fi", "name_sv", "name_en",
            "introduction_fi", "introduction_sv", "introduction_en", "scale",
        )  # fmt: skip

    def clean_scale(self) -> Any:
        scale = self.cleaned_data["scale"]
        if not (isinstance(scale, list) and len(scale) == len(STEPS) and all(_is_named(name) for name in scale)):
            raise ValidationError(_("Give five names, each in fi, sv and en."))
        return scale


class CriterionForm(forms.ModelForm):
    """A criterion whose lists have the shape that pages expect."""

    class Meta:
        model = Criterion
        fields = (
            "criteria_set", "code", "order", "weight", "required", "name_fi", "name_sv", "name_en",
            "question_fi", "question_sv", "question_en", "guiding", "sub_criteria",
        )  # fmt: skip

    def clean_guiding(self) -> Any:
        guiding = self.cleaned_data["guiding"]
        is_good = isinstance(guiding, dict) and set(guiding) <= set(CODES)
        if not (
            is_good
            and all(isinstance(rows, list) and all(isinstance(r, str) for r in rows) for rows in guiding.values())
        ):
            raise ValidationError(_("Give a list of questions for each of fi, sv and en."))
        return guiding

    def clean_sub_criteria(self) -> Any:
        rows = self.cleaned_data["sub_criteria"]
        is_list = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        if not (is_list and all(_is_named(row.get("name")) and _is_named(row.get("text")) for row in rows)):
            raise ValidationError(_("Give a list in which each has a name and a text in fi, sv and en."))
        return rows


def _set_of(row: Any) -> CriteriaSet | None:
    """The set that a row of this app belongs to."""
    if isinstance(row, LevelText):
        row = row.criterion
    return row.criteria_set if isinstance(row, Criterion) else row


class Thawed:
    """Rows of a frozen set are only shown."""

    def _is_frozen(self, obj: Any) -> bool:
        criteria_set = _set_of(obj)
        return criteria_set is not None and criteria_set.frozen_at is not None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        arguments = (request, obj) if isinstance(self, InlineModelAdmin) else (request,)
        return not self._is_frozen(obj) and super().has_add_permission(*arguments)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "criteria_set":
            options["queryset"] = CriteriaSet.objects.filter(frozen_at=None)
        if db_field.name == "criterion":
            options["queryset"] = Criterion.objects.filter(criteria_set__frozen_at=None)
        return super().formfield_for_foreignkey(db_field, request, **options)


class LevelInline(Thawed, admin.StackedInline):
    model = LevelText
    formfield_overrides = LONG_TEXT
    extra = 0
    max_num = len(STEPS)


@admin.register(CriteriaSet)
class CriteriaSetAdmin(Thawed, PublicAdmin):
    form = SetForm
    list_display = ("version", "name_fi", "is_current", "frozen_at")
    search_fields = ("version", "name_fi", "name_sv", "name_en")
    readonly_fields = ("is_current", "frozen_at")
    actions = ("use", "copy")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_current) and super().has_delete_permission(request, obj)

    def has_edit_permission(self, request: HttpRequest) -> bool:
        """Whether the actions are offered: they may be used on frozen sets too."""
        return bool(request.user.has_perm("criteria.change_criteriaset"))

    @admin.action(description=gettext_lazy("Use for new assessments"), permissions=["edit"])
    def use(self, request: HttpRequest, rows: QuerySet[CriteriaSet]) -> None:
        if rows.count() != 1:
            messages.error(request, _("Choose one set."))
            return
        sets.use(rows.get())
        generation.bump()
        messages.success(request, _("New assessments use this set."))

    @admin.action(description=gettext_lazy("Copy as a new set"), permissions=["edit"])
    def copy(self, request: HttpRequest, rows: QuerySet[CriteriaSet]) -> None:
        for criteria_set in rows:
            new = sets.copy(criteria_set)
            messages.success(request, _("Copied as %(version)s.") % {"version": new.version})


@admin.register(Criterion)
class CriterionAdmin(Thawed, PublicAdmin):
    form = CriterionForm
    list_display = ("code", "name_fi", "criteria_set", "order", "weight", "required")
    list_filter = ("criteria_set",)
    list_select_related = ("criteria_set",)
    search_fields = ("code", "name_fi", "name_sv", "name_en")
    inlines = (LevelInline,)


@admin.register(LevelText)
class LevelTextAdmin(Thawed, PublicAdmin):
    list_display = ("criterion", "step", "text_fi")
    list_filter = ("criterion__criteria_set", "step")
    list_select_related = ("criterion",)
    search_fields = ("criterion__code", "text_fi", "text_sv", "text_en")
