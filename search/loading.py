"""The database side of the search: entries are written with the publication, every process follows the generation."""

import logging
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, connections

from polkka.upkeep import generation, replica
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

from . import analysis
from .entries import ANALYSER, STALE, Analysed, analysed
from .index import Index, Row
from .lexicon import Lexicon
from .models import Entry, Lexeme
from .query import Query, Results
from .words import Concepts, Group, Item, Named, groups, named, phrases, word_group

__all__ = [
    "ANALYSER",
    "STALE",
    "Analysed",
    "analysed",
    "asked",
    "current",
    "forget",
    "lexicon",
    "plain",
    "search",
    "warm",
    "write",
]

log = logging.getLogger(__name__)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BATCH = 2_000
MOST_READ = 2_000  # texts read to see where a phrase stands
COLUMNS = ("public_id", "language", "terms", "length", "facets", "sort_date", "sort_label", "analyser")
UPSERT = (
    "INSERT INTO search_lexeme (language, surface, lemma, frequency, generation) VALUES {rows} "
    "ON CONFLICT (language, surface) DO UPDATE SET frequency = search_lexeme.frequency + excluded.frequency, "
    "lemma = excluded.lemma, generation = excluded.generation"
)
UPSERT_ROWS = 150
PLAIN = "SELECT public_id, language, title, summary, body FROM search_entry WHERE live AND public_id IN ({names})"


# --- writing -------------------------------------------------------------------------------------------------------
def write(entries: Iterable[Analysed], *, public_id: str, at: int) -> None:
    """Replace what the index knows of one practice, within the transaction that publishes it.

    `at` is the generation this transaction has bumped to; no entries means that the practice is gone.
    """
    write_many({public_id: list(entries)}, at=at)


def write_many(entries: dict[str, list[Analysed]], *, at: int) -> None:
    """`write` for many practices at once, by public name."""
    held = {(e.public_id, e.language): e for e in Entry.objects.filter(public_id__in=list(entries))}
    new = [_row(entry, at) for several in entries.values() for entry in several]
    _count_words([entry for entry in held.values() if entry.live], new, at)
    kept = {(row.public_id, row.language) for row in new}
    gone = [old.pk for key, old in held.items() if key not in kept]
    Entry.objects.filter(pk__in=gone).update(
        live=False, generation=at, terms=b"\0", facets={}, title="", summary="", body="", lexemes=""
    )
    Entry.objects.bulk_create(
        new,
        batch_size=50,
        update_conflicts=True,
        unique_fields=["public_id", "language"],
        update_fields=[f.name for f in Entry._meta.fields if f.name not in ("id", "public_id", "language")],
    )


def _row(entry: Analysed, at: int) -> Entry:
    return Entry(**asdict(entry), generation=at, analyser=ANALYSER, live=True)


def _count_words(old: Iterable[Entry], new: Iterable[Entry], at: int) -> None:
    """Count the words of the old entries down and those of the new ones up; a word has the base form read last."""
    counts: Counter[tuple[str, str]] = Counter()
    lemmas: dict[tuple[str, str], str] = {}
    changed: set[tuple[str, str]] = set()
    for entries, step in ((old, -1), (new, 1)):
        for entry in entries:
            for line in entry.lexemes.splitlines():
                surface, _tab, lemma = line.partition("\t")
                key = (entry.language, surface)
                counts[key] += step
                if lemmas.setdefault(key, lemma[:100]) != lemma[:100]:
                    lemmas[key] = lemma[:100]
                    changed.add(key)
    keys = sorted(key for key, count in counts.items() if count or key in changed)
    rows = [(*key, lemmas[key], counts[key], at) for key in keys]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), UPSERT_ROWS):
            some = rows[start : start + UPSERT_ROWS]
            cursor.execute(
                UPSERT.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(some))),
                [value for row in some for value in row],
            )


# --- following -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Held:
    """What this process knows at one generation."""

    generation: int
    catalogue: Catalogue
    index: Index
    concepts: Concepts


_lock = Lock()
_held: _Held | None = None
_named: tuple[Catalogue, Concepts] | None = None
_words_lock = Lock()
_lexicon: tuple[int, Lexicon] | None = None


def current(at: int | None = None) -> Index:
    """The index of this process, caught up with the database: one query when nothing has changed.

    `at` is the generation if the caller has just read it; then there is no query at all.
    """
    return _current(at).index


def _current(at: int | None = None) -> _Held:
    global _held
    at = generation.number() if at is None else at
    held = _held
    if held is not None and _still_holds(held.generation, at):
        return held
    with _lock:
        if _held is None or not _still_holds(_held.generation, at):
            held, _held = _held, None  # should this fail half way, the next request reads everything anew
            _held = _caught_up(held, at)
        return _held


def _still_holds(held: int, at: int) -> bool:
    """Whether what is known at the generation `held` may answer one who has read the generation `at`.

    What is newer may: the other number was read before another thread caught up, or from a follower that is a moment
    behind. Only where the first database itself stands lower, everything is read anew.
    """
    return held == at or (held > at and not generation.fell_below(held))


def _caught_up(held: _Held | None, at: int) -> _Held:
    shelves = catalogue.at(at)
    if held is None or held.generation > at or _tree(held.catalogue) != _tree(shelves) or held.index.is_worn:
        index = _built(shelves)
    else:
        changed = list(Entry.objects.filter(generation__gt=held.generation).order_by("public_id", "language"))
        live = [row for row in changed if row.live]
        gone = {row.public_id for row in changed} - {row.public_id for row in live}
        values = ([getattr(row, name) for name in COLUMNS] for row in live)
        index = held.index.with_((_as_row(v, set()) for v in values), gone) if changed else held.index
    return _Held(at, shelves, index, _concepts(shelves))


