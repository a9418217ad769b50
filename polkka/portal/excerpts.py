"""The words of a question marked in the titles and texts of its hits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from html import escape

from django.utils.safestring import SafeString

from polkka.kit import markdown
from polkka.kit.languages import current
from practices.published import Card
from search.highlight import Excerpt, Marker, Place, cut
from search.loading import Plain, asked, plain
from search.words import phrases

WORDS = 30
NOTHING = SafeString("")


def html(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """`text` as safe HTML with <mark> round the spans, which do not overlap; "" if there are none."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return markdown.safe("".join([*pieces, escape(text[end:])])) if pieces else NOTHING


def with_excerpts(
    cards: Sequence[Card],
    words: str,
    language: str | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    at: int | None = None,
) -> list[Card]:
    """The cards with the words marked in title and excerpt.

    `texts` is public_id → language of the text that was found, where that may be another than the card's. The excerpt
    is the summary, or the part of the whole text that answers more of the question. One query for all whole texts,
    none where titles and summaries answer everything.
    """
    if not words.strip():
        return list(cards)
    question = _Question(words, language or current(), at)
    headed = [_Headed(card, (texts or {}).get(card.public_id, card.language), question) for card in cards]
    wanted = [key for each in headed for key in each.more]
    whole = plain(wanted) if wanted else {}
    return [each.told(whole) for each in headed]


class _Question:
    """The words with a marker for each language that is met."""

    def __init__(self, words: str, language: str, at: int | None) -> None:
        self._groups, self._phrases = asked(words, language, at=at), phrases(words)
        self._markers: dict[str, Marker] = {}

    def marker(self, language: str) -> Marker:
        if language not in self._markers:
            self._markers[language] = Marker(self._groups, language, self._phrases)
        return self._markers[language]


class _Headed:
    """A card with the places found in its title and summary; `found_in` is the language of the text that was found."""

    def __init__(self, card: Card, found_in: str, question: _Question) -> None:
        self._card, self._found_in, self._question = card, found_in, question
        self._marker = question.marker(card.language)
        self._title = self._marker.places(card.title)
        self._summary = self._marker.places(card.summary)

    @cached_property
    def _seen(self) -> int:
        return _answered(self._title) | _answered(self._summary)

    @property
    def more(self) -> list[tuple[str, str]]:
        """The whole texts that may answer more, as keys of search.loading.plain."""
        has_all = self._seen and not self._marker.answerable & ~self._seen
        own = [] if has_all else [self._card.language]
        others = [self._found_in] if self._found_in != self._card.language and not self._seen else []
        return [(self._card.public_id, language) for language in (*own, *others)]

    def told(self, whole: Mapping[tuple[str, str], Plain]) -> Card:
        """The card with its marks, close ones where there are no others."""
        card = self._card
        own = whole.get((card.public_id, card.language))
        excerpt = self._from(own.body, self._marker) if own else None
        if excerpt is None and not self._seen and self._found_in != card.language:
            other = whole.get((card.public_id, self._found_in))
            if other and (told := self._in_other_language(other)):
                return replace(card, excerpt=told)
        if excerpt is None and not self._seen:
            return self._close(own)
        return replace(
            card,
            title_html=html(card.title, _spans(self._title)),
            excerpt=_shown(excerpt) if excerpt else html(card.summary, _spans(self._summary)),
        )

    def _from(self, body: str, marker: Marker) -> Excerpt | None:
        """The part of the whole text to show instead of the summary, if it answers more."""
        excerpt = cut(body, marker.places(body), WORDS)
        more = excerpt.groups.bit_count() > _answered(self._summary).bit_count()
        return excerpt if more and excerpt.groups & ~self._seen else None

    def _in_other_language(self, text: Plain) -> SafeString:
        """An excerpt from a text in another language than the card's, or "" if it has no such word."""
        marker = self._question.marker(self._found_in)
        for part in (text.summary, text.body, text.title):
            if places := marker.places(part):
                shown = _shown(cut(part, places, WORDS))
                return markdown.safe(f'<span lang="{self._found_in}">{shown}</span>')
        return NOTHING

    def _close(self, own: Plain | None) -> Card:
        card, marker = self._card, self._marker
        title, summary = marker.places(card.title, close=True), marker.places(card.summary, close=True)
        excerpt = html(card.summary, _spans(summary))
        if own and not title and not summary and (places := marker.places(own.body, close=True)):
            excerpt = _shown(cut(own.body, places, WORDS))
        return replace(card, title_html=html(card.title, _spans(title)), excerpt=excerpt)


def _answered(places: Iterable[Place]) -> int:
    found = 0
    for place in places:
        found |= place.groups
    return found


def _spans(places: Iterable[Place]) -> list[tuple[int, int]]:
    return [(place.start, place.end) for place in places]


def _shown(excerpt: Excerpt) -> SafeString:
    before, after = ("… " if excerpt.cut_before else ""), (" …" if excerpt.cut_after else "")
    return markdown.safe(f"{before}{html(excerpt.text, excerpt.marks)}{after}")
