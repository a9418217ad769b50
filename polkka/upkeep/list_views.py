"""Lists of the admin to take along: the whole list as it is filtered, or the rows that were chosen in it."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_safe

from polkka.kit import spreadsheets

from . import listing

CHANGED = 2
"""django.contrib.admin.models.CHANGE: the site is made before there are models."""


def urls(site: Any) -> list[URLPattern]:
    """The addresses that the site adds."""

    @require_safe
    def export(request: HttpRequest, app: str, model: str, kind: str) -> HttpResponseBase:
        return _export(site, request, f"{app}.{model}", kind)

    view = site.admin_view(export)
    return [path("export/<slug:app>/<slug:model>/<slug:kind>/", view, name="export_list")]


def _export(site: Any, request: HttpRequest, label: str, kind: str) -> HttpResponseBase:
    """The list with the filters, the search and the order of the address."""
    model_admin = next((row for model, row in site._registry.items() if model._meta.label_lower == label), None)
    if model_admin is None or kind not in listing.KINDS or not model_admin.has_view_permission(request):
        raise Http404
    back = reverse(f"admin:{label.replace('.', '_')}_changelist")
    query = request.GET.copy()
    for name in (PAGE_VAR, ALL_VAR):
        query.pop(name, None)
    request.GET = query  # type: ignore[assignment]  # a copy of the same kind
    try:
        changelist = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return redirect(back)
    if changelist.result_count > listing.MOST:
        messages.error(request, _too_many(changelist.result_count))
        return redirect(f"{back}?{query.urlencode()}")
    return given(request, model_admin, changelist.queryset, kind, changelist.result_count)


def _too_many(n: int) -> str:
    words = _("There are %(n)s rows here; at most %(most)s can be exported at once. Narrow the list by its filters.")
    return words % {
        name: number_format(value, force_grouping=True) for name, value in (("n", n), ("most", listing.MOST))
    }


@admin.action(description=gettext_lazy("Export the chosen rows to Excel"), permissions=["view"])
def export_chosen(model_admin: Any, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponseBase | None:
    """The rows that are ticked, as a workbook."""
    n = queryset.count()
    if n > listing.MOST:
        messages.error(request, _too_many(n))
        return None
    return given(request, model_admin, queryset, "xlsx", n)


def given(request: HttpRequest, model_admin: Any, queryset: "QuerySet[Any]", kind: str, n: int) -> HttpResponseBase:
    """The file of these rows, and a line in the log of who took how many."""
    told = listing.columns(model_admin, request)
    _note(request, model_admin, n, kind)
    name = str(model_admin.opts.verbose_name_plural)
    stem = spreadsheets.file_name(name, timezone.localdate().isoformat())
    headings = [str(column.heading)[:1].upper() + str(column.heading)[1:] for column in told]
    language = translation.get_language() or "fi"
    rows = listing.rows(queryset, told, is_for_people=kind != "json", model_admin=model_admin, request=request)
    if kind == "xlsx":
        book = spreadsheets.xlsx([(name[:1].upper() + name[1:], headings, rows)])
        response: Any = FileResponse(book, content_type=spreadsheets.TYPES[kind])
    else:
        pieces = spreadsheets.json_pieces([column.name for column in told], rows)
        if kind == "csv":
            pieces = spreadsheets.csv_pieces(headings, rows, language)
        response = StreamingHttpResponse(_spoken(pieces, language), content_type=spreadsheets.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[no-any-return]  # one of two kinds of answer


def _spoken(pieces: Iterable[str], language: str) -> Iterable[str]:
    """The pieces in the language of the request, which is over when they are made."""
    coming = iter(pieces)
    while True:
        with override(language):
            piece = next(coming, None)
        if piece is None:
            return
        yield piece


def _note(request: HttpRequest, model_admin: Any, n: int, kind: str) -> None:
    words = ngettext("%(n)s row exported (%(kind)s).", "%(n)s rows exported (%(kind)s).", n)
    types: Any = apps.get_model("contenttypes", "ContentType")
    log: Any = apps.get_model("admin", "LogEntry")
    log.objects.create(
        user_id=request.user.pk,
        content_type=types.objects.get_for_model(model_admin.model, for_concrete_model=False),
        object_repr=str(model_admin.opts.verbose_name_plural)[:200],
        action_flag=CHANGED,
        change_message=words % {"n": n, "kind": kind.upper()},
    )
