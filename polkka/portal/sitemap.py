"""The map of the site for search engines: every public page that wants to be found, kind by kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from network.models import Organisation
from polkka.kit.languages import alternates
from practices import published
from projects.models import CoordinationProject, Project
from taxonomy import catalogue

from .models import SiteText
from .rooms import CONCEPT_ROOMS

MOST = 10_000
"""Addresses of one file."""
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
OWN_PAGES = ("practices", "projects", "organisations", "overview", "numbers", "glossary", "follow", "criteria")
TEXTS = {
    "about": SiteText.Key.ABOUT,
    "accessibility": SiteText.Key.ACCESSIBILITY,
    "privacy": SiteText.Key.PRIVACY,
    "terms": SiteText.Key.TERMS,
    "contact_us": SiteText.Key.CONTACT,
}
"""Name of the address → key of the text that stands there."""


@dataclass(frozen=True)
class Entry:
    """One page: language → path, of the languages it can be read in, and when it last changed if that is known.

    `default` is the path that asks the browser for its language, "" if there is none.
    """

    paths: Mapping[str, str]
    changed: datetime | None = None
    default: str = ""


def _page(name: str, changed: datetime | None = None, **kwargs: str) -> Entry:
    return Entry({found.code: found.url for found in alternates(f"portal:{name}", **kwargs)}, changed)


def _home(at: int) -> list[Entry]:
    return [replace(_page("home"), default=reverse("root"))]


def _own_page(name: str) -> Callable[[int], list[Entry]]:
    return lambda at: [_page(name)]


def _texts(name: str) -> Callable[[int], list[Entry]]:
    def told(at: int) -> list[Entry]:
        rows = SiteText.objects.filter(key=TEXTS[name]).values_list("updated_at", flat=True)
        return [_page(name, changed) for changed in rows]

    return told


def _rooms(vocabulary: str) -> Callable[[int], list[Entry]]:
    def told(at: int) -> list[Entry]:
        shelf = catalogue.at(at).shelves.get(vocabulary)
        nodes = shelf.nodes.values() if shelf else ()
        return [_page(vocabulary, code=node.code) for node in nodes if node.active]

    return told


def _practices(at: int) -> list[Entry]:
    """Each practice in the languages in which its whole text can be read."""
    return [Entry(row.paths, row.changed, _permanent(row.public_id)) for row in published.addresses()]


def _permanent(public_id: str) -> str:
    return reverse("permanent", kwargs={"public_id": public_id})


def _tags(at: int) -> list[Entry]:
    return [_page("tag", slug=slug) for slug in sorted(published.tag_names())]


def _coordinations(at: int) -> list[Entry]:
    return [_page("coordination", code=code) for code in _codes(CoordinationProject.objects.order_by("order", "code"))]


def _projects(at: int) -> list[Entry]:
    return [_page("project", code=code) for code in _codes(Project.objects.confirmed().order_by("sort_key", "pk"))]


def _organisations(at: int) -> list[Entry]:
    return [
        _page("organisation", code=code) for code in _codes(Organisation.objects.confirmed().order_by("sort_key", "pk"))
    ]


def _codes(rows: QuerySet[Any]) -> Iterable[str]:
    return rows.values_list("code", flat=True)


KINDS: dict[str, Callable[[int], list[Entry]]] = {
    "home": _home,
    **{name: _own_page(name) for name in OWN_PAGES},
    **{vocabulary: _rooms(vocabulary) for vocabulary in CONCEPT_ROOMS},
    "tag": _tags,
    "practice": _practices,
    "coordination": _coordinations,
    "project": _projects,
    "organisation": _organisations,
    **{name: _texts(name) for name in TEXTS},
}
"""Name of the address under `portal:` → every page of that kind, at a generation."""


def entries(at: int) -> Iterator[Entry]:
    """Every page of the map, kind by kind."""
    for told in KINDS.values():
        yield from told(at)


def _urls(entry: Entry) -> Iterator[str]:
    """One `<url>` for each language of a page, each naming all of them."""
    named = {**entry.paths, **({"x-default": entry.default} if entry.default else {})}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(settings.SITE_URL + path)}/>'
        for code, path in named.items()
    )
    changed = f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>" if entry.changed else ""
    for path in entry.paths.values():
        yield f"<url><loc>{escape(settings.SITE_URL + path)}</loc>{changed}{links}</url>\n"


def _file(urls: Iterable[str]) -> bytes:
    head = f'{HEAD}<urlset xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return f"{head}{''.join(urls)}</urlset>\n".encode()


def _index(addresses: Iterable[str]) -> bytes:
    rows = "".join(f"<sitemap><loc>{escape(settings.SITE_URL + path)}</loc></sitemap>\n" for path in addresses)
    return f'{HEAD}<sitemapindex xmlns="{SCHEMA}">\n{rows}</sitemapindex>\n'.encode()


_lock = Lock()
_held: tuple[tuple[int, str], tuple[bytes, ...]] | None = None


def files(at: int) -> tuple[bytes, ...]:
    """The map at the generation `at` as files of at most MOST addresses; kept in memory until the number grows."""
    global _held
    key, held = (at, settings.SITE_URL), _held
    if held is None or held[0] != key:
        with _lock:
            held = _held
            if held is None or held[0] != key:
                urls = [url for entry in entries(at) for url in _urls(entry)]
                parts = [urls[start : start + MOST] for start in range(0, len(urls), MOST)]
                held = _held = (key, tuple(_file(part) for part in parts or [[]]))
    return held[1]


def whole(at: int, part: Callable[[int], str]) -> bytes:
    """The map itself, or the list of its files if they are several; `part` gives the address of a file by number."""
    found = files(at)
    return found[0] if len(found) == 1 else _index(part(number) for number in range(1, len(found) + 1))


def forget() -> None:
    """Forget the map of this process (tests, and after the tables were replaced)."""
    global _held
    _held = None
