"""Who stands behind the practices: one project, one organisation."""

from types import SimpleNamespace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.models import Organisation
from polkka.kit.access import public
from polkka.kit.languages import alternates, current
from polkka.upkeep import generation
from practices import published
from projects.models import Project
from taxonomy import catalogue

from .. import feeds
from ..lists import pages
from ..query import Known, PublicQuery
from ..rooms import Link, address
from ..told import ended, named, organisation_facts, project_facts, project_link, written
from .common import answered, bare, no_such_page, show

PRACTICES_SHOWN = 9  # pictures on a page: with the rest no more than twelve requests
NOTHING = Known({})


@public
@require_safe
@bare
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: its facts, its newest practices, and whom to ask if it has ended."""
    at, language = generation.seen(request), current()
    rows = (
        Project.objects.confirmed()
        .select_related("coordination__theme", "region", "phase")
        .prefetch_related("organisations")
    )
    row = get_object_or_404(rows, code=code)
    coordination, practices = row.coordination, published.of_project(code)
    crumbs = [Link(_("Projects"), reverse("portal:projects"))]
    if coordination:
        url = reverse("portal:coordination", kwargs={"code": coordination.code})
        crumbs.append(Link(coordination.acronym, url))
    summary, written_in = written(row, "summary")
    told = SimpleNamespace(
        name=row.name,
        language=row.language,
        colour=coordination.theme.colour if coordination else "",
        summary=summary,
        summary_language=written_in,
        is_demo=row.is_demo,
        facts=project_facts(row),
        ended=ended(row),
        partners=named(row.organisations.all()),
    )
    context = {
        "project": told,
        "crumbs": crumbs,
        "cards": published.cards(practices[:PRACTICES_SHOWN], language, at=at),
        "total": len(practices),
        "list_url": address(catalogue.at(at), {"project": code}),
        "followed": feeds.one(row.name, "project", code) if practices else None,
    }
    return show(request, "portal/project.html", context)


@public
@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: its facts, its practices page by page, and its projects."""
    return answered(request, NOTHING, lambda request, query: _organisation(request, query, code))


def _organisation(request: HttpRequest, query: PublicQuery, code: str) -> HttpResponse:
    row = get_object_or_404(Organisation.objects.confirmed().select_related("region"), code=code)
    if query.q:
        return redirect(query.asking("").url(request.path), permanent=True)
    paginator = Paginator(published.of_organisation(code), PRACTICES_SHOWN)
    if query.page > paginator.num_pages:
        return no_such_page(request, query, _("The list has fewer pages."))
    at, counts = generation.seen(request), published.count_by_project()
    projects = row.projects.confirmed().order_by("sort_key", "pk")
    context = {
        "organisation": SimpleNamespace(name=row.named(current()), is_demo=row.is_demo, facts=organisation_facts(row)),
        "crumbs": [Link(_("Organisations"), reverse("portal:organisations"))],
        "projects": [project_link(each, counts.get(each.pk, 0)) for each in projects],
        "cards": published.cards(list(paginator.page(query.page)), at=at),
        "total": paginator.count,
        "pages": pages(query, paginator.num_pages, request.path),
        "robots": query.robots,
        "canonical": settings.SITE_URL + query.url(request.path),
        "alternates": alternates("portal:organisation", query=query.query_string(), code=code),
    }
    return show(request, "portal/organisation.html", context)