def _tree(shelves: Catalogue) -> dict[str, dict[str, tuple[tuple[str, ...], str]]]:
    """What entries depend on: which concepts there are and what they stand under; never their names."""
    return {
        code: {n.code: (n.parents, n.replaced_by) for n in shelf.nodes.values()}
        for code, shelf in shelves.shelves.items()
    }


def _built(shelves: Catalogue) -> Index:
    rows = Entry.objects.filter(live=True).order_by("public_id", "language").values_list(*COLUMNS)
    analysers: set[str] = set()
    read = (_as_row(values, analysers) for values in rows.iterator(BATCH))
    index = Index.build(read, concepts=shelves.shelves, broader=shelves.with_broader)
    if old := analysers - {ANALYSER, STALE}:
        log.warning("The search index was written by %s and is read by %s: run `manage.py reindex`.", old, ANALYSER)
    return index


def _as_row(values: Iterable[Any], analysers: set[str]) -> Row:
    public_id, language, terms, length, facets, date, label, analyser = values
    analysers.add(analyser)
    newest = (date - EPOCH) // timedelta(microseconds=1) if date else 0
    return Row(public_id, language, bytes(terms), length, facets, newest, label)


def _concepts(shelves: Catalogue) -> Concepts:
    """The concepts by their words; analysed anew only when a vocabulary has changed."""
    global _named
    if _named is None or _named[0].shelves != shelves.shelves:
        named = (
            Named(code, node.replaced_by or node.code, node.names, node.alternatives)
            for code, shelf in shelves.shelves.items()
            for node in shelf.nodes.values()
            if node.active or node.replaced_by
        )
        _named = (shelves, Concepts(named))
    return _named[1]


def lexicon(at: int | None = None) -> Lexicon:
    """The words of the published texts, caught up with the database; loaded when first asked for."""
    global _lexicon
    at = generation.number() if at is None else at
    held = _lexicon
    if held is not None and _still_holds(held[0], at):
        return held[1]
    with _words_lock:
        held = _lexicon
        if held is not None and _still_holds(held[0], at):
            return held[1]
        if held is None or held[0] > at:
            rows = Lexeme.objects.filter(frequency__gt=0)
            words = Lexicon(rows.values_list("surface", "lemma", "language", "frequency").iterator(BATCH))
        else:
            rows = Lexeme.objects.filter(generation__gt=held[0])
            words = held[1].updated(rows.values_list("surface", "lemma", "language", "frequency"))
        _lexicon = (at, words)
        return words


def warm() -> None:
    """Load the dictionaries and the index before the first request; a database that is not ready yet is no error."""
    analysis.warm()
    try:
        at = generation.number()
        _current(at)
        lexicon(at)
    except DatabaseError as error:
        log.warning("The search index is not loaded yet: %s", error)
    finally:
        connection.close()


def forget() -> None:
    """Forget the index of this process (tests, and after the tables were replaced)."""
    global _held, _lexicon
    _held = _lexicon = None


# --- asking --------------------------------------------------------------------------------------------------------
def asked(words: str, language: str, *, at: int | None = None) -> tuple[Group, ...]:
    """What the words ask for, concepts and beginnings included: what `search` looks for and the pages mark."""
    return _asked(_current(at), words, language)


def _asked(held: _Held, words: str, language: str) -> tuple[Group, ...]:
    return groups(words, language, held.concepts, lexicon(held.generation) if "*" in words else None)


def search(query: Query, *, at: int | None = None) -> Results:
    """Everything a question asks: its words, phrases, beginnings and concepts, within its facets.

    One query for the generation (none if `at` is given), and one more only where a phrase is asked for.
    """
    held = _current(at)
    words = query.words
    asked = _asked(held, words, query.language)
    required, loose = _phrases(held.index, phrases(words), query.language)
    found = held.index.search(query, asked, required=required)
    return Results(
        found.hits, found.total, found.counts, found.n_close, named(words, held.concepts) if words else (), tuple(loose)
    )


def _phrases(index: Index, asked: Iterable[Item], language: str) -> tuple[set[str] | None, list[str]]:
    """The practices in which every phrase stands that stands anywhere, and the phrases that stand nowhere."""
    required: set[str] | None = None
    loose = []
    for phrase in asked:
        standing = _standing(index, phrase, language)
        both = standing if required is None else required & standing
        if both:
            required = both
        else:
            loose.append(phrase.text)
    return required, loose


def _standing(index: Index, phrase: Item, language: str) -> set[str]:
    """The practices in whose text the words of a phrase stand in that order."""
    likely = index.practices_with([word_group(token, language) for token in phrase.tokens], MOST_READ)
    wanted = f" {' '.join(phrase.tokens)} "
    surely = [token for token in phrase.tokens if token.isalnum()]
    found = set()
    for key, text in plain(likely).items():
        whole = "\n".join(text)
        folded = unicodedata.normalize("NFC", whole).casefold()
        if all(token in folded for token in surely) and wanted in f" {' '.join(analysis.tokens(whole))} ":
            found.add(key[0])
    return found


class Plain(NamedTuple):
    """A published text as plain words."""

    title: str
    summary: str
    body: str


def plain(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Plain]:
    """The plain text behind (public_id, language) pairs: one query for up to a few hundred."""
    wanted = set(keys)
    names = sorted({public_id for public_id, _language in wanted})
    found = {}
    with connections[replica.alias()].cursor() as cursor:  # all hits need it; a queryset takes three times as long
        for start in range(0, len(names), 500):
            some = names[start : start + 500]
            cursor.execute(PLAIN.format(names=", ".join(["%s"] * len(some))), some)
            for public_id, language, *text in cursor.fetchall():
                if (public_id, language) in wanted:
                    found[public_id, language] = Plain(*text)
    return found
