"""The index: what is found, in which order, and how it is counted."""

from collections.abc import Iterable

import pytest

from search.analysis import terms
from search.index import Index, Row
from search.packing import pack
from search.query import LABEL, NEWEST, Hit, Query
from search.words import groups


def row(public_id: str, text: str = "", language: str = "fi", *, newest: int = 0, label: int = 1, **facets: str) -> Row:
    """A row whose facet values are given as words: theme="clue global-education"."""
    weights: dict[str, float] = {}
    for term, weight in terms(text, language):
        weights[f"{language}:{term}"] = weights.get(f"{language}:{term}", 0) + weight
    values = {facet: codes.split() for facet, codes in facets.items()}
    return Row(public_id, language, pack(weights), 100 * len(text.split()), values, newest, label)


def index(*rows: Row) -> Index:
    return Index.build(sorted(rows, key=lambda one: one.public_id))


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.public_id for hit in hits]


def found(made: Index, words: str = "", **options: object) -> list[str]:
    return ids(made.search(Query(words, **options)).hits)


def chosen(**facets: str) -> dict[str, frozenset[str]]:
    return {facet: frozenset(codes.split()) for facet, codes in facets.items()}


def test_empty_index_finds_nothing() -> None:
    results = index().search(Query("puro"))
    assert (results.hits, results.total, results.counts) == ((), 0, {})


def test_no_words_find_everything() -> None:
    assert sorted(found(index(row("A"), row("B")))) == ["A", "B"]


@pytest.mark.parametrize("words", ["- –", "?!", "_", "🐟"])
def test_marks_without_letters_find_nothing(words: str) -> None:
    assert found(index(row("A", "puro")), words) == []


@pytest.mark.parametrize("words", ["puro", "PURO", "  puro  ", "(puro)", "puro,"])
def test_whole_word_is_found_however_it_is_written(words: str) -> None:
    assert found(index(row("A", "Kaunis puro."), row("B", "joki")), words) == ["A"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("äänet", "ÄÄNET kuuluvat"),
        ("a\u0308a\u0308net", "äänet kuuluvat"),
        ("lukupiirissä", "videolukupiiri ja lukupiiri"),
        ("kielisuihku", "kielisuihkuja kyläkoulussa"),
        ("språkcafé", "ett språkcafé"),
        ("etä", "etä-opetus"),
        ("opetus", "etä-opetus"),
        ("CO2", "mittaa CO2 luokassa"),
    ],
)
def test_forms_of_a_word_find_each_other(words: str, text: str) -> None:
    assert found(index(row("A", text), row("B", "muuta")), words) == ["A"]


def test_a_text_with_all_the_words_comes_first() -> None:
    made = index(row("A", "puro"), row("B", "puro joki"), row("C", "joki"), row("D", "meri"))
    assert found(made, "puro joki") == ["B", "A", "C"]


def test_rare_word_weighs_more() -> None:
    made = index(row("A", "koulu koulu"), row("B", "koulu meri"), row("C", "koulu puro"))
    assert found(made, "koulu meri")[0] == "B"


def test_hits_far_below_the_best_are_left_out() -> None:
    far = row("B", "lukupäiväkirja " + "muuta " * 300)
    made = index(row("A", "lukupiiri"), far, *map(row, "CDEFGH"))
    assert found(made, "lukupiiri") == ["A"]


def test_word_of_another_language_is_found() -> None:
    made = index(row("A", "bäcken berättar", "sv"))
    assert found(made, "bäcken", language="fi") == ["A"]


def test_languages_of_a_practice_are_one_hit() -> None:
    made = index(row("A", "puro video"), row("A", "bäck video", "sv"))
    for language in ("fi", "sv"):
        results = made.search(Query("video", language=language))
        assert [(hit.public_id, hit.language) for hit in results.hits] == [("A", language)]
        assert results.total == 1


