"""Any search as a feed: Atom, or JSON Feed 1.1; and what of the collection is worth following."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from practices import published
from practices.published import Record
from practices.telling import LICENCE
from search.loading import search
from search.query import LABEL, NEWEST, RELEVANCE, WITHOUT
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

from . import known as lists
from .query import Known, PublicQuery

ENTRIES = 20
ATOM, JSON = "portal:feed", "portal:feed_json"
"""The addresses of the two kinds."""
JSON_FEED = "https://jsonfeed.org/version/1.1"
FOLLOWED = ("theme", "level", "stage", "coordination")
"""The facets whose values have feeds on the page that tells of them."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # what an empty feed gives as its last change


class Feed(Atom1Feed):
    """An Atom feed whose entries say their language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else BEGINNING


def known(understood: Known) -> Known:
    """What a feed understands: the same as the page, the newest first where the address does not say."""
    return replace(understood, sorts=(NEWEST, RELEVANCE, LABEL))


def url(query: PublicQuery, kind: str = ATOM) -> str:
    """The address of the feed of what a page shows."""
    return replace(query, sort="", page=1).url(reverse(kind))


class Followed(NamedTuple):
    """Something to follow: its name and the addresses of its feeds; `depth` is 1 for a narrower concept."""

    name: str
    atom: str
    json: str
    colour: str = ""
    depth: int = 0


def one(name: str, facet: str, code: str) -> Followed:
    """The feeds of the practices with one value of a facet, under the name of that value."""
    limits = urlencode({facet: code})
    return Followed(name, *(f"{reverse(kind)}?{limits}" for kind in (ATOM, JSON)))


class Group(NamedTuple):
    """The values of a facet that can be followed."""

    code: str
    name: str
    rows: tuple[Followed, ...]


def groups(at: int, language: str) -> tuple[Group, ...]:
    """What can be followed: first everything, alone in its group, then the values of each facet."""
    understood, shelves = known(lists.practices(at, language)), catalogue.at(at)
    everything = Followed(_("All practices"), *_addresses(understood, {}))
    found = [Group("all", _("Everything"), (everything,))]
    for code in FOLLOWED:
        if (choice := understood.facets.get(code)) is None:
            continue
        rows = tuple(
            Followed(name, *_addresses(understood, {code: frozenset({value})}), colour=colour, depth=depth)
            for value, name in choice.values.items()
            if value != WITHOUT and _is_in_use(shelves, code, value)
            for depth, colour in [choice.looks.get(value, (0, ""))]
        )
        if rows:
            found.append(Group(code, choice.name, rows))
    return tuple(found)


def _is_in_use(shelves: Catalogue, facet: str, value: str) -> bool:
    """False for a concept that nobody chooses any more; values that are no concepts are in use."""
    node = shelves.node(facet, value)
    return node is None or (node.active and not node.replaced_by)


def _addresses(understood: Known, facets: Mapping[str, frozenset[str]]) -> tuple[str, str]:
    query = PublicQuery(understood, facets=facets)
    return url(query), url(query, JSON)


def title(query: PublicQuery) -> str:
    """What the feed follows, in words."""
    values = [query.known.facets[code].values[value] for code, value in query.chosen()]
    return ": ".join(part for part in (_("POLKKA, practices"), ", ".join([*filter(None, [query.q]), *values])) if part)


def _asked(query: PublicQuery, language: str, at: int, page: str) -> tuple[list[Record], str]:
    """The practices that a feed tells of, and the address of the list in the same order, without the site."""
    sort = query.sort or NEWEST
    asked = replace(query.for_search(language, ENTRIES), sort=sort)
    hits = search(asked, at=at).hits
    is_plain = sort == RELEVANCE or (sort == NEWEST and not query.q)
    on_page = replace(query, sort="" if is_plain else sort)
    return published.records([hit.public_id for hit in hits], language, at=at), on_page.url(page)


def atom(query: PublicQuery, language: str, *, at: int, path: str, page: str) -> str:
    """The feed at `path` of the search that stands on the page at the path `page`."""
    site = settings.SITE_URL
    found, address = _asked(query, language, at, page)
    feed = Feed(
        title=title(query),
        link=site + address,
        description=_("Good practices of schools’ internationalisation"),
        language=language,
        author_name="POLKKA",
        feed_url=site + query.url(path),
        feed_guid=site + query.url(path),
        feed_copyright=LICENCE[0],
    )
    for record in found:
        _add(feed, record)
    return feed.writeString("utf-8")


def _add(feed: Feed, record: Record) -> None:
    card = record.card
    feed.add_item(
        title=card.title,
        link=settings.SITE_URL + card.path,
        description=linebreaks(card.summary, autoescape=True),  # an entry’s summary is read as HTML
        unique_id=_lasting(record),
        pubdate=record.published_at,
        updateddate=record.published_at,
        categories=[term.name for term in (card.theme, card.level) if term],
        language=card.language,
    )


def _lasting(record: Record) -> str:
    """The address by which a feed knows a practice for ever."""
    return settings.SITE_URL + reverse("permanent", kwargs={"public_id": record.card.public_id})


def json_feed(query: PublicQuery, language: str, *, at: int, path: str, page: str) -> dict[str, Any]:
    """As `atom`, as the data of a JSON Feed."""
    site = settings.SITE_URL
    found, address = _asked(query, language, at, page)
    return {
        "version": JSON_FEED,
        "title": title(query),
        "home_page_url": site + address,
        "feed_url": site + query.url(path),
        "description": _("Good practices of schools’ internationalisation"),
        "language": language,
        "authors": [{"name": "POLKKA", "url": site}],
        "items": [_item(record) for record in found],
    }


def _item(record: Record) -> dict[str, Any]:
    card, moment = record.card, record.published_at.astimezone(UTC).isoformat(timespec="seconds")
    return {
        "id": _lasting(record),
        "url": settings.SITE_URL + card.path,
        "title": card.title,
        "summary": card.summary,
        "content_text": card.summary,
        "date_published": moment,
        "date_modified": moment,
        "language": card.language,
        "tags": [term.name for term in (card.theme, card.level) if term],
    }
