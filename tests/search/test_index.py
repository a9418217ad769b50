"""The plain index: what is found, in which order, and how it is counted."""

from collections.abc import Iterable

import pytest

from search.analysis import terms
from search.index import Document, Index
from search.query import LABEL, NEWEST, Hit, Query

NONE: dict[str, frozenset[str]] = {}


def document(
    public_id: str,
    text: str = "",
    language: str = "fi",
    *,
    newest: float = 0,
    label: int = 1,
    **facets: str,
) -> Document:
    """A document whose facet values are given as words: theme="clue global-education"."""
    weights: dict[str, float] = {}
    for term, weight in terms(text, language):
        weights[term] = weights.get(term, 0) + weight
    values = {facet: frozenset(codes.split()) for facet, codes in facets.items()}
    return Document(public_id, language, weights, float(len(text.split())), values, newest, label)


def index(*documents: Document) -> Index:
    made = Index()
    made.apply(documents)
    return made


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.public_id for hit in hits]


def found(made: Index, words: str = "", **options: object) -> list[str]:
    return ids(made.search(Query(words, **options)).hits)


def chosen(**facets: str) -> dict[str, frozenset[str]]:
    return {facet: frozenset(codes.split()) for facet, codes in facets.items()}


def test_empty_index_finds_nothing() -> None:
    results = Index().search(Query("puro"))
    assert (results.hits, results.total, results.counts) == ((), 0, {})


def test_no_words_find_everything() -> None:
    assert sorted(found(index(document("A"), document("B")))) == ["A", "B"]


@pytest.mark.parametrize("words", ["- –", "?!", "_", "🐟"])
def test_marks_without_letters_find_nothing(words: str) -> None:
    assert found(index(document("A", "puro")), words) == []


@pytest.mark.parametrize("words", ["puro", "PURO", "  puro  ", "(puro)", "puro,"])
def test_whole_word_is_found_however_it_is_written(words: str) -> None:
    assert found(index(document("A", "Kaunis puro."), document("B", "joki")), words) == ["A"]


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
    assert found(index(document("A", text), document("B", "muuta")), words) == ["A"]


def test_short_words_are_found_whole_only() -> None:
    assert found(index(document("A", "purossa")), "puro") == []


def test_a_text_with_all_the_words_comes_first() -> None:
    made = index(document("A", "puro"), document("B", "puro joki"), document("C", "joki"), document("D", "meri"))
    assert found(made, "puro joki") == ["B", "A", "C"]


def test_rare_word_weighs_more() -> None:
    made = index(document("A", "koulu koulu"), document("B", "koulu meri"), document("C", "koulu puro"))
    assert found(made, "koulu meri")[0] == "B"


def test_hits_far_below_the_best_are_left_out() -> None:
    far = document("B", "lukupäiväkirja " + "muuta " * 300)
    made = index(document("A", "lukupiiri"), far, *map(document, "CDEFGH"))
    assert found(made, "lukupiiri") == ["A"]


def test_word_of_another_language_is_found() -> None:
    made = index(document("A", "bäcken berättar", "sv"))
    assert found(made, "bäcken", language="fi") == ["A"]


def test_languages_of_a_practice_are_one_hit() -> None:
    made = index(document("A", "puro video"), document("A", "bäck video", "sv"))
    for language in ("fi", "sv"):
        results = made.search(Query("video", language=language))
        assert [(hit.public_id, hit.language) for hit in results.hits] == [("A", language)]
        assert results.total == 1


def test_hit_is_in_the_language_that_matched() -> None:
    made = index(document("A", "puro"), document("A", "bäck", "sv"))
    assert [hit.language for hit in made.search(Query("bäck", language="fi")).hits] == ["sv"]


def test_counts_see_a_practice_once() -> None:
    made = index(document("A", "x", theme="clue"), document("A", "y", "sv", theme="clue"))
    assert made.search(Query()).counts == {"theme": {"clue": 1}}


