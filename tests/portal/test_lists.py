"""What stands around the hits: the order and folding of facets, and where a search leads on."""

import pytest
from django.test import Client

from polkka.kit import facets as kit_facets
from polkka.portal import known, leads
from polkka.portal.lists import MOST_LISTED, Facet, Option, facets, sort_links
from polkka.portal.query import MOST_VALUES, Choice, Known, PublicQuery
from polkka.upkeep import generation
from practices.models import Version
from tests.factory import Cast

from .published import publish, withdraw

LIST = "/fi/kaytannot/"
NAMES = {code: code.upper() for code in "abcdefghij"}


def one(choice: Choice, counts: dict[str, int], *chosen: str) -> Facet:
    """The only facet of a list, with its counts and what is chosen of it."""
    query = PublicQuery(Known({"x": choice}), facets={"x": frozenset(chosen)} if chosen else {})
    return facets(query, {"x": counts})[0]


def codes(facet: Facet) -> tuple[str, str]:
    """The codes seen at once, and the folded ones."""
    listed = "".join(option.code for option in facet.options)
    return listed[: facet.n_in_sight], listed[facet.n_in_sight :]


def test_eight_values_are_all_seen_in_their_own_order() -> None:
    assert codes(one(Choice("X", NAMES), dict(zip("abcdefgh", range(1, 9), strict=True)))) == ("abcdefgh", "")


def test_a_long_facet_begins_with_the_largest_and_keeps_the_order_of_the_rest() -> None:
    counts = {"a": 1, "b": 1, "c": 9, "d": 1, "e": 5, "f": 5, "g": 7, "h": 3, "i": 2, "j": 1}
    assert codes(one(Choice("X", NAMES), counts)) == ("cgefhi", "abdj")


def test_a_chosen_value_of_a_long_facet_is_always_seen() -> None:
    counts = dict.fromkeys("abcdefghi", 2) | {"j": 1}
    facet = one(Choice("X", NAMES), counts, "j")
    assert (codes(facet), facet.n_chosen) == (("abcdefj", "ghi"), 1)


def test_years_keep_their_order_and_are_seen_as_far_as_the_chosen_one() -> None:
    counts = dict.fromkeys("abcdefghij", 1) | {"j": 99}
    assert codes(one(Choice("X", NAMES, keeps_order=True), counts)) == ("abcdef", "ghij")
    assert codes(one(Choice("X", NAMES, keeps_order=True), counts, "h")) == ("abcdefgh", "ij")


def test_a_tree_is_never_cut() -> None:
    choice = Choice("X", NAMES, {"b": (1, ""), "a": (0, "clue")})
    facet = one(choice, dict.fromkeys("abcdefghij", 1))
    assert codes(facet) == ("abcdefghij", "")
    assert facet.options[:2] == (Option("a", "A", 1, False, 0, "clue"), Option("b", "B", 1, False, 1, ""))


def test_values_that_few_have_are_left_out_of_a_very_long_facet() -> None:
    names = {f"v{n:03}": str(n) for n in range(MOST_LISTED + 20)}
    facet = one(Choice("X", names), {code: n + 1 for n, code in enumerate(names)})
    assert (len(facet.options), facet.n_left) == (MOST_LISTED, 20)
    assert min(option.count for option in facet.options) == 21


def test_a_full_facet_takes_no_more_and_says_so() -> None:
    counts = dict.fromkeys(NAMES, 1)
    assert one(Choice("X", NAMES), counts, *"abcd").full == ""
    full = one(Choice("X", NAMES), counts, *"abcde")
    assert full.full == f"Luettelosta ”X” voi valita enintään {MOST_VALUES}."
    html = kit_facets.html(full)
    assert (html.count(" checked>"), html.count(" disabled>")) == (5, 5)
    assert html.count(f'<p class="small muted">{full.full}</p>') == 1


def test_orders_without_words_have_no_best_match() -> None:
    query = PublicQuery(Known({}, ("relevance", "newest", "label")))
    assert [(code, url, current) for code, _, url, current in sort_links(query, "/x/")] == [
        ("newest", "/x/", True),
        ("label", "/x/?sort=label", False),
    ]


def test_boxes_are_escaped() -> None:
    option = Option('"><b>', "<i>&</i>", 3, True, 1, "")
    html = kit_facets.html(Facet("x", "<X>", (option,), 1, 1), form="search")
    assert html == (
        '<details class="facet" id="facet.x" open>'
        '<summary><span>&lt;X&gt; <span class="count">(1)</span></span></summary>\n'
        '<fieldset><legend class="unseen">&lt;X&gt;</legend>\n'
        '<label class="tick tick-deep"><input type="checkbox" id="x.&quot;&gt;&lt;b&gt;" name="x"'
        ' value="&quot;&gt;&lt;b&gt;" form="search" checked><span>&lt;i&gt;&amp;&lt;/i&gt;</span>'
        ' <span class="count">3</span></label>\n'
        "</fieldset></details>\n"
    )


