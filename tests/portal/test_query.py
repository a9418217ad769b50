"""The strict parser of public addresses."""

from collections.abc import Iterator

import pytest
from django.http import QueryDict

from polkka.kit.languages import speaking
from polkka.portal.query import BadQuery, Choice, Known, PublicQuery, of_practices, parse, parse_list
from polkka.upkeep import generation
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

pytestmark = pytest.mark.usefixtures("base")

KNOWN = Known({"state": Choice("State", {"running": "running", "ended": "ended"})}, most=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def shelves(base: None) -> Catalogue:
    return catalogue.at(generation.number())


def asked(raw: str, shelves: Catalogue) -> PublicQuery:
    return parse(QueryDict(raw), shelves, "fi")


def refused(raw: str, shelves: Catalogue) -> BadQuery:
    with pytest.raises(BadQuery) as caught:
        asked(raw, shelves)
    return caught.value


def test_parse_reads_everything(shelves: Catalogue) -> None:
    query = asked("q=puro&sort=label&theme=clue&theme=into&level=home&label=peer&language=sv&page=3", shelves)
    assert (query.q, query.sort, query.page) == ("puro", "label", 3)
    assert query.facets == {
        "theme": frozenset({"clue", "into"}),
        "level": frozenset({"home"}),
        "label": frozenset({"peer"}),
        "language": frozenset({"sv"}),
    }


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("", ""),
        ("q=puro", "q=puro"),
        ("q=", ""),
        ("q=+++", ""),
        ("q=%20puro%09joki%20", "q=puro+joki"),
        ("q=puro&q=joki", "q=joki"),
        ("q=puro&q=", "q=puro"),
        ("nothing=1&q=puro&utm_source=x", "q=puro"),
        ("level=home&theme=clue", "theme=clue&level=home"),
        ("theme=into&theme=clue", "theme=clue&theme=into"),
        ("theme=clue&theme=clue", "theme=clue"),
        ("theme=&level=home", "level=home"),
        ("theme=global-education&theme=clue", "theme=clue&theme=global-education"),
        ("page=1", ""),
        ("page=02", "page=2"),
        ("sort=relevance&q=puro", "q=puro"),
        ("sort=newest", ""),
        ("sort=newest&q=puro", "q=puro&sort=newest"),
        ("sort=label", "sort=label"),
        ("q=%F0%9F%90%9F", "q=%F0%9F%90%9F"),
        ("q=e%CC%81", "q=%C3%A9"),
        ("q=%D7%A9%D7%9C%D7%95%D7%9D", "q=%D7%A9%D7%9C%D7%95%D7%9D"),
    ],
)
def test_parse_leads_to_one_address(raw: str, canonical: str, shelves: Catalogue) -> None:
    query = asked(raw, shelves)
    assert query.query_string() == canonical
    assert query.is_canonical(raw) is (raw == canonical)
    assert asked(canonical, shelves) == query


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("theme=nothing", "“nothing” is not in the list “Teema”."),
        ("level=clue", "“clue” is not in the list “Taso”."),
        ("label=best", "“best” is not in the list “Label”."),
        ("theme=%20clue", "“ clue” is not in the list “Teema”."),
        ("sort=title", "“title” is not an order of this list."),
        ("page=0", "The pages of a list go from 1 to 50."),
        ("page=51", "The pages of a list go from 1 to 50."),
        ("page=abc", "The pages of a list go from 1 to 50."),
        ("page=-1", "The pages of a list go from 1 to 50."),
        ("page=%EF%BC%92", "The pages of a list go from 1 to 50."),
        ("page=99999999999999999999", "The pages of a list go from 1 to 50."),
        ("q=" + "a" * 201, "The search takes at most 200 characters. Search with fewer words."),
        ("q=a%01b", "This text has an invisible control character that cannot be saved. Type the text again."),
        ("q=a%E2%80%AEb", "This text has an invisible control character that cannot be saved. Type the text again."),
        (
            "subject=english&subject=music&subject=crafts&subject=physics&subject=history&subject=religion",
            "At most 5 may be chosen from the list “Oppiaine”.",
        ),
    ],
)
def test_parse_refuses_what_there_is_not(raw: str, sentence: str, shelves: Catalogue) -> None:
    assert refused(raw, shelves).sentence == sentence


def test_parse_keeps_what_it_understood(shelves: Catalogue) -> None:
    assert refused("q=puro&theme=clue&theme=x&page=99", shelves).query.query_string() == "q=puro&theme=clue"


def test_parse_takes_the_longest_words(shelves: Catalogue) -> None:
    assert len(asked("q=" + "a" * 200, shelves).q) == 200


def test_a_refused_value_is_repeated_without_turning_the_line(shelves: Catalogue) -> None:
    assert refused("theme=a%E2%80%AE" + "b" * 90, shelves).sentence == f"“a{'b' * 59}…” is not in the list “Teema”."


def test_parse_list_takes_one_value(base: None) -> None:
    with pytest.raises(BadQuery) as caught:
        parse_list(QueryDict("state=running&state=ended"), KNOWN)
    assert caught.value.sentence == "Only one may be chosen from the list “State”."


def test_parse_list_knows_no_order(base: None) -> None:
    query = parse_list(QueryDict("q=Ä&state=ended&sort=newest&page=2"), KNOWN)
    assert query.query_string() == "q=%C3%84&state=ended&page=2"


def test_links_begin_at_the_first_page(shelves: Catalogue) -> None:
    query = asked("q=puro&theme=clue&page=3", shelves)
    assert query.with_("theme", "into").url("/x/") == "/x/?q=puro&theme=clue&theme=into"
    assert query.with_("level", "home").url("/x/") == "/x/?q=puro&theme=clue&level=home"
    assert query.without("theme", "clue").url("/x/") == "/x/?q=puro"
    assert query.without("theme").url("/x/") == "/x/?q=puro"
    assert query.without_facets().url("/x/") == "/x/?q=puro"
    assert query.sorted_by("newest").url("/x/") == "/x/?q=puro&sort=newest&theme=clue"
    assert query.at_page(4).url("/x/") == "/x/?q=puro&theme=clue&page=4"
    assert asked("", shelves).url("/x/") == "/x/"


def test_for_search_asks_the_same(shelves: Catalogue) -> None:
    question = asked("q=puro&theme=clue&page=3", shelves).for_search("sv", 20)
    assert (question.words, question.facets, question.sort) == ("puro", {"theme": frozenset({"clue"})}, "relevance")
    assert (question.page, question.language, question.page_size) == (3, "sv", 20)


@pytest.mark.parametrize(
    ("raw", "robots"),
    [
        ("", ""),
        ("theme=clue", ""),
        ("sort=label", ""),
        ("theme=clue&level=home", "noindex"),
        ("theme=clue&theme=into", "noindex"),
        ("q=puro", "noindex"),
        ("page=2", "noindex"),
    ],
)
def test_robots_are_let_to_the_list_and_single_values(raw: str, robots: str, shelves: Catalogue) -> None:
    assert asked(raw, shelves).robots == robots


def test_canonical_has_no_order_of_its_own(shelves: Catalogue) -> None:
    assert asked("sort=label&theme=clue", shelves).canonical.query_string() == "theme=clue"


def test_values_stand_in_the_order_of_the_tree(shelves: Catalogue) -> None:
    themes = list(of_practices(shelves, "fi").facets["theme"].values)
    under_clue = ["global-education", "sustainable-development", "civic-influence", "human-rights"]
    assert themes[:6] == ["clue", *under_clue, "scart"]