def test_values_of_one_facet_widen_and_facets_narrow() -> None:
    made = index(
        document("A", theme="clue", level="home"),
        document("B", theme="into", level="home"),
        document("C", theme="into", level="mobility"),
        document("D"),
    )
    assert sorted(found(made, facets=chosen(theme="clue into"))) == ["A", "B", "C"]
    assert sorted(found(made, facets=chosen(theme="clue into", level="home"))) == ["A", "B"]
    assert found(made, facets=chosen(theme="sveko")) == []
    assert sorted(found(made, facets=chosen(theme=""))) == ["A", "B", "C", "D"]


def test_counts_leave_out_the_own_selection() -> None:
    made = index(
        document("A", theme="clue", level="home"),
        document("B", theme="into", level="home"),
        document("C", theme="into", level="mobility"),
    )
    results = made.search(Query(facets=chosen(theme="clue")))
    assert results.counts == {"theme": {"clue": 1, "into": 2}, "level": {"home": 1}}
    both = made.search(Query(facets=chosen(theme="clue", level="mobility")))
    assert (both.total, both.counts) == (0, {"theme": {"into": 1}, "level": {"home": 1}})


def test_count_of_an_option_is_what_choosing_it_finds() -> None:
    themes, levels = ("clue", "into"), ("mobility", "home", "home")
    made = index(*(document(str(n), theme=themes[n % 2], level=levels[n % 3]) for n in range(12)))
    results = made.search(Query(facets=chosen(level="home")))
    for code, count in results.counts["theme"].items():
        assert made.search(Query(facets=chosen(level="home", theme=code))).total == count


def test_broader_concepts_count_what_stands_under_them() -> None:
    made = index(
        document("A", theme="global-education clue"),
        document("B", theme="human-rights clue"),
        document("C", theme="clue"),
    )
    assert made.search(Query()).counts["theme"] == {"clue": 3, "global-education": 1, "human-rights": 1}
    assert found(made, facets=chosen(theme="human-rights")) == ["B"]


def test_counts_are_of_what_the_words_find() -> None:
    made = index(document("A", "puro", theme="clue"), document("B", "joki", theme="clue"))
    assert made.search(Query("puro")).counts == {"theme": {"clue": 1}}


def test_newest_come_first_and_equals_by_name() -> None:
    made = index(document("B", newest=1), document("A", newest=1), document("C", newest=2))
    assert found(made) == ["C", "A", "B"]


def test_order_may_be_asked_for() -> None:
    made = index(
        document("A", "puro puro", newest=1, label=1),
        document("B", "puro joki", newest=2, label=3),
        document("C", "puro joki", newest=3),
    )
    assert found(made, "puro") == ["A", "C", "B"]
    assert found(made, "puro", sort=NEWEST) == ["C", "B", "A"]
    assert found(made, "puro", sort=LABEL) == ["B", "C", "A"]


def test_pages_part_the_hits() -> None:
    made = index(*(document(f"{number:02}", newest=-number) for number in range(45)))
    pages = [found(made, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert [public_id for page in pages for public_id in page] == [f"{number:02}" for number in range(45)]
    assert made.search(Query(page=4)).total == 45


def test_apply_replaces_and_forgets() -> None:
    made = index(document("A", "puro"), document("B", "puro"))
    made.apply([document("A", "joki")], gone=[("B", "fi"), ("nothing", "sv")])
    assert (found(made, "puro"), found(made, "joki")) == ([], ["A"])


def test_order_of_writing_changes_nothing() -> None:
    texts = {"A": "puro joki", "B": "puro", "C": "joki"}
    documents = [document(name, text) for name, text in texts.items()]
    one, other = index(*documents), index(*reversed(documents))
    other.apply([document("D", "puro puro joki")])
    other.apply([], gone=[("D", "fi")])
    assert one.search(Query("puro joki")) == other.search(Query("puro joki"))


def test_copy_stands_on_its_own() -> None:
    made = index(document("A", "puro"))
    twin = made.copy()
    twin.apply([document("B", "puro")])
    assert (found(made, "puro"), sorted(found(twin, "puro"))) == (["A"], ["A", "B"])
