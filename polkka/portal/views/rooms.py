"""The rooms: one theme, level, school stage, subject, keyword or coordination project, with its practices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.models import Organisation
from polkka.kit import sorting
from polkka.kit.access import public
from polkka.kit.languages import current, translated
from polkka.upkeep import generation
from practices import published
from projects.models import CoordinationProject, Project
from search.loading import search
from search.query import Query
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue, Node
from taxonomy.models import Concept, Gain

from .. import rooms, structured
from ..matrix import matrix
from ..room_data import collection
from ..rooms import About, Link, Room
from ..told import coordination_facts, project_link, written
from .common import bare, show

PROJECTS_SHOWN = 8
ORGANISATIONS_SHOWN = 24
KEYWORDS_SHOWN = 12
MOBILITY = "mobility"
AT_HOME = ("level", "home")
NO_JOURNEY = ("travel", "none")


@dataclass(frozen=True)
class Found:
    """The room of a concept with what the rest of its page is made of."""

    room: Room
    concept: Concept
    node: Node
    shelves: Catalogue
    language: str
    at: int


def _concept_room(
    request: HttpRequest,
    template: str,
    vocabulary: str,
    code: str,
    by: tuple[str, ...],
    *,
    gaps: str = "",
    more: Callable[[Found], dict[str, Any]] = lambda found: {},
) -> HttpResponse:
    """The page of a concept, its practices by the vocabularies `by`; `more` adds to its context.

    A replaced concept leads to the one in its place; one out of use keeps its page as long as it has practices.
    """
    at, language = generation.seen(request), current()
    shelves = catalogue.at(at)
    node = shelves.node(vocabulary, code)
    if node is None:
        raise Http404
    if node.replaced_by:
        return redirect(rooms.of_concept(vocabulary, node.replaced_by), permanent=True)
    concept = get_object_or_404(Concept, pk=node.pk)
    about = rooms.about_concept(node, shelves, language, written(concept, "introduction"))
    room = rooms.room(about, by, shelves, language, at, gaps=gaps)
    if not node.active and not room.total:
        raise Http404
    found = Found(room, concept, node, shelves, language, at)
    return _show(request, template, {"room": room, **more(found)})


def _show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    data = structured.script(collection(context["room"], request.path))
    return show(request, template, {"linked_data": data, **context})


@public
@require_safe
@bare
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """A theme or sub-theme: what it gives, its levels and practices, its projects, and what nobody has described."""
    return _concept_room(request, "portal/theme.html", "theme", code, ("level",), gaps="stage", more=_of_theme)


def _of_theme(found: Found) -> dict[str, Any]:
    return {
        "gains": _gains(found.concept),
        "matrix": matrix(found.at, found.language),
        "column": found.node.parents[-1] if found.node.parents else found.node.code,
        "narrower": rooms.narrower(found.room.about, found.room.results.counts, found.shelves, found.language),
        **_coordinations(found.concept, found.at),
    }


def _gains(concept: Concept) -> tuple[tuple[str, str], ...]:
    """(who, what one gets), from the pupil to the principal."""
    order = list(Gain.Who.values)
    rows = sorted(concept.gains.all(), key=lambda gain: order.index(gain.who))
    return tuple((gain.get_who_display(), translated(gain, "text")) for gain in rows)


def _coordinations(concept: Concept, at: int) -> dict[str, Any]:
    """The coordination projects of a theme and the first of their projects."""
    rows = list(CoordinationProject.objects.filter(theme=concept).order_by("order", "code"))
    if not rows:
        return {}
    links = tuple(Link(row.acronym, _url("coordination", row.code)) for row in rows)
    return {"coordinations": links, **_projects(rows, at)}


def _url(view: str, code: str) -> str:
    return reverse(f"portal:{view}", kwargs={"code": code})


def _projects(coordinations: list[CoordinationProject], at: int) -> dict[str, Any]:
    """The first projects by name with their practices, and the list of all where it has more."""
    rows = list(Project.objects.confirmed().filter(coordination__in=coordinations).order_by("sort_key", "pk"))
    counts = search(Query(page_size=0), at=at).counts.get("project", {})
    shown = [project_link(row, counts.get(row.code, 0)) for row in rows[:PROJECTS_SHOWN]]
    lists = f"{reverse('portal:projects')}?coordination={coordinations[0].code}" if len(coordinations) == 1 else ""
    return {"projects": shown, "n_projects": len(rows), "projects_url": lists if len(rows) > len(shown) else ""}


@public
@require_safe
@bare
def level(request: HttpRequest, code: str) -> HttpResponse:
    """A level of internationalisation between the one below and the one above."""
    return _concept_room(request, "portal/level.html", "level", code, ("theme", "stage"), more=_of_level)


def _of_level(found: Found) -> dict[str, Any]:
    below, above = rooms.neighbours(found.room.about, found.shelves, found.language)
    at_home = {"at_home": _at_home(found)} if found.node.code == MOBILITY else {}
    return {"below": below, "above": above, **at_home}


def _at_home(found: Found) -> tuple[Link, ...]:
    """Where those who do not travel find practices of their own."""
    counts, links = search(Query(page_size=0), at=found.at).counts, []
    for vocabulary, code in (AT_HOME, NO_JOURNEY):
        term = found.shelves.term(vocabulary, code, found.language)
        count = counts.get(vocabulary, {}).get(code, 0)
        if term and count:
            url = rooms.of_concept(vocabulary, code) or rooms.address(found.shelves, {vocabulary: code})
            links.append(Link(term.name, url, count))
    return tuple(links)


@public
@require_safe
@bare
def stage(request: HttpRequest, code: str) -> HttpResponse:
    """A school stage."""
    return _concept_room(request, "portal/stage.html", "stage", code, ("level", "theme"))


@public
@require_safe
@bare
def subject(request: HttpRequest, code: str) -> HttpResponse:
    """A school subject."""
    return _concept_room(request, "portal/subject.html", "subject", code, ("level", "theme"))


@public
@require_safe
@bare
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A keyword that a published practice has."""
    at, language = generation.seen(request), current()
    name = published.tag_names().get(slug)
    if name is None:
        return _moved_tag(slug)
    about = About("tag", slug, _("Keyword"), name, crumbs=(rooms.practices_crumb(),))
    room = rooms.room(about, ("level", "theme"), catalogue.at(at), language, at)
    beside = sorted(published.tags_beside(slug), key=lambda row: (-row[2], sorting.key(row[1]), row[0]))
    context = {
        "room": room,
        "keywords": tuple(
            Link(other, reverse("portal:tag", kwargs={"slug": code}), count)
            for code, other, count in beside[:KEYWORDS_SHOWN]
            if code
        ),
    }
    return _show(request, "portal/tag.html", context)


