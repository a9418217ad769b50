"""The lists of projects and organisations."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.filters import OrganisationFilter
from network.models import Organisation
from polkka.kit import sorting
from polkka.kit.access import public
from polkka.kit.languages import alternates, current, translated
from polkka.upkeep import generation
from practices import published
from projects.filters import STATES, ProjectFilter
from projects.models import CoordinationProject, Project
from taxonomy import catalogue

from ..lists import pages
from ..query import Choice, Known, PublicQuery, in_tree_order
from ..told import period
from .common import answered, no_such_page, show

PAGE_SIZE = 30
TEMPLATES = {"projects": "portal/projects.html", "organisations": "portal/organisations.html"}
Pairs = list[tuple[str, str]]


def _regions(at: int) -> Pairs:
    shelf = catalogue.at(at).shelves.get("region")
    return [(node.code, node.term(current()).name) for node in in_tree_order(shelf)] if shelf else []


def _known(names: dict[str, str], choices: dict[str, Any]) -> Known:
    values = {key: {str(code): str(said) for code, said in choices[key]} for key in names}
    return Known({key: Choice(name, values[key]) for key, name in names.items()}, most=1)


def _data(query: PublicQuery) -> dict[str, str]:
    return {key: value for key, value in query.pairs() if key != "page"}


def _counted(
    choices: dict[str, Any], rows: type[Project] | type[Organisation], columns: dict[str, str], query: PublicQuery
) -> dict[str, Any]:
    """The choices that some row has, each with the number of such rows, and what is chosen now: one query."""
    found = list(rows.objects.confirmed().order_by().values_list(*columns.values()))
    counted = dict(choices)
    for place, key in enumerate(columns):
        counts = Counter(row[place] for row in found)
        chosen = query.facets.get(key, frozenset())
        pairs = [(code, name, counts[code]) for code, name in choices[key]]
        counted[key] = [(code, f"{name} ({n})") for code, name, n in pairs if n or code in chosen]
    return counted


@public
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects behind the practices."""
    coordinations = list(CoordinationProject.objects.values_list("code", "acronym"))
    choices: dict[str, Any] = {"coordination": coordinations, "region": _regions(generation.seen(request))}
    names = {"coordination": _("Coordination"), "region": _("Region"), "state": _("State")}
    known = _known(names, {**choices, "state": STATES})
    return answered(request, known, lambda request, query: _projects_found(request, query, choices))


def _projects_found(request: HttpRequest, query: PublicQuery, choices: dict[str, Any]) -> HttpResponse:
    rows = Project.objects.confirmed().select_related("coordination__theme").prefetch_related("organisations")
    columns = {"coordination": "coordination__code", "region": "region__code"}
    counted = _counted(choices, Project, columns, query)
    found = ProjectFilter(_data(query), rows.order_by("sort_key", "pk"), counted)
    counts = published.count_by_project()
    return _page_of(request, query, "projects", found, found.qs, lambda row: _project_row(row, counts.get(row.pk, 0)))


def _project_row(row: Project, n_practices: int) -> SimpleNamespace:
    coordination, language = row.coordination, current()
    return SimpleNamespace(
        name=row.name,
        language=row.language,
        path=reverse("portal:project", kwargs={"code": row.code}),
        acronym=coordination.acronym if coordination else "",
        coordination_path=reverse("portal:coordination", kwargs={"code": coordination.code}) if coordination else "",
        colour=coordination.theme.colour if coordination else "",
        organisations=", ".join(each.named(language) for each in row.organisations.all() if not each.is_proposed),
        period=period(row),
        n_practices=n_practices,
        summary=row.told(language),
        is_demo=row.is_demo,
    )


@public
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The schools, municipalities and others behind the practices."""
    choices: dict[str, Any] = {"region": _regions(generation.seen(request))}
    known = _known({"kind": _("Kind"), "region": _("Region")}, {**choices, "kind": Organisation.Kind.choices})
    return answered(request, known, lambda request, query: _organisations_found(request, query, choices))


def _organisations_found(request: HttpRequest, query: PublicQuery, choices: dict[str, Any]) -> HttpResponse:
    rows, language = Organisation.objects.confirmed().select_related("region"), current()
    counts = published.count_by_owner()
    kinds = {"kind": [(str(code), str(said)) for code, said in Organisation.Kind.choices]}
    columns = {"region": "region__code", "kind": "kind"}
    found = OrganisationFilter(_data(query), rows, _counted(choices | kinds, Organisation, columns, query))
    by_name = sorted(found.qs, key=lambda row: (sorting.key(row.named(language)), row.pk))

    def told(row: Organisation) -> SimpleNamespace:
        return _organisation_row(row, counts.get(row.pk, 0))

    return _page_of(request, query, "organisations", found, by_name, told)


def _organisation_row(row: Organisation, n_practices: int) -> SimpleNamespace:
    return SimpleNamespace(
        name=row.named(current()),
        path=reverse("portal:organisation", kwargs={"code": row.code}),
        kind=row.get_kind_display(),
        municipality=row.place(current()),
        region=translated(row.region, "name") if row.region else "",
        n_practices=n_practices,
        is_demo=row.is_demo,
    )


def _page_of(
    request: HttpRequest, query: PublicQuery, name: str, found: Any, rows: Any, told: Callable[[Any], Any]
) -> HttpResponse:
    """One page of the `rows` of a filtered list; `told` makes a row of the page from a row of the database."""
    paginator = Paginator(rows, PAGE_SIZE)
    if query.page > paginator.num_pages:
        return no_such_page(request, query, _("The list has fewer pages."))
    context = {
        name: [told(row) for row in paginator.page(query.page)],
        "filter": found,
        "total": paginator.count,
        "pages": pages(query, paginator.num_pages, request.path),
        "clear_url": request.path if _data(query) else "",
        "robots": query.robots,
        "canonical": settings.SITE_URL + query.url(request.path),
        "alternates": alternates(f"portal:{name}", query=query.query_string()),
    }
    return show(request, TEMPLATES[name], context)
