"""The page of calibration in the admin, and its figures as CSV: for those who decide."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from criteria.models import CriteriaSet
from polkka.kit import spreadsheets
from polkka.kit.forms import DayField
from polkka.kit.languages import current, median_words

from .calibration import LEAST, LEAST_OF_HALF, Figures, Half, figures
from .states import Kind


class FilterForm(forms.Form):
    """Which assessments are counted."""

    use_required_attribute = False

    criteria_set = forms.ModelChoiceField(
        queryset=CriteriaSet.objects.none(), required=False, empty_label=None, label=gettext_lazy("Criteria set")
    )
    kind = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("all")), (Kind.PEER, Kind.PEER.label), (Kind.EXPERT, Kind.EXPERT.label)],
    )
    since = DayField(required=False, label=gettext_lazy("Finished on or after"))
    until = DayField(required=False, label=gettext_lazy("Finished on or before"))

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["criteria_set"]
        assert isinstance(field, forms.ModelChoiceField)
        used = CriteriaSet.objects.exclude(frozen_at=None, is_current=False)
        field.queryset = used.order_by(F("frozen_at").desc(nulls_last=True), "-pk")

    def figures(self, user: Any) -> Figures | None:
        """Of the set chosen, else of the one first used last; None while there is no set."""
        data, field = self.cleaned_data, self.fields["criteria_set"]
        assert isinstance(field, forms.ModelChoiceField) and field.queryset is not None
        chosen = data["criteria_set"] or field.queryset.first()
        if chosen is None:
            return None
        return figures(user, chosen, kind=data["kind"], since=data["since"], until=data["until"])


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of the page and of its tables."""
    return [
        path("calibration/", site.admin_view(_page(site)), name="calibration"),
        path("calibration/<slug:part>.csv", site.admin_view(_csv), name="calibration_csv"),
        path("calibration.xlsx", site.admin_view(_workbook), name="calibration_workbook"),
    ]


def _page(site: AdminSite) -> Any:
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        form = _form(request)
        context = {
            **site.each_context(request),
            "title": _("How assessors agree"),
            "form": form,
            "figures": form.figures(request.user) if form.is_valid() else None,
            "query": request.GET.urlencode(),
            "least": LEAST,
            "least_of_half": LEAST_OF_HALF,
            "sees_all": request.user.has_perm("practices.coordinate_all"),
        }
        return TemplateResponse(request, "admin/calibration.html", context, status=400 if form.errors else 200)

    return page


def _form(request: HttpRequest) -> FilterForm:
    """Raises Http404 for those who coordinate nothing."""
    if not request.user.has_perm("practices.coordinate"):
        raise Http404
    return FilterForm(request.GET)


@require_safe
def _csv(request: HttpRequest, part: str) -> HttpResponseBase:
    found = _found(request)
    if part not in TABLES:
        raise Http404
    _name, heads, rows = TABLES[part](found)
    pieces = spreadsheets.csv_pieces(heads, rows, current())
    response = StreamingHttpResponse(pieces, content_type=spreadsheets.TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="calibration-{part}.csv"'
    return response


@require_safe
def _workbook(request: HttpRequest) -> HttpResponseBase:
    """Both tables, numbers as numbers."""
    found = _found(request)
    book = spreadsheets.xlsx([table(found) for table in TABLES.values()])
    response = FileResponse(book, content_type=spreadsheets.TYPES["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="calibration.xlsx"'
    return response


def _found(request: HttpRequest) -> Figures:
    """The figures asked for. Raises Http404."""
    form = _form(request)
    found = form.figures(request.user) if form.is_valid() else None
    if found is None:
        raise Http404
    return found


Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""Name, headings and rows."""


def _criteria(found: Figures) -> Table:
    heads = (
        _("Code"), _("Criterion"), _("Answers"), _("Versions compared"), _("Median"), _("Lower quartile"),
        _("Upper quartile"), _("Same step"), _("At most one step apart"), _("Alpha"),
    )  # fmt: skip
    rows = (
        (
            row.code, row.name, row.answers, row.versions, _figure(row.median), *(row.spread or (None, None)),
            _figure(row.exact), _figure(row.near), _figure(row.alpha),
        )
        for row in found.criteria
    )  # fmt: skip
    return _("By criterion"), heads, rows


def _assessors(found: Figures) -> Table:
    heads = (
        _("Assessor"), _("Finished"), _("Versions compared"), _("Deviation"), _("By half-year"),
        _("Not applicable"), _("Days, median"),
    )  # fmt: skip
    rows = (
        (
            row.name, row.assessments, row.versions, _figure(row.deviation), "; ".join(map(_half, row.halves)),
            _figure(row.not_applicable), _figure(row.days),
        )
        for row in found.assessors
    )  # fmt: skip
    return _("By assessor"), heads, rows


TABLES: dict[str, Callable[[Figures], Table]] = {"criteria": _criteria, "assessors": _assessors}


def _figure(value: float | None) -> float | None:
    """A figure as a number with two decimals; nothing while it is not given."""
    return None if value is None else round(value, 2)


def _half(half: Half) -> str:
    return f"{half.year}/{half.half}: {'–' if half.deviation is None else median_words(round(half.deviation, 1))}"