def test_hit_is_in_the_language_that_matched() -> None:
    made = index(row("A", "puro"), row("A", "bäck", "sv"))
    assert [hit.language for hit in made.search(Query("bäck", language="fi")).hits] == ["sv"]


def test_counts_see_a_practice_once() -> None:
    made = index(row("A", "x", theme="clue"), row("A", "y", "sv", theme="clue"))
    assert made.search(Query()).counts == {"theme": {"clue": 1}}


def test_values_of_one_facet_widen_and_facets_narrow() -> None:
    made = index(
        row("A", theme="clue", level="home"),
        row("B", theme="into", level="home"),
        row("C", theme="into", level="mobility"),
        row("D"),
    )
    assert sorted(found(made, facets=chosen(theme="clue into"))) == ["A", "B", "C"]
    assert sorted(found(made, facets=chosen(theme="clue into", level="home"))) == ["A", "B"]
    assert found(made, facets=chosen(theme="sveko")) == []
    assert sorted(found(made, facets=chosen(theme=""))) == ["A", "B", "C", "D"]


def test_counts_leave_out_the_own_selection() -> None:
    made = index(
        row("A", theme="clue", level="home"),
        row("B", theme="into", level="home"),
        row("C", theme="into", level="mobility"),
    )
    results = made.search(Query(facets=chosen(theme="clue")))
    assert results.counts == {"theme": {"clue": 1, "into": 2}, "level": {"home": 1}}
    both = made.search(Query(facets=chosen(theme="clue", level="mobility")))
    assert (both.total, both.counts) == (0, {"theme": {"into": 1}, "level": {"home": 1}})


def test_count_of_an_option_is_what_choosing_it_finds() -> None:
    themes, levels = ("clue", "into"), ("mobility", "home", "home")
    made = index(*(row(str(n), theme=themes[n % 2], level=levels[n % 3]) for n in range(12)))
    results = made.search(Query(facets=chosen(level="home")))
    for code, count in results.counts["theme"].items():
        assert made.search(Query(facets=chosen(level="home", theme=code))).total == count


def test_broader_concepts_count_what_stands_under_them() -> None:
    made = index(
        row("A", theme="global-education clue"),
        row("B", theme="human-rights clue"),
        row("C", theme="clue"),
    )
    assert made.search(Query()).counts["theme"] == {"clue": 3, "global-education": 1, "human-rights": 1}
    assert found(made, facets=chosen(theme="human-rights")) == ["B"]


def test_counts_are_of_what_the_words_find() -> None:
    made = index(row("A", "puro", theme="clue"), row("B", "joki", theme="clue"))
    assert made.search(Query("puro")).counts == {"theme": {"clue": 1}}


def test_newest_come_first_and_equals_by_name() -> None:
    made = index(row("B", newest=1), row("A", newest=1), row("C", newest=2))
    assert found(made) == ["C", "A", "B"]


def test_order_may_be_asked_for() -> None:
    made = index(
        row("A", "puro puro", newest=1, label=1),
        row("B", "puro joki", newest=2, label=3),
        row("C", "puro joki", newest=3),
    )
    assert found(made, "puro") == ["A", "C", "B"]
    assert found(made, "puro", sort=NEWEST) == ["C", "B", "A"]
    assert found(made, "puro", sort=LABEL) == ["B", "C", "A"]


