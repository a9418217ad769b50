"""Asking through the database: phrases, beginnings, concepts, and the words that are kept for suggestions."""

from typing import Any

import pytest
from django.core.checks import run_checks

from search import loading
from search.checks import analyser_of_entries
from search.models import Entry, Lexeme
from search.query import Query, Results
from taxonomy.models import Concept
from tests.factory import Cast
from tests.portal.published import publish, publish_in_two, withdraw


def ask(words: str, **options: Any) -> Results:
    return loading.search(Query(words, **options))


def ids(results: Results) -> list[str]:
    return [hit.public_id for hit in results.hits]


def test_phrase_is_required_where_it_stands(cast: Cast) -> None:
    first, second = publish(cast, "Puron pitkä tarina"), publish(cast, "Pitkä puron tarina")
    assert sorted(ids(ask("puron pitkä"))) == sorted([first.practice.public_id, second.practice.public_id])
    results = ask('"puron pitkä"')
    assert (ids(results), results.loose) == ([first.practice.public_id], ())


def test_phrase_that_stands_nowhere_is_searched_as_words(cast: Cast) -> None:
    first = publish(cast, "Puron pitkä tarina")
    results = ask('"tarina puron"')
    assert (ids(results), results.loose) == ([first.practice.public_id], ("tarina puron",))


def test_phrases_that_never_stand_together_do_not_empty_the_page(cast: Cast) -> None:
    publish(cast, "Puron pitkä tarina")
    publish(cast, "Joen lyhyt tarina")
    results = ask('"puron pitkä" "joen lyhyt"')
    assert (results.total, results.loose) == (1, ("joen lyhyt",))


def test_phrase_is_read_in_the_text_as_it_is_written(cast: Cast) -> None:
    publish(cast, "Puron pitkä tarina")
    assert ask('"PURON PITKÄ"').loose == ()
    assert ask('"puro pitkä"').loose == ("puro pitkä",)


def test_beginning_finds_longer_words(cast: Cast) -> None:
    version = publish(cast, "Satelliittikuvia katsotaan")
    publish(cast, "Joen tarina")
    assert ids(ask("satell*")) == [version.practice.public_id]


def test_concept_is_found_by_its_name_in_another_language(cast: Cast) -> None:
    version = publish(cast, "Puron tarina", theme=["sustainable-development"])
    publish(cast, "Joen tarina", theme=["clue"])
    results = ask("hållbar utveckling")
    assert ids(results)[0] == version.practice.public_id
    assert ("theme", "sustainable-development") in results.concepts


def test_replaced_concept_counts_as_the_one_in_its_place(cast: Cast) -> None:
    publish(cast, theme=["human-rights"])
    loading.current()
    other = Concept.objects.get(vocabulary__code="theme", code="sustainable-development")
    Concept.objects.filter(vocabulary__code="theme", code="human-rights").update(replaced_by=other, active=False)
    loading.generation.bump()
    assert ask("").counts["theme"] == {"sustainable-development": 1, "clue": 1}


def test_renamed_concept_is_found_by_its_new_name_without_reading_the_entries_again(cast: Cast) -> None:
    publish(cast, theme=["human-rights"])
    held = loading.current()
    Concept.objects.filter(vocabulary__code="theme", code="human-rights").update(name_fi="Kuperkeikkailu")
    loading.generation.bump()
    assert ask("kuperkeikkailu").total == 1
    assert loading.current() is held


def test_words_of_the_texts_are_counted_and_forgotten(cast: Cast) -> None:
    first = publish(cast, "Kuperkeikan tarina")
    publish(cast, "Joen tarina")
    assert loading.lexicon().begins("tarin", 5)[0].frequency == 2
    withdraw(cast, first)
    assert loading.lexicon().begins("tarin", 5)[0].frequency == 1
    assert loading.lexicon().begins("kuperkeikan", 5) == []
    assert Lexeme.objects.get(language="fi", surface="kuperkeikan").frequency == 0
    loading.forget()
    assert loading.lexicon().begins("kuperkeikan", 5) == []


def test_plain_text_is_given_by_practice_and_language(cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    name = version.practice.public_id
    found = loading.plain([(name, "sv"), (name, "en"), ("NOTHERE0", "fi")])
    assert {key: text.title for key, text in found.items()} == {(name, "sv"): "Bäckens berättelse"}


def test_search_without_phrases_asks_the_database_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    publish(cast)
    at = loading.generation.number()
    loading.search(Query("tarina"), at=at)
    with django_assert_num_queries(0):
        loading.search(Query("tarina joki"), at=at)


def test_check_tells_of_entries_of_another_analysis(cast: Cast) -> None:
    publish(cast)
    assert run_checks(tags=["database"], databases=["default"]) == []
    Entry.objects.update(analyser="other-1")
    (warning,) = analyser_of_entries(databases=["default"])
    assert "other-1" in warning.msg and "reindex" in str(warning.hint)


@pytest.mark.parametrize("words", ["", "puro"])
def test_page_size_nothing_still_counts(words: str, cast: Cast) -> None:
    publish(cast, "Puron tarina")
    results = ask(words, page_size=0)
    assert (results.hits, results.total) == ((), 1)
