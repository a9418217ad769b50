"""Criteria sets in the admin: one page for a set; one that has been used is only read, and a new wording is a copy."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from polkka.kit.languages import CODES, OWN_NAMES
from polkka.upkeep import changes, receipts
from polkka.upkeep.curating import LONG_TEXT, ModelAdmin, PublicAdmin, ReadOnly
from polkka.upkeep.models import Change

from . import sets
from .content import content, gaps
from .differences import differences
from .forms import CopyForm, CriterionForm, SetForm
from .models import CriteriaSet, Criterion, Frozen, LevelText

EXTRA_ROWS, MOST_ROWS = 1, 12
READ, COPY = "admin/criteria/criteriaset/read.html", "admin/criteria/criteriaset/copy.html"
USE, DIFFERENCES = "admin/criteria/criteriaset/use.html", "admin/criteria/criteriaset/differences.html"


class CriterionInline(admin.StackedInline):
    """The criteria on the page of their set, each folded."""

    model = Criterion
    form = CriterionForm
    formfield_overrides = LONG_TEXT
    template = "admin/criteria/criterion_inline.html"
    extra = EXTRA_ROWS
    max_num = MOST_ROWS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Criterion]:
        return super().get_queryset(request).prefetch_related("levels").order_by("order", "pk")


@admin.register(CriteriaSet)
class CriteriaSetAdmin(PublicAdmin):
    """Sets. `under_way` and more pages are added by the app that uses them."""

    description = gettext_lazy(
        "Each set is one wording of the criteria. New assessments use one of them; a set that has been used is only "
        "read, and a new wording begins as a copy."
    )
    form = SetForm
    inlines = (CriterionInline,)
    list_display = ("version", "name_fi", "is_current", "frozen_at", "based_on")
    list_select_related = ("based_on",)
    search_fields = ("version", "name_fi", "name_sv", "name_en")
    ordering = ("-is_current", "-pk")
    change_form_template = "admin/criteria/criteriaset/change_form.html"
    change_list_template = "admin/criteria/criteriaset/change_list.html"
    actions = None

    # --- who may --------------------------------------------------------------------------------------------------
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_kept = obj is not None and (obj.is_current or obj.frozen_at)
        return not is_kept and super().has_delete_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A frozen set is only read. What was typed while it froze is sent all the same: the form answers it."""
        is_read = obj is not None and obj.frozen_at is not None and request.method != "POST"
        return not is_read and super().has_change_permission(request, obj)

    def _may_copy(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def _may_use(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    # --- addresses ------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        pages = (("copy", self.copy_view), ("use", self.use_view), ("differences", self.differences_view))
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"criteria_criteriaset_{name}")
            for name, view in pages
        ]
        return [*own, *super().get_urls()]

    def found(self, request: HttpRequest, pk: int) -> CriteriaSet:
        """The set, if the person may see sets. Raises Http404."""
        row = CriteriaSet.objects.select_related("based_on").filter(pk=pk).first()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    def page(
        self, request: HttpRequest, template: str, row: CriteriaSet, status: int = 200, **more: Any
    ) -> HttpResponse:
        """A page of a set; `more` is what its template needs beside the set itself."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "criteria_set": row, **more}
        return TemplateResponse(request, template, context, status=status)

    # --- the page of a set ----------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if not isinstance(row, CriteriaSet) or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method != "POST" and not self.has_change_permission(request, row):
            return self._read(request, row)
        if "_saveasnew" in request.POST and request.POST.get("version") == row.version:
            sent = request.POST.copy()
            sent["version"] = sets.free_name(row.version)
            request.POST = sent
        extra = {**(extra_context or {}), **self._told(request, row)}
        try:
            response = super().change_view(request, object_id, form_url, extra)
        except Frozen:
            response = super().change_view(request, object_id, form_url, extra)
        if row.frozen_at and response.status_code == 200:
            response.status_code = 409
        return response

    def _told(self, request: HttpRequest, row: CriteriaSet) -> dict[str, Any]:
        """What the page says of a set beside its form."""
        told = content(row)
        found = gaps(told)
        return {
            "told": told,
            "by_language": [(OWN_NAMES[c], sum(gap.language == c for gap in found)) for c in CODES],
            "gaps": found,
            "may_copy": self._may_copy(request),
            "may_use": self._may_use(request) and not row.is_current,
            "is_late": bool(row.frozen_at),
        }

    def _read(self, request: HttpRequest, row: CriteriaSet) -> HttpResponse:
        return self.page(request, READ, row, title=str(row), **self._told(request, row))

    def save_model(self, request: HttpRequest, obj: CriteriaSet, form: Any, change: bool) -> None:
        if change:
            sets.claim(obj)
        elif "_saveasnew" in request.POST and request.resolver_match:
            obj.based_on_id = request.resolver_match.kwargs.get("object_id")
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The anchor texts stand on the forms of the criteria; their history is written here."""
        levels = LevelText.objects.filter(criterion__criteria_set=form.instance).select_related("criterion")
        before = {level.pk: level for level in levels}
        super().save_related(request, form, formsets, change)
        told = changes.of_rows(LevelText, before, {level.pk: level for level in levels.all()}) if change else {}
        changes.note(form.instance, Change.Deed.CHANGE, by=request.user, fields=told)
        if form.instance.is_current and (faults := sets.faults(form.instance)):
            words = _("New assessments use this set, but it is not whole: %(faults)s")
            messages.warning(request, words % {"faults": " ".join(faults)})

    def deed(self, entry: Any) -> dict[str, Any]:
        """A line of the history, with lists and names of steps as lines of text."""
        entry.fields = {name: [flat(value) for value in pair] for name, pair in entry.fields.items()}
        return super().deed(entry)

    # --- a copy, and its use --------------------------------------------------------------------------------------
    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the name of the copy, then make it."""
        row = self.found(request, pk)
        if not self._may_copy(request):
            raise Http404
        form = CopyForm(request.POST if request.method == "POST" else None)
        form.fields["version"].initial = sets.free_name(row.version)
        if form.is_bound:
            try:
                key = receipts.sent_as_typed(request)
                return redirect(receipts.once(key, request.user, lambda: self._copy(request, row, form)))
            except sets.Refused as refusal:
                form.add_error("version", str(refusal))
            except Unready:
                pass
        return self.page(
            request, COPY, row, 400 if form.errors else 200, title=_("Copy as a new set"), form=form,
            once=receipts.new_key(),
        )  # fmt: skip

    def _copy(self, request: HttpRequest, row: CriteriaSet, form: CopyForm) -> str:
        if not form.is_valid():
            raise Unready
        new = sets.copy(row, form.cleaned_data["version"])
        changes.note(new, Change.Deed.ADD, by=request.user, fields={"based_on": [None, str(row)]})
        messages.success(request, _("Copied as %(version)s.") % {"version": new.version})
        return reverse("admin:criteria_criteriaset_change", args=[new.pk])

    def under_way(self, row: CriteriaSet) -> int:
        """How many practices are being assessed with this set now."""
        return 0

    def use_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tell what happens, then let new assessments use this set."""
        row = self.found(request, pk)
        if not self._may_use(request):
            raise Http404
        refusal = ""
        if request.method == "POST":
            try:
                return redirect(receipts.once(receipts.sent(request), request.user, lambda: self._use(request, row)))
            except sets.Refused as error:
                refusal = str(error)
        current = CriteriaSet.objects.filter(is_current=True).first()
        return self.page(
            request, USE, row, 409 if refusal else 200, title=_("Use for new assessments"), refusal=refusal,
            current=current, kept=self._kept(current), faults=sets.faults(row), once=receipts.new_key(),
        )  # fmt: skip

    def _kept(self, current: CriteriaSet | None) -> str:
        """What stays as it is."""
        number = self.under_way(current) if current else 0
        words = ngettext(
            "%(n)d practice is being assessed with the set %(version)s. It keeps that set to the end.",
            "%(n)d practices are being assessed with the set %(version)s. They keep that set to the end.",
            number,
        )
        return words % {"n": number, "version": current.version} if current and number else ""

    def _use(self, request: HttpRequest, row: CriteriaSet) -> str:
        sets.use(row)
        changes.note(row, Change.Deed.CHANGE, by=request.user, fields={"is_current": [False, True]})
        messages.success(request, _("New assessments use this set."))
        return reverse("admin:criteria_criteriaset_change", args=[row.pk])

    # --- differences ----------------------------------------------------------------------------------------------
    def differences_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What this set words otherwise than the one it was copied from, or than another one that is chosen."""
        row = self.found(request, pk)
        others = list(CriteriaSet.objects.exclude(pk=pk).order_by("-pk"))
        older = self._older(request, row, others)
        parts = differences(content(older), content(row)) if older else []
        return self.page(request, DIFFERENCES, row, title=_("Differences"), others=others, older=older, parts=parts)

    @staticmethod
    def _older(request: HttpRequest, row: CriteriaSet, others: list[CriteriaSet]) -> CriteriaSet | None:
        """The one asked for, else the one it was copied from, else the newest other one. Raises Http404."""
        asked = request.GET.get("from")
        if asked is None:
            return row.based_on or next(iter(others), None)
        found = next((other for other in others if str(other.pk) == asked), None)
        if found is None:
            raise Http404
        return found


def flat(value: Any) -> Any:
    """What is kept as lists and languages, as lines; other values as they are."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {flat(one)}" for key, one in value.items() if one)
    return "\n".join(str(flat(one)) for one in value) if isinstance(value, list) else value


class Unready(Exception):
    """The form has faults."""


@admin.register(LevelText)
class LevelTextAdmin(ReadOnly, ModelAdmin):
    """Anchor texts of all sets, to look for a word; they are written on the page of their set."""

    description = gettext_lazy(
        "The anchor texts of all sets, to look for a word. They are written on the page of their set."
    )
    list_display = ("criterion", "step", "text_fi", "criteria_set")
    list_filter = ("criterion__criteria_set", "step")
    list_select_related = ("criterion__criteria_set",)
    search_fields = ("criterion__code", "text_fi", "text_sv", "text_en")

    @admin.display(description=CriteriaSet._meta.verbose_name)
    def criteria_set(self, row: LevelText) -> str:
        return row.criterion.criteria_set.version
