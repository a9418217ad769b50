"""From publication to the next request: entries, generation, and the index of this process."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from polkka.upkeep import generation
from polkka.upkeep.models import Generation
from practices.models import Version
from search import loading
from search.models import Entry
from search.query import Query
from taxonomy.models import Concept
from tests.factory import Cast, draft, go
from tests.portal.published import publish, publish_in_two, withdraw

LIST = "/fi/kaytannot/"


def found(words: str = "") -> list[str]:
    return [hit.public_id for hit in loading.current().search(Query(words)).hits]


def shown(client: Client, words: str = "") -> list[str]:
    return [card.title for card in client.get(LIST, {"q": words} if words else {}).context["cards"]]


def test_published_practice_is_found_by_the_next_request(client: Client, cast: Cast) -> None:
    assert shown(client) == []
    publish(cast)
    assert shown(client) == shown(client, "puron") == ["Puron tarina"]


def test_withdrawn_practice_is_gone_with_the_next_request(client: Client, cast: Cast) -> None:
    version = publish(cast)
    assert shown(client) == ["Puron tarina"]
    withdraw(cast, version)
    assert shown(client) == shown(client, "puron") == []


def test_restored_practice_is_found_again(client: Client, cast: Cast) -> None:
    version = withdraw(cast, publish(cast))
    assert shown(client) == []
    go(version, "restore", cast.coordinator)
    assert shown(client, "puron") == ["Puron tarina"]


@pytest.mark.parametrize("moves", [(), ("submit",), ("submit", "retract")])
def test_unpublished_practice_is_not_found(moves: tuple[str, ...], client: Client, cast: Cast) -> None:
    version = draft(cast)
    for name in moves:
        version = go(version, name, cast.author)
    assert shown(client) == []
    assert not Entry.objects.exists()


def test_publication_raises_the_generation_once(cast: Cast) -> None:
    before = generation.number()
    version = publish(cast)
    assert generation.number() == before + 1
    assert list(Entry.objects.values_list("public_id", "language", "generation", "live")) == [
        (version.practice.public_id, "fi", before + 1, True)
    ]


def test_every_language_has_an_entry(cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    assert found("bäckens") == found("puron") == [version.practice.public_id]
    assert sorted(Entry.objects.values_list("language", flat=True)) == ["fi", "sv"]


def test_withdrawal_empties_the_entries(cast: Cast) -> None:
    version = withdraw(cast, publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse"))
    rows = Entry.objects.filter(public_id=version.practice.public_id)
    kept = [(row.live, bytes(row.terms), row.facets, row.title + row.summary + row.body + row.lexemes) for row in rows]
    assert kept == [(False, b"\0", {}, "")] * 2


def test_index_is_kept_while_nothing_changes(cast: Cast, django_assert_num_queries: Any) -> None:
    publish(cast)
    held, at = loading.current(), generation.number()
    with django_assert_num_queries(1):
        assert loading.current() is held
    with django_assert_num_queries(0):
        assert loading.current(at) is held


def test_index_catches_up_by_what_changed(cast: Cast) -> None:
    first = publish(cast, "Puro")
    held = loading.current()
    second = publish(cast, "Joki")
    withdraw(cast, first)
    assert found() == [second.practice.public_id]
    assert loading.current() is not held
    assert [hit.public_id for hit in held.search(Query()).hits] == [first.practice.public_id]


def test_caught_up_index_answers_as_a_fresh_one(cast: Cast) -> None:
    loading.current()
    versions = [publish(cast, title) for title in ("Puron tarina", "Joen tarina", "Meren tarina")]
    loading.current()
    withdraw(cast, versions[1])
    caught_up = loading.current().search(Query("tarina"))
    loading.forget()
    assert loading.current().search(Query("tarina")) == caught_up


def test_index_knows_the_concepts_above(cast: Cast) -> None:
    publish(cast, theme=["sustainable-development"])
    counts = loading.current().search(Query()).counts
    assert counts["theme"] == {"sustainable-development": 1, "clue": 1}


def test_moved_concept_moves_its_practices(cast: Cast) -> None:
    publish(cast, theme=["sustainable-development"])
    loading.current()
    with transaction.atomic():
        into = Concept.objects.get(vocabulary__code="theme", code="into")
        Concept.objects.filter(vocabulary__code="theme", code="sustainable-development").update(parent=into)
        generation.bump()
    assert loading.current().search(Query()).counts["theme"] == {"sustainable-development": 1, "into": 1}


def test_failed_publication_leaves_no_trace(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = go(draft(cast, depth="tip"), "submit", cast.author)
    before = generation.number()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("practices.workflow.write_entries", fail)
    with pytest.raises(RuntimeError):
        go(version, "publish", cast.coordinator)
    assert (generation.number(), Entry.objects.exists(), found()) == (before, False, [])
    assert Version.unscoped.get(pk=version.pk).state == "submitted"


def test_generation_that_went_back_is_read_anew(cast: Cast) -> None:
    publish(cast)
    assert len(found()) == 1
    Entry.objects.all().delete()
    Generation.objects.update(number=0)
    assert found() == []


def test_failure_on_the_way_leaves_nothing_half_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(cast, "Puron tarina")
    loading.current()
    publish(cast, "Joen tarina")
    with monkeypatch.context() as broken:
        broken.setattr("search.postings.small", lambda texts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            found("tarina")
    assert len(found("tarina")) == 2
    assert loading.current().search(Query()).total == 2
