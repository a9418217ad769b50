"""What the search field offers while somebody types: concepts, words of the texts, titles of practices."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from django.urls import reverse

from polkka.kit.languages import CODES
from practices import published
from search.analysis import analyse, tokens
from search.lexicon import Lexicon
from search.loading import current, lexicon, search
from search.models import Entry
from search.query import Query
from search.suggest import CONCEPT, SHORTEST, TITLE, Completion, Names, complete, did_you_mean
from search.words import Group, word_group
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue, Node

REBUILD = 500
"""Texts published or withdrawn after which the titles are read anew."""
GLOSSARY = "term"
Offer = dict[str, str | None]


def offers(typed: str, language: str, at: int) -> list[Offer]:
    """At most eight ways to go on, as {"text", "kind", "url"}; `url` is None for what is only typed on."""
    if len(typed.strip()) < SHORTEST:
        return []
    names = _at(at)
    found = complete(typed, language, lexicon(at), names.concepts[language], names.titles)
    return [{"text": one.text, "kind": one.kind, "url": _url(one, language, at)} for one in found]


def meant(words: str, language: str, at: int) -> str:
    """The words with those that stand nowhere changed into near ones, or "" if there is nothing better."""
    index = current(at)

    def stands(word: str) -> bool:
        return bool(index.practices_with([Group(word, word_group(word, language).terms)], 1))

    return did_you_mean(words, language, lexicon(at), stands, _at(at).words)


def _url(completion: Completion, language: str, at: int) -> str | None:
    if completion.kind == TITLE:
        return published.path(completion.key, completion.text, language)
    if completion.kind == CONCEPT:
        vocabulary, _colon, code = completion.key.partition(":")
        if catalogue.at(at).shelves[vocabulary].is_facet:
            return f"{reverse('portal:practices')}?{vocabulary}={code}"
    return None


@dataclass(frozen=True)
class _Held:
    """The names at one generation: that of its catalogue. `titles_at` is the one at which all titles were read;
    `words` are those of the names of concepts.
    """

    catalogue: Catalogue
    concepts: dict[str, Names]
    words: Lexicon
    titles: Names
    titles_at: int
    all_titles: Names


_lock = Lock()
_held: _Held | None = None


def _at(at: int) -> _Held:
    global _held
    shelves, held = catalogue.at(at), _held
    if held is None or held.catalogue is not shelves:
        with _lock:
            held = _held
            if held is None or held.catalogue is not shelves:
                held = _held = _read(held, shelves, at)
    return held


def _read(held: _Held | None, shelves: Catalogue, at: int) -> _Held:
    used = _used(shelves, at)
    concepts = {language: Names(_concepts(used, language)) for language in CODES}
    words = held.words if held and held.catalogue.shelves == shelves.shelves else Lexicon(_words(shelves))
    if held is not None and held.titles_at <= at:
        changed = Entry.objects.filter(generation__gt=held.titles_at)
        rows = list(changed.order_by("-sort_date", "public_id", "language").values_list("public_id", "title", "live"))
        if len(rows) <= REBUILD:
            pairs = [(title, public_id) for public_id, title, live in rows if live]
            titles = held.all_titles.updated(pairs, {public_id for public_id, _title, _live in rows})
            return _Held(shelves, concepts, words, titles, held.titles_at, held.all_titles)
    live = Entry.objects.filter(live=True).order_by("-sort_date", "public_id", "language")
    titles = Names((title, public_id) for public_id, title in live.values_list("public_id", "title").iterator())
    return _Held(shelves, concepts, words, titles, at, titles)


def _used(shelves: Catalogue, at: int) -> list[Node]:
    """The concepts that published practices have, and those of the glossary."""
    counts = search(Query(page_size=1), at=at).counts
    return [
        node
        for shelf in shelves.shelves.values()
        for node in shelf.nodes.values()
        if node.active and not node.replaced_by
        if (counts.get(shelf.code, {}).get(node.code) if shelf.is_facet else shelf.code == GLOSSARY)
    ]


def _concepts(used: Iterable[Node], language: str) -> Iterable[tuple[str, str]]:
    """The names of the concepts with their keys: those in `language` first."""
    for code in (language, *(other for other in CODES if other != language)):
        for node in used:
            if name := node.names.get(code):
                yield name, f"{node.vocabulary}:{node.code}"


def _words(shelves: Catalogue) -> Iterable[tuple[str, str, str, int]]:
    """The words of the names of concepts, as rows of a lexicon."""
    found = {
        (word, code)
        for shelf in shelves.shelves.values()
        for node in shelf.nodes.values()
        if node.active
        for code, name in node.names.items()
        for word in tokens(name)
    }
    for word, code in sorted(found):
        yield word, analyse(word, code)[0][0], code, 1


def forget() -> None:
    """Forget the names of this process (tests, and after the tables were replaced)."""
    global _held
    _held = None
