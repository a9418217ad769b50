"""Which practices are alike: by rare words and by concepts, told in words that people read, the same everywhere."""

import random

import pytest

from search.analysis import analyse, terms
from search.index import Index, Row
from search.lexicon import Lexicon
from search.likeness import LEAST, Alike, alike
from search.packing import pack

SPORTS = (
    "hiihto", "luistelu", "uinti", "juoksu", "soutu", "melonta", "suunnistus", "painonnosto", "keihäs", "kuula",
    "kiekko", "moukari", "pituus",
)  # fmt: skip
FILLER = [f"tavallinen teksti kertoo koulusta numero{place} {word}" for place, word in enumerate(SPORTS)]
WATERS = ("puro", "joki", "järvi", "meri", "lampi", "koski", "silta", "laituri", "vene", "saari", "ranta", "kivi")
BROOK = "puro näkösyvyys lämpötila koulusta"
WEIGHTS = {"theme": 1.0, "term": 1.5}


def row(public_id: str, text: str, language: str = "fi", *, boost: float = 2.0, **facets: str) -> Row:
    """A row whose text stands in the summary, or with `boost` 1 in the body."""
    weights: dict[str, float] = {}
    for term, weight in terms(text, language):
        weights[f"{language}:{term}"] = weights.get(f"{language}:{term}", 0) + boost * weight
    values = {facet: codes.split() for facet, codes in facets.items()}
    return Row(public_id, language, pack(weights), 100 * len(text.split()), values, 0, 1)


def filler() -> list[Row]:
    return [row(f"F{place:02}", text) for place, text in enumerate(FILLER)]


def made(*rows: Row) -> Index:
    return Index.build(sorted((*rows, *filler()), key=lambda one: one.public_id), concepts=("theme", "term"))


def words_of(*texts: tuple[str, str]) -> Lexicon:
    found: dict[tuple[str, str, str], int] = {}
    for text, language in texts:
        for word in text.split():
            key = (word, analyse(word, language)[0][0], language)
            found[key] = found.get(key, 0) + 1
    return Lexicon((*key, number) for key, number in found.items())


LEXICON = words_of((BROOK, "fi"), ("bäcken siktdjup temperatur", "sv"), *((text, "fi") for text in FILLER))


def near(index: Index, public_id: str = "A", language: str = "fi", **options: object) -> tuple[Alike, ...]:
    return alike(index, LEXICON, public_id, language, concepts=WEIGHTS, **options)  # type: ignore[arg-type]


def test_rare_words_make_alike_and_are_told() -> None:
    (found,) = near(made(row("A", BROOK), row("B", f"{BROOK} uusi")))
    assert (found.public_id, found.language) == ("B", "fi")
    assert set(found.words) == {"puro", "näkösyvyys", "lämpötila"}
    assert LEAST < found.score <= 1


def test_a_word_that_is_said_once_on_the_way_is_not_asked_for() -> None:
    assert near(made(row("A", BROOK, boost=1.0), row("B", BROOK))) == ()
    assert near(made(row("A", BROOK), row("B", BROOK, boost=1.0))) != ()


def test_common_words_alone_make_nobody_alike() -> None:
    assert near(made(row("A", "tavallinen teksti kertoo koulusta"))) == ()


def test_never_itself_and_nothing_for_an_unknown_one() -> None:
    index = made(row("A", BROOK))
    assert near(index) == ()
    assert near(index, "ZZ") == ()


def test_shared_concepts_are_told_and_raise() -> None:
    index = made(
        row("A", BROOK, theme="into"), row("B", "puro näkösyvyys muuta", theme="clue"),
        row("C", "puro näkösyvyys muuta", theme="into"),
    )  # fmt: skip
    found = near(index)
    assert [one.public_id for one in found] == ["C", "B"]
    assert found[0].concepts == (("theme", "into"),)
    assert found[1].concepts == ()


def test_facets_that_do_not_count_are_not_told() -> None:
    index = made(row("A", BROOK, travel="none"), row("B", BROOK, travel="none"))
    assert near(index)[0].concepts == ()


def test_a_missing_choice_is_no_likeness() -> None:
    index = made(row("A", BROOK, theme="without"), row("B", BROOK, theme="without"))
    assert near(index)[0].concepts == ()


def test_at_most_so_many_and_none_that_is_left_out() -> None:
    index = made(*(row(name, BROOK) for name in "ABCD"))
    assert [one.public_id for one in near(index)] == ["B", "C", "D"]
    assert [one.public_id for one in near(index, without={"C"}, most=2)] == ["B", "D"]
    assert [one.public_id for one in near(index, most=1)] == ["B"]
    assert near(index, most=0) == ()


def test_texts_in_the_readers_language_are_compared_first() -> None:
    swedish = "bäcken siktdjup temperatur"
    index = made(row("A", BROOK), row("A", swedish, "sv"), row("B", BROOK), row("B", swedish, "sv"))
    assert near(index)[0].language == "fi"
    found = near(index, language="sv")[0]
    assert found.language == "sv"
    assert "temperatur" in found.words
    assert near(index, language="en")[0].public_id == "B"


def test_no_word_is_a_part_of_another_and_numbers_are_no_words() -> None:
    text = "puro puronvarsi 2026 numero7"
    lexicon = words_of((text, "fi"))
    index = made(row("A", text), row("B", text))
    found = alike(index, lexicon, "A", "fi", concepts=WEIGHTS)
    for one in found:
        assert not any(a in b for a in one.words for b in one.words if a != b)
        assert not any(character.isdigit() for word in one.words for character in word)


def test_what_is_gone_is_alike_to_nobody_and_the_way_there_does_not_matter() -> None:
    rows = [row("A", BROOK, theme="into"), row("B", BROOK, theme="into"), row("C", BROOK)]
    whole = made(*rows)
    grown = made(rows[0], row("C", "toinen teksti ennen"), row("D", BROOK)).with_([rows[1], rows[2]], ["D"])
    assert near(grown) == near(whole)
    assert [one.public_id for one in near(grown)] == ["B", "C"]


@pytest.mark.parametrize("seed", range(5))
def test_changed_and_rebuilt_indexes_agree(seed: int) -> None:
    chance = random.Random(seed)

    def text() -> str:
        return " ".join(chance.choices(WATERS, k=8))

    old = [row(f"P{n:02}", text(), theme=chance.choice(("into", "clue"))) for n in range(30)]
    new = [row(one.public_id, text(), theme=chance.choice(("into", "clue"))) for one in chance.sample(old, 8)]
    changed = {one.public_id for one in new}
    rebuilt = made(*(one for one in old if one.public_id not in changed), *new)
    grown = made(*old)
    for one in new:
        grown = grown.with_([one])
    for one in old:
        assert near(grown, one.public_id) == near(rebuilt, one.public_id)
