"""Everything the list of practices understands at one generation, kept as long as that generation's catalogue."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _

from polkka.kit import sorting
from polkka.kit.languages import translated
from practices import published
from projects.models import CoordinationProject, Project
from search.loading import search
from search.query import Query
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

from .query import Choice, Known, of_practices

Counts = Mapping[str, Mapping[str, int]]

_held: WeakKeyDictionary[Catalogue, dict[str, tuple[Known, Counts]]] = WeakKeyDictionary()
_plain: WeakKeyDictionary[Catalogue, dict[str, Known]] = WeakKeyDictionary()


def practices(at: int, language: str) -> Known:
    """Every facet with its values by name, in `language`, at the generation `at`."""
    return _at(at, language)[0]


def concepts(at: int, language: str) -> Known:
    """The facets whose names are in memory: vocabularies, label, language and year. No query."""
    shelves = catalogue.at(at)
    by_language = _plain.setdefault(shelves, {})
    if language not in by_language:
        years = {"year": _years(_whole(at, language))}
        by_language[language] = of_practices(shelves, language, years)
    return by_language[language]


def counts(at: int, language: str) -> Counts:
    """Facet → value → number of all published practices that have it."""
    return _at(at, language)[1]


def _at(at: int, language: str) -> tuple[Known, Counts]:
    shelves = catalogue.at(at)
    by_language = _held.setdefault(shelves, {})
    if language not in by_language:
        whole = _whole(at, language)
        by_language[language] = (of_practices(shelves, language, _more(whole, language)), whole)
    return by_language[language]


def _whole(at: int, language: str) -> Counts:
    return search(Query(language=language, page_size=1), at=at).counts


def _years(whole: Counts) -> Choice:
    years = sorted(whole.get("year", {}), reverse=True)
    return Choice(_("Year"), {year: year for year in years}, keeps_order=True)


def _more(whole: Counts, language: str) -> dict[str, Choice]:
    """The facets whose values are no concepts; only values that a published practice has."""
    coordinations = {row.code: _coordination(row, language) for row in CoordinationProject.objects.all()}
    projects = dict(Project.objects.confirmed().values_list("code", "name"))
    return {
        "coordination": Choice(_("Coordination"), _used(coordinations, whole.get("coordination", {}))),
        "project": Choice(_("Project"), _used(projects, whole.get("project", {}))),
        "year": _years(whole),
        "tag": Choice(_("Keyword"), _used(published.tag_names(), whole.get("tag", {})), moved=published.tags_moved()),
    }


def _coordination(row: CoordinationProject, language: str) -> str:
    return f"{row.acronym}: {translated(row, 'name', language)}"


def _used(names: Mapping[str, str], used: Mapping[str, int]) -> dict[str, str]:
    """Code → name of the values that are used, by name."""
    pairs = [(code, names.get(code, code)) for code in used]
    return dict(sorted(pairs, key=lambda pair: (sorting.key(pair[1]), pair[0])))