def test_folded_boxes_say_how_many_they_are() -> None:
    options = tuple(Option(code, name, 1, False) for code, name in NAMES.items())
    html = kit_facets.html(Facet("x", "X", options, 0, 6, 2), is_open=True)
    assert html.count('<label class="tick">') == 10
    assert html.index('id="rest.x"') > html.index('value="f"')
    assert html.index('id="rest.x"') < html.index('value="g"')


@pytest.fixture
def two(cast: Cast) -> list[Version]:
    return [publish(cast, "Puron tarina"), publish(cast, "Kielisuihku", theme=["into"], tags=["kieli"])]


def values(code: str) -> list[tuple[str, str]]:
    return list(known.practices(generation.number(), "fi").facets[code].values.items())


def test_facets_that_are_no_vocabulary_know_the_values_in_use(two: list[Version], cast: Cast) -> None:
    year = str(two[0].published_at.year) if two[0].published_at else ""
    assert values("year") == [(year, year)]
    assert values("project") == [("puro", "Project puro")]
    assert values("tag") == [("kieli", "kieli"), ("puro", "puro"), ("vesi", "vesi")]
    assert [code for code, _name in values("coordination")] == ["clue"]
    withdraw(cast, two[1])
    assert values("tag") == [("puro", "puro"), ("vesi", "vesi")]


@pytest.mark.parametrize("limit", ["tag=kieli", "project=puro", "coordination=clue", "label=described"])
def test_every_facet_limits(limit: str, client: Client, two: list[Version]) -> None:
    response = client.get(f"{LIST}?{limit}")
    assert (response.status_code, response.context["total"]) == (200, 1 if limit == "tag=kieli" else 2)


def test_a_value_that_no_practice_has_is_refused(client: Client, two: list[Version]) -> None:
    assert client.get(f"{LIST}?tag=nothing").status_code == 400


def test_words_that_name_a_concept_lead_to_all_of_it(client: Client, two: list[Version]) -> None:
    response = client.get(LIST, {"q": "kestävä kehitys"})
    found = response.context["concepts"]
    assert leads.Lead("Teema", "Kestävä kehitys", 1, "/fi/kaytannot/?theme=sustainable-development") in found
    chosen = client.get(LIST, {"q": "kestävä kehitys", "theme": "sustainable-development"})
    assert chosen.context["concepts"] == ()


def test_other_words_are_offered_where_little_is_found(client: Client, two: list[Version]) -> None:
    assert client.get(LIST, {"q": "kielisuiku"}).context["meant"] == ("kielisuihku", "/fi/kaytannot/?q=kielisuihku")
    assert client.get(LIST, {"q": "kielisuihku"}).context["meant"] is None


@pytest.mark.parametrize(("theme", "kept"), [("into", "&theme=into"), ("clue", "")])
def test_other_words_keep_the_limits_within_which_they_find_something(
    client: Client, two: list[Version], theme: str, kept: str
) -> None:
    response = client.get(LIST, {"q": "kielisuiku", "theme": theme})
    assert response.context["meant"] == ("kielisuihku", f"/fi/kaytannot/?q=kielisuihku{kept}")


def test_words_that_begin_alike_come_under_close_matches(client: Client, two: list[Version]) -> None:
    response = client.get(LIST, {"q": "vertaisryhmä"})
    assert (len(response.context["hits"]), len(response.context["close_hits"])) == (0, 2)
    assert response.context["close_start"] == 1


def test_a_phrase_that_stands_nowhere_is_said_to_be_loose(client: Client, two: list[Version]) -> None:
    response = client.get(LIST, {"q": '"tarina puron"'})
    assert (response.context["loose"], response.context["total"]) == (("tarina puron",), 2)


def test_nothing_found_leads_to_what_is_named_alike(client: Client, two: list[Version]) -> None:
    response = client.get(LIST, {"q": "kestävyystyö", "theme": "into"})
    assert response.context["total"] == 0
    assert response.context["nearest"][0] == leads.Lead(
        "Teema", "Kestävä kehitys", 1, "/fi/kaytannot/?theme=sustainable-development"
    )


def test_nothing_near_leads_to_the_themes(client: Client, two: list[Version]) -> None:
    response = client.get(LIST, {"q": "qzx"})
    assert [(lead.name, lead.count) for lead in response.context["nearest"]] == [("CLUE", 1), ("INTO", 1)]
    assert "/fi/kaytannot/toive/?q=qzx" in response.content.decode()


def test_hits_are_drawn_once_a_generation_and_marked_anew(client: Client, two: list[Version]) -> None:
    plain = client.get(LIST).content.decode()
    marked = client.get(LIST, {"q": "puron"}).content.decode()
    assert "<mark>" not in plain
    assert '<a href="' in marked
    assert "<mark>Puron</mark> tarina</a>" in marked
    assert marked.count('loading="eager"') == marked.count('class="card hit') < 4
