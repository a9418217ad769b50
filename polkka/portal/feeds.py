"""Any search as an Atom feed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from practices import published
from practices.published import Record
from practices.telling import LICENCE
from search.loading import search
from search.query import LABEL, NEWEST, RELEVANCE

from .query import Known, PublicQuery

ENTRIES = 20
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


def url(query: PublicQuery) -> str:
    """The address of the feed of what a page shows."""
    return replace(query, sort="", page=1).url(reverse("portal:feed"))


def title(query: PublicQuery) -> str:
    """What the feed follows, in words."""
    values = [query.known.facets[code].values[value] for code, value in query.chosen()]
    return ": ".join(part for part in (_("POLKKA, practices"), ", ".join([*filter(None, [query.q]), *values])) if part)


def atom(query: PublicQuery, language: str, *, at: int, path: str, page: str) -> str:
    """The feed at `path` of the search that stands on the page at the path `page`."""
    site, sort = settings.SITE_URL, query.sort or NEWEST
    asked = replace(query.for_search(language, ENTRIES), sort=sort)
    hits = search(asked, at=at).hits
    is_plain = sort == RELEVANCE or (sort == NEWEST and not query.q)
    on_page = replace(query, sort="" if is_plain else sort)
    feed = Feed(
        title=title(query),
        link=site + on_page.url(page),
        description=_("Good practices of schools’ internationalisation"),
        language=language,
        author_name="POLKKA",
        feed_url=site + query.url(path),
        feed_guid=site + query.url(path),
        feed_copyright=LICENCE[0],
    )
    for record in published.records([hit.public_id for hit in hits], language, at=at):
        _add(feed, record)
    return feed.writeString("utf-8")


def _add(feed: Feed, record: Record) -> None:
    card = record.card
    feed.add_item(
        title=card.title,
        link=settings.SITE_URL + card.path,
        description=linebreaks(card.summary, autoescape=True),  # an entry’s summary is read as HTML
        unique_id=settings.SITE_URL + reverse("permanent", kwargs={"public_id": card.public_id}),
        pubdate=record.published_at,
        updateddate=record.published_at,
        categories=[term.name for term in (card.theme, card.level) if term],
        language=card.language,
    )