def _moved_tag(slug: str) -> HttpResponse:
    """From a merged keyword to what stands in its place: a keyword, the room of a concept, or the list of it."""
    facet, value = published.tags_moved().get(slug, ("", ""))
    if not facet:
        raise Http404
    if facet == "tag":
        return redirect("portal:tag", slug=value, permanent=True)
    return redirect(rooms.of_concept(facet, value) or f"{reverse('portal:practices')}?{facet}={value}", permanent=True)


@public
@require_safe
@bare
def coordination(request: HttpRequest, code: str) -> HttpResponse:
    """A coordination project: its facts, its projects with their practices, and who takes part."""
    at, language = generation.seen(request), current()
    row = get_object_or_404(CoordinationProject.objects.select_related("theme", "leader"), code=code)
    summary, written_in = written(row, "summary")
    about = About(
        "coordination",
        row.code,
        _("Coordination project"),
        row.acronym,
        lead=translated(row, "name", language),
        introduction=summary,
        language=written_in,
        colour=row.theme.colour,
        crumbs=(Link(_("Projects"), reverse("portal:projects")),),
    )
    context = {
        "room": rooms.room(about, ("level",), catalogue.at(at), language, at),
        "facts": coordination_facts(row),
        **_projects([row], at),
        **_organisations(row, language),
    }
    return _show(request, "portal/coordination.html", context)


def _organisations(row: CoordinationProject, language: str) -> dict[str, Any]:
    """Who takes part in the projects, by name in `language`, and how many more there are."""
    rows = Organisation.objects.confirmed().filter(projects__coordination=row, projects__is_proposed=False).distinct()
    named = sorted((sorting.key(each.named(language)), each.named(language), each.code) for each in rows)
    shown = [Link(name, _url("organisation", code)) for _key, name, code in named[:ORGANISATIONS_SHOWN]]
    return {"organisations": shown, "n_others": len(named) - len(shown)}
