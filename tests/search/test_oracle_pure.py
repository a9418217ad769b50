"""The fast index against the plain one, without a database: random entries, changes, questions."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import facets
from search.index import Index, Row
from search.packing import pack
from search.query import SORTS, Query
from search.words import Group

from .oracle import LANGUAGES, Entry, agree, search, with_concepts

NAMES = [f"P{number}" for number in range(14)]
TERMS = [f"{language}:{word}" for language in LANGUAGES for word in ("hanke", "puro", "~joki", "ilta")]
CLOSE = ["fi:^kansa", "sv:^proje", "en:^globa"]
PARENTS = {"clue": (), "water": ("clue",), "rain": ("water", "clue"), "into": (), "music": ()}
CODES = {"theme": list(PARENTS), "level": ["home", "mobility"], "label": ["described", "peer"]}
CONCEPTS = frozenset({"theme", "level"})
CONCEPT_TERMS = [f"c:{facet}:{code}" for facet in sorted(CONCEPTS) for code in CODES[facet]]
WEIGHTS = [1.0, 0.5, 0.4, 0.25, 0.2, 1 / 3]


@dataclass(frozen=True)
class Practice:
    """What stands in the texts of one practice: `texts` is (language, terms, length) for each."""

    texts: tuple[tuple[str, Mapping[str, float], int], ...]
    facets: Mapping[str, list[str]]
    newest: int
    label: int


Change = Mapping[str, Practice | None]
Question = tuple[Query, tuple[Group, ...], frozenset[str] | None]


def broader(facet: str, codes: Sequence[str]) -> list[str]:
    above = PARENTS if facet == "theme" else {}
    return list(dict.fromkeys(code for given in codes for code in (given, *above.get(given, ()))))


def rows(name: str, practice: Practice) -> list[Row]:
    return [
        Row(name, language, pack(terms), length, practice.facets, practice.newest, practice.label)
        for language, terms, length in practice.texts
    ]


def entries(practices: Mapping[str, Practice]) -> list[Entry]:
    found = []
    for name, practice in practices.items():
        values = {facet: frozenset(broader(facet, codes)) for facet, codes in practice.facets.items()}
        for language, terms, length in practice.texts:
            held = with_concepts(terms, values, CONCEPTS)
            found.append(Entry(name, language, held, length, values, practice.newest, practice.label))
    return found


def built(practices: Mapping[str, Practice]) -> Index:
    flat = [row for name in sorted(practices) for row in rows(name, practices[name])]
    return Index.build(flat, concepts=CONCEPTS, broader=broader)


def changed(index: Index, change: Change) -> Index:
    live = [row for name, practice in change.items() if practice for row in rows(name, practice)]
    return index.with_(live, [name for name, practice in change.items() if practice is None])


def check(index: Index, practices: Mapping[str, Practice], questions: Sequence[Question]) -> None:
    plain = entries(practices)
    assert (index.n_entries, index.n_practices) == (len(plain), len(practices))
    for query, groups, required in questions:
        agree(index.search(query, groups, required=required), search(plain, query, groups, required), query)


texts = st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True).flatmap(
    lambda languages: st.tuples(
        *(
            st.tuples(
                st.just(language),
                st.dictionaries(st.sampled_from(TERMS + CLOSE), st.sampled_from([0.4, 0.75, 1.0, 3.1]), max_size=5),
                st.sampled_from([0, 100, 250, 10_000]),
            )
            for language in sorted(languages)
        )
    )
)
practices = st.builds(
    Practice,
    texts=texts,
    facets=st.fixed_dictionaries({f: st.lists(st.sampled_from(c), max_size=3, unique=True) for f, c in CODES.items()}),
    newest=st.sampled_from([-5, 0, 1, 1_790_000_000_000_000]),
    label=st.integers(0, 4),
)
weights = st.sampled_from(WEIGHTS)
groups = st.builds(
    Group,
    text=st.just("word"),
    terms=st.dictionaries(st.sampled_from([*TERMS, *CONCEPT_TERMS, "fi:unknown"]), weights, max_size=3),
    close=st.dictionaries(st.sampled_from(CLOSE), weights, max_size=2),
)
chosen = st.fixed_dictionaries(
    {}, optional={f: st.frozensets(st.sampled_from([*c, "unknown"]), max_size=2) for f, c in CODES.items()}
)
queries = st.builds(
    Query,
    words=st.sampled_from(["", "  ", "words", "words", "words"]),
    facets=chosen,
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 3),
    language=st.sampled_from(LANGUAGES),
    page_size=st.sampled_from([1, 3, 20]),
)
questions = st.lists(
    st.tuples(
        queries,
        st.lists(groups, max_size=3).map(tuple),
        st.none() | st.frozensets(st.sampled_from([*NAMES, "unknown"]), max_size=6),
    ).map(lambda asked: asked if asked[0].words.strip() else (asked[0], (), None)),
    min_size=3,
    max_size=6,
)
changes = st.dictionaries(st.sampled_from(NAMES), st.none() | practices | practices, max_size=5)


def without_gone(held: Mapping[str, Practice], change: Change) -> dict[str, Practice]:
    return {name: practice for name, practice in {**held, **change}.items() if practice}


@given(
    st.dictionaries(st.sampled_from(NAMES), practices, max_size=10),
    st.lists(changes, min_size=1, max_size=4),
    questions,
)
@settings(max_examples=80, deadline=None)
def test_index_answers_as_the_plain_one(first: dict[str, Practice], later: list[Change], asked: list[Question]) -> None:
    held, index = dict(first), built(first)
    check(index, held, asked)
    for change in later:
        held, index = without_gone(held, change), changed(index, change)
        check(index, held, asked)
    check(built(held), held, asked)


@given(st.dictionaries(st.sampled_from(NAMES), practices, min_size=1, max_size=6), changes, questions)
@settings(max_examples=60, deadline=None)
def test_older_index_keeps_its_answers(first: dict[str, Practice], change: Change, asked: list[Question]) -> None:
    index = built(first)
    changed(index, change)
    check(index, first, asked)


def random_practice(dice: random.Random, words: Sequence[str]) -> Practice:
    spoken = sorted(dice.sample(LANGUAGES, dice.choice([1, 1, 2, 3])))
    return Practice(
        texts=tuple(
            (
                language,
                {word: dice.choice([0.75, 1.0, 2.4, 3.0]) for word in dice.sample(words, 8)},
                dice.randrange(9000),
            )
            for language in spoken
        ),
        facets={facet: dice.sample(codes, dice.randint(0, 2)) for facet, codes in CODES.items()},
        newest=dice.randrange(40),
        label=dice.randint(1, 4),
    )


def random_question(dice: random.Random, words: Sequence[str], names: Sequence[str]) -> Question:
    def some(pool: Sequence[str], most: int) -> dict[str, float]:
        return {term: dice.choice(WEIGHTS) for term in dice.sample(pool, dice.randint(0, most))}

    asked = tuple(
        Group("word", some([*words[:-20], *CONCEPT_TERMS], 4), some(words[-20:], 2)) for _ in range(dice.randint(1, 4))
    )
    picked = {f: frozenset(dice.sample(c, dice.randint(1, 2))) for f, c in CODES.items() if dice.random() < 0.3}
    query = Query(
        dice.choice(["", "words", "words", "words"]),
        picked,
        dice.choice(SORTS),
        dice.randint(1, 4),
        dice.choice(LANGUAGES),
        dice.choice([5, 20]),
    )
    if not query.words:
        return query, (), None
    return query, asked, frozenset(dice.sample(names, 300)) if dice.random() < 0.2 else None


@pytest.mark.parametrize(("seed", "few"), [(0, facets.FEW), (1, 100), (2, 100)])
def test_large_index_answers_as_the_plain_one(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of entries: the ways of counting and sorting that only many hits take, changes until it is worn."""
    monkeypatch.setattr(facets, "FEW", few)
    dice = random.Random(seed)
    words = [f"fi:w{number}" for number in range(60)] + [f"fi:^{number}" for number in range(20)]
    names = [f"N{number:05}" for number in range(1500)]
    held = {name: random_practice(dice, words) for name in names}
    index = built(held)
    check(index, held, [random_question(dice, words, names) for _ in range(12)])
    while not index.is_worn:
        change = {
            name: random_practice(dice, words) if dice.random() < 0.7 else None
            for name in [*dice.sample(names, 15), f"X{dice.randrange(500):05}"]
        }
        held, index = without_gone(held, change), changed(index, change)
        check(index, held, [random_question(dice, words, names) for _ in range(3)])
    check(built(held), held, [random_question(dice, words, names) for _ in range(4)])