def test_pages_part_the_hits() -> None:
    made = index(*(row(f"{number:02}", newest=-number) for number in range(45)))
    pages = [found(made, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert [public_id for page in pages for public_id in page] == [f"{number:02}" for number in range(45)]
    assert made.search(Query(page=4)).total == 45


def test_change_replaces_and_forgets() -> None:
    made = index(row("A", "puro"), row("B", "puro")).with_([row("A", "joki")], gone=["B", "nothing"])
    assert (found(made, "puro"), found(made, "joki"), made.n_entries, made.n_practices) == ([], ["A"], 1, 1)


def test_way_to_the_same_texts_changes_nothing() -> None:
    texts = {"A": "puro joki", "B": "puro", "C": "joki"}
    rows = [row(name, text, theme=text) for name, text in texts.items()]
    one, other = index(*rows), index(row("B", "meri"), row("D", "puro puro joki"))
    for changed in reversed(rows):
        other = other.with_([changed])
    other = other.with_([], gone=["D"])
    for words in ("puro joki", "puro", ""):
        assert one.search(Query(words)) == other.search(Query(words))


def test_older_index_answers_as_before() -> None:
    made = index(row("A", "puro", theme="clue"))
    newer = made.with_([row("B", "puro", theme="into")])
    assert (found(made, "puro"), sorted(found(newer, "puro"))) == (["A"], ["A", "B"])
    assert made.search(Query()).counts == {"theme": {"clue": 1}}


def test_many_changes_ask_for_a_new_build() -> None:
    made = index(*(row(f"{number:03}", "puro") for number in range(100)))
    assert not made.is_worn
    for number in range(33):
        made = made.with_([row(f"{number:03}", "joki")])
    assert made.is_worn
    assert (made.search(Query("puro")).total, made.search(Query("joki")).total) == (67, 33)


def test_words_that_only_begin_alike_come_last() -> None:
    others = [row(f"C{number:02}", "muuta") for number in range(30)]
    made = index(row("A", "lomake", newest=1), row("B", "lomakausi", newest=2), *others)
    results = made.search(Query("lomake", sort=NEWEST))
    assert [(hit.public_id, hit.is_close) for hit in results.hits] == [("A", False), ("B", True)]
    assert (results.total, results.n_close) == (2, 1)


def test_required_practices_alone_are_found() -> None:
    made = index(row("A", "puro"), row("B", "puro puro"), row("C", "joki"))
    results = made.search(Query("puro"), groups("puro", "fi"), required={"A", "C"})
    assert ids(results.hits) == ["A"]


def test_concept_chosen_for_a_text_answers_its_term() -> None:
    rows = [row("A", "puro", theme="clue"), row("B", "puro")]
    made = Index.build(rows, concepts=["theme"], broader=lambda facet, codes: [*codes, "all"] if codes else [])
    assert made.practices_with(groups("puro", "fi"), 9) == [("A", "fi"), ("B", "fi")]
    assert made._terms.get("c:theme:clue") is not None and made._terms.get("c:theme:all") is not None


def test_many_hits_are_counted_as_few_are() -> None:
    rows = [row(f"{n:05}", "puro" if n % 3 else "joki", theme=f"t{n % 7} all", level=f"l{n % 2}") for n in range(4_000)]
    made = index(*rows)
    for words in ("puro", "joki"):
        results = made.search(Query(words))
        mine = [r for n, r in enumerate(rows) if (words == "puro") == bool(n % 3)]
        assert results.total == len(mine)
        for facet in ("theme", "level"):
            for code, count in results.counts[facet].items():
                assert count == sum(code in r.facets[facet] for r in mine)


def test_common_word_of_a_small_language_does_not_give_way_to_a_quotation_elsewhere() -> None:
    english = [row(f"E{n}", "school day", "en") for n in range(5)]
    swedish = [row(f"S{n:02}", "bäcken berättar", "sv") for n in range(30)]
    made = index(*english, *swedish, row("T", "bäcken heter school", "sv"))
    results = made.search(Query("school", language="en"))
    assert [hit.language for hit in results.hits] == ["en"] * 5 + ["sv"]


def test_word_is_weighed_among_the_texts_of_its_language() -> None:
    english = [row(f"E{n}", "the ferry" if n == 3 else "the school", "en") for n in range(5)]
    finnish = [row(f"F{n:02}", "puro", "fi") for n in range(60)]
    assert ids(index(*english, *finnish).search(Query("the ferry", language="en")).hits)[0] == "E3"
