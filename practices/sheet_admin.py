"""Spreadsheets in the admin: sent in, looked at row by row, loaded, and taken back within a day."""

import hashlib
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polkka.kit import spreadsheets
from polkka.kit.forms import faults
from polkka.kit.refusing import Refused
from polkka.kit.requests import takes_files
from polkka.upkeep import receipts
from polkka.upkeep.curating import ModelAdmin, ReadOnly

from . import list_columns as list_columns
from .models import Sheet
from .sheet_forms import CUT, SheetForm
from .sheet_pages import Page, heading_labels
from .tabular import checking, files, running, taking_back
from .tabular.rowing import CHANGED, NEW, SAME, WRONG, Checked

PER_PAGE = 50
NAMES = ("name", "title")
"""Columns that say what a row is called."""
STATUS: dict[str, str | Promise] = {
    WRONG: gettext_lazy("wrong"),
    NEW: gettext_lazy("new"),
    CHANGED: gettext_lazy("to be changed"),
    SAME: gettext_lazy("unchanged"),
}


@admin.register(Sheet)
class SheetAdmin(ReadOnly, ModelAdmin):
    """The spreadsheets that one has sent in oneself."""

    description = gettext_lazy(
        "Spreadsheets that were loaded, and what was made of them. Each can be taken back within a day."
    )
    list_display = ("name", "kind", "stage", "created_at", "done_at", "undone_at")
    list_filter = ("kind",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sheet]:
        return super().get_queryset(request).filter(by=request.user)

    def has_add_permission(self, request: HttpRequest, *arguments: Any) -> bool:
        return bool(request.user.has_perm("practices.add_sheet"))

    @admin.display(description=gettext_lazy("state"))
    def stage(self, sheet: Sheet) -> str:
        return Page(sheet).stage

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "template/<slug:kind>/": (require_safe(self.template), "template"),
            "<int:pk>/load/": (require_POST(self.load), "load"),
            "<int:pk>/drop/": (require_POST(self.drop), "drop"),
            "<int:pk>/errors/": (require_safe(self.errors), "errors"),
            "<int:pk>/take-back/": (require_http_methods(["GET", "HEAD", "POST"])(self.take_back), "take_back"),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"practices_sheet_{name}")
            for route, (view, name) in pages.items()
        ]
        return [*own, *super().get_urls()]

    # --- sending in ---
    @takes_files
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose what it is, send the file: it is read and kept, and the next page shows its rows."""
        kinds = checking.kinds(request.user)
        if not (self.has_add_permission(request) and kinds):
            raise Http404
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = SheetForm(kinds, *sent, by=request.user, cut=getattr(request, CUT, ()), kind=request.GET.get("kind", ""))
        if form.is_bound and form.is_valid():
            key = hashlib.sha256(f"{receipts.sent_as_typed(request)}{form.sheet.rows}".encode()).hexdigest()
            return redirect(receipts.once(key, request.user, lambda: self._keep(request, form.sheet)))
        context = self._context(request, _("Load a spreadsheet"), form=form, faults=faults(form), kinds=kinds)
        return TemplateResponse(
            request, "admin/sheets/add.html", context | (extra_context or {}), status=400 if form.is_bound else 200
        )

    def _keep(self, request: HttpRequest, sheet: Sheet) -> str:
        sheet.save()
        self.log_addition(request, sheet, _("Sent in."))
        return reverse("admin:practices_sheet_change", args=[sheet.pk])

    def template(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """A workbook to fill."""
        if not self.has_add_permission(request) or kind not in dict(checking.kinds(request.user)):
            raise Http404
        return _workbook(files.template(kind, request.user), _("template"), str(files.NAMES[Sheet.Kind(kind)]))

    # --- looking ---
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What the rows would do; while it is being loaded, how far it is; then what was done."""
        sheet = self._sheet(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return redirect("admin:practices_sheet_change", sheet.pk)
        return self._shown(request, sheet) if sheet.begun_at else self._preview(request, sheet)

    def _sheet(self, request: HttpRequest, key: Any) -> Sheet:
        """The own sheet. Anything else is missing."""
        key = str(key)
        is_key = key.isascii() and key.isdecimal() and len(key) < 18
        sheet = self.get_queryset(request).filter(pk=key).first() if is_key else None
        if sheet is None or not self.has_view_permission(request):
            raise Http404
        return sheet

    def _shown(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        context = self._context(
            request, sheet.name, sheet=sheet, page=Page(sheet), can_take_back=taking_back.can_be(sheet)
        )
        response = TemplateResponse(request, "admin/sheets/done.html", context)
        if running.loads(sheet) or running.unloads(sheet):
            response["Refresh"] = "3"
        return response

    def _preview(self, request: HttpRequest, sheet: Sheet, refusal: str = "") -> HttpResponse:
        try:
            rows = self._checked(request, sheet)
        except Refused as refused:
            rows, refusal = [], str(refused)
        counts = checking.counts(rows)
        chosen = request.GET.get("show", "")
        chosen = chosen if counts.get(chosen) else next((status for status, n in counts.items() if n), NEW)
        labels = heading_labels(sheet, request.user)
        listed = Paginator([row for row in rows if row.status == chosen], PER_PAGE).get_page(request.GET.get("p"))
        context = self._context(
            request, sheet.name, sheet=sheet, page=Page(sheet), chosen=chosen, listed=listed, labels=labels,
            shown=[(row, self._told(sheet, row, labels)) for row in listed], refusal=refusal,
            counts=[(status, STATUS[status], n) for status, n in counts.items()],
            good=counts[NEW] + counts[CHANGED], wrong=counts[WRONG], seen=running.token(rows),
        )  # fmt: skip
        return TemplateResponse(request, "admin/sheets/preview.html", context, status=409 if refusal else 200)

    @staticmethod
    def _told(sheet: Sheet, row: Checked, labels: dict[str, str]) -> dict[str, Any]:
        cells = next(cells for number, cells in sheet.rows if number == row.number)
        codes = [code for code in checking.heads(sheet) if code in cells and code not in NAMES]
        given = [(checking.heading(sheet, code, labels), cells[code]) for code in codes]
        return {
            "given": given,
            "faults": [(checking.heading(sheet, code, labels), message) for code, message in row.faults],
            "changes": [(checking.heading(sheet, code, labels), old, new) for code, old, new in row.changes],
        }

    def _checked(self, request: HttpRequest, sheet: Sheet) -> list[Checked]:
        return checking.check(sheet, checking.reader(sheet.kind, request.user))

    def errors(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The wrong rows as a workbook, to be mended and sent again."""
        sheet = self._sheet(request, pk)
        if sheet.begun_at:
            raise Http404
        known = checking.columns(sheet.kind, request.user)
        return _workbook(files.with_faults(sheet, self._checked(request, sheet), known), sheet.name, _("errors"))

    # --- doing ---
    def load(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Load the good rows, as they were shown."""
        sheet = self._posted(request, pk)
        if sheet.begun_at is None:
            try:
                running.begin(sheet, self._checked(request, sheet), request.POST.get("seen", ""))
            except Refused as refused:
                return self._preview(request, sheet, str(refused))
            self.log_change(request, sheet, _("Loaded."))
        return self._run(sheet)

    def _run(self, sheet: Sheet) -> HttpResponse:
        if not running.run(sheet.pk, running.PATIENCE):
            running.go_on(sheet.pk)
        return redirect("admin:practices_sheet_change", sheet.pk)

    def _posted(self, request: HttpRequest, pk: int) -> Sheet:
        sheet = self._sheet(request, pk)
        if not self.has_add_permission(request):
            raise Http404
        return sheet

    def drop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Load nothing, and forget what was sent."""
        sheet = self._posted(request, pk)
        if sheet.begun_at is None:
            Sheet.unscoped.filter(pk=sheet.pk, begun_at=None).delete()
            self.message_user(request, _("Nothing was loaded. The spreadsheet has been removed from here."))
            return redirect("admin:practices_sheet_changelist")
        return redirect("admin:practices_sheet_change", sheet.pk)

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask before a loaded sheet is taken back, and do it."""
        sheet = self._sheet(request, pk)
        if sheet.undoing_at or not (sheet.done_at and self.has_add_permission(request)):
            return redirect("admin:practices_sheet_change", sheet.pk)
        refusal = ""
        if request.method == "POST":
            try:
                taking_back.begin(sheet)
                self.log_change(request, sheet, _("Taken back."))
                return self._run(sheet)
            except Refused as refused:
                refusal = str(refused)
        context = self._context(
            request, _("Take back %(name)s") % {"name": sheet.name}, sheet=sheet, refusal=refusal,
            outlook=taking_back.outlook(sheet), can=taking_back.can_be(sheet),
        )  # fmt: skip
        return TemplateResponse(request, "admin/sheets/take_back.html", context, status=409 if refusal else 200)

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        base = self.admin_site.each_context(request)
        return {**base, "opts": self.opts, "title": title, "once": receipts.new_key(), **more}


def _workbook(book: Any, *words: str) -> FileResponse:
    response = FileResponse(book, content_type=spreadsheets.TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{spreadsheets.file_name(*words)}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response
