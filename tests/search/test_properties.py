"""What holds for every question, whatever is typed and chosen."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import loading
from search.query import SORTS, Query
from search.words import groups, parse
from tests.factory import make_cast
from tests.portal.published import publish, publish_in_two

LISTS = ("/fi/kaytannot/", "/sv/praxis/", "/en/practices/")
LANGUAGES = ("fi", "sv", "en")
ALL = 1000
"""A page that holds everything."""

VALUES = {
    "theme": ("clue", "sustainable-development", "into", "early-language", "scart"),
    "level": ("home", "attitudes", "mobility"),
    "stage": ("grades-1-2", "grades-3-6", "upper-secondary"),
    "label": ("described",),
    "language": ("fi", "sv"),
}
TEXTS = (
    ("Puron tarina", {"theme": ["sustainable-development"], "stage": ["grades-3-6"]}),
    ("Joen tarina ja kielisuihku", {"theme": ["early-language"], "level": ["home"], "stage": ["grades-1-2"]}),
    ("Kansainvälistymishanke lukiossa", {"theme": ["scart"], "level": ["mobility"], "stage": ["upper-secondary"]}),
    ("Lukupiiri-ilta videolla", {"theme": ["into", "clue"], "level": ["attitudes", "home"]}),
)
KNOWN = ("puro", "tarina", "tarinoita", "kielisuihku", "hanke", "projekt", "lukupiiri", "bäck", "global", "school*")
MARKS = ('"', "”", "*", ":", "-", "–", "'", "\\", "(", "~", "^", "c:theme:clue", "fi:puro", "\u0308", "\0", "\ud83d")

typed = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(KNOWN + MARKS) | st.text(max_size=8), max_size=8).map(" ".join),
    st.lists(st.sampled_from(KNOWN + MARKS) | st.text(max_size=8), max_size=8).map("".join),
)
words = st.lists(st.sampled_from(KNOWN), max_size=3).map(" ".join)
chosen = st.dictionaries(st.sampled_from(sorted(VALUES)), st.just(None), max_size=2).flatmap(
    lambda facets: st.fixed_dictionaries(
        {facet: st.frozensets(st.sampled_from(VALUES[facet]), min_size=1, max_size=2) for facet in facets}
    )
)
questions = st.builds(
    Query,
    words=words,
    facets=chosen,
    sort=st.sampled_from(SORTS),
    language=st.sampled_from(LANGUAGES),
    page_size=st.just(ALL),
)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
some = settings(many, max_examples=40)


@pytest.fixture
def published(base: None) -> Iterator[None]:
    """A handful of practices, one of them in two languages."""
    cast = make_cast()
    for title, facets in TEXTS:
        publish(cast, title, **facets)
    publish_in_two(cast, "Puron ääni", "sv", "Bäckens röst")
    yield


@given(typed, st.sampled_from(LANGUAGES))
@settings(max_examples=300, deadline=None)
def test_any_text_is_understood(text: str, language: str) -> None:
    for item in parse(text):
        assert item.tokens
    for group in groups(text, language):
        assert all(0 < weight <= 1 for weight in {**group.terms, **group.close}.values())


def test_any_text_may_be_searched(published: None) -> None:
    @given(typed, st.sampled_from(LANGUAGES))
    @many
    def check(text: str, language: str) -> None:
        results = loading.search(Query(text, language=language, page_size=ALL))
        assert results.total == len(results.hits) == len({hit.public_id for hit in results.hits})
        assert results.n_close == sum(hit.is_close for hit in results.hits)

    check()


def test_any_text_is_answered_by_the_page(published: None, client: Client) -> None:
    @given(typed, st.sampled_from(LISTS))
    @some
    def check(text: str, path: str) -> None:
        with transaction.atomic():
            answer = client.get(path, {"q": text.encode("utf-8", "surrogatepass")})
        assert answer.status_code in (200, 301, 400, 404)

    check()


def test_another_facet_never_adds_a_result(published: None) -> None:
    @given(questions, st.sampled_from(sorted(VALUES)), st.data())
    @many
    def check(query: Query, facet: str, data: st.DataObject) -> None:
        if facet in query.facets:
            return
        value = data.draw(st.sampled_from(VALUES[facet]))
        narrower = Query(query.words, {**query.facets, facet: frozenset({value})}, query.sort, 1, query.language, ALL)
        before, after = loading.search(query), loading.search(narrower)
        assert {hit.public_id for hit in after.hits} <= {hit.public_id for hit in before.hits}
        assert after.n_close <= before.n_close
        # a count is what one gets by choosing the value
        assert before.counts.get(facet, {}).get(value, 0) == after.total

    check()


def test_another_value_of_a_facet_never_takes_a_result_away(published: None) -> None:
    @given(questions, st.data())
    @some
    def check(query: Query, data: st.DataObject) -> None:
        if not query.facets:
            return
        facet = data.draw(st.sampled_from(sorted(query.facets)))
        value = data.draw(st.sampled_from(VALUES[facet]))
        wider = {**query.facets, facet: query.facets[facet] | {value}}
        after = loading.search(Query(query.words, wider, query.sort, 1, query.language, ALL))
        before = loading.search(query)
        assert {hit.public_id for hit in before.hits} <= {hit.public_id for hit in after.hits}
        assert before.counts.get(facet) == after.counts.get(facet)

    check()


def test_same_question_has_the_same_answer(published: None) -> None:
    @given(questions)
    @some
    def check(query: Query) -> None:
        assert loading.search(query) == loading.search(query)

    check()


def test_pages_together_are_everything_once(published: None) -> None:
    @given(questions, st.integers(1, 3))
    @some
    def check(query: Query, size: int) -> None:
        whole = loading.search(query)
        parts = [
            loading.search(Query(query.words, query.facets, query.sort, page, query.language, size))
            for page in range(1, whole.total // size + 2)
        ]
        assert [hit for part in parts for hit in part.hits] == list(whole.hits)
        assert {part.total for part in parts} == {whole.total}

    check()
