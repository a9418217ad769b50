"""What to read next: relations from both sides, likeness with the reason said, in few queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from polkka.portal import related
from polkka.upkeep import generation
from practices import published
from practices.models import Relation, Version
from tests.factory import Cast

from .published import publish, publish_many, withdraw

ALIKE = "Oppilaat soittavat kanteleella revontulista kertovan sävelmän ja lähettävät äänitteen."


def relate(source: Version, kind: str, target: Version) -> None:
    Relation.unscoped.create(source=source.practice, kind=kind, target=target.practice)


def shown(version: Version, language: str = "fi") -> tuple[related.Group, ...]:
    at = generation.number()
    with override(language):
        found = published.practice(version.practice.public_id, language, at=at)
        assert found is not None
        return related.related(found, at, language)


def sentences(version: Version, language: str = "en") -> list[tuple[str, str]]:
    return [
        (item.card.title, item.sentence) for group in shown(version, language) for item in group.items if item.sentence
    ]


@pytest.mark.parametrize(
    ("kind", "outward", "inward"),
    [
        ("builds_on", "This practice builds on it.", "It builds on this practice."),
        ("applies", "This practice applies it.", "It applies this practice."),
        ("complements", "These two complement each other.", "These two complement each other."),
        ("replaces", "This practice has replaced it.", "It has replaced this practice."),
        ("requires", "This practice requires that you do it first.", "It requires that you do this practice first."),
    ],
)
def test_relation_is_worded_right_from_each_side(kind: str, outward: str, inward: str, cast: Cast) -> None:
    one, other = publish(cast, "Yksi"), publish(cast, "Toinen")
    relate(one, kind, other)
    assert sentences(one) == [("Toinen", outward)]
    assert sentences(other) == [("Yksi", inward)]


def test_every_relation_has_its_sentence() -> None:
    assert set(related.SENTENCES) == {(kind, side) for kind in Relation.Kind.values for side in (True, False)}


def test_what_replaces_comes_first(cast: Cast) -> None:
    one, *others = publish_many(cast, 4)
    relate(one, "complements", others[0])
    relate(one, "requires", others[1])
    relate(others[2], "replaces", one)
    assert [title for title, _sentence in sentences(one)] == ["Tarina 3", "Tarina 2", "Tarina 1"]


def test_only_published_ones_are_shown_and_each_once(client: Client, cast: Cast) -> None:
    one, other, third = publish_many(cast, 3)
    relate(one, "builds_on", other)
    relate(other, "complements", one)
    relate(third, "applies", one)
    withdraw(cast, third)
    titles = [item.card.title for group in shown(one) for item in group.items]
    assert titles.count("Tarina 1") == 1
    assert "Tarina 2" not in titles
    assert "Tarina 0" not in titles


def test_alike_ones_tell_what_they_share(client: Client, cast: Cast) -> None:
    publish_many(cast, 4)
    one = publish(cast, "Kantele ja revontulet", summary=ALIKE, theme=["into"])
    publish(cast, "Revontulten sävelmä", summary=ALIKE, theme=["into"])
    (group,) = shown(one)
    (item,) = group.items
    assert item.card.title == "Revontulten sävelmä"
    assert item.shared is not None
    assert "sävelmä" in item.shared.words or "kantele" in item.shared.words
    assert item.shared.concepts.startswith("teema INTO")
    path = reverse("permanent", args=[one.practice.public_id])
    content = client.get(path, follow=True).content.decode()
    assert "Revontulten sävelmä" in content.split('class="section related"')[1]


def test_related_ones_are_not_said_to_be_alike_too(cast: Cast) -> None:
    publish_many(cast, 4)
    one = publish(cast, "Kantele ja revontulet", summary=ALIKE)
    other = publish(cast, "Revontulten sävelmä", summary=ALIKE)
    relate(one, "builds_on", other)
    titles = [item.card.title for group in shown(one) for item in group.items]
    assert titles == ["Revontulten sävelmä"]


def test_words_of_another_language_are_marked(cast: Cast) -> None:
    publish_many(cast, 4)
    one = publish(cast, "Kantele ja revontulet", summary=ALIKE)
    publish(cast, "Revontulten sävelmä", summary=ALIKE)
    assert shown(one, "sv")[0].items[0].shared is not None
    assert shown(one, "sv")[0].items[0].shared.language == "fi"
    assert shown(one, "fi")[0].items[0].shared.language == ""


def test_nothing_for_a_practice_like_no_other(client: Client, cast: Cast) -> None:
    one = publish(cast)
    assert shown(one) == ()
    assert (
        "section related"
        not in client.get(reverse("permanent", args=[one.practice.public_id]), follow=True).content.decode()
    )


def test_as_many_queries_with_many_relations(client: Client, cast: Cast) -> None:
    """Right after a publication, when nothing is remembered of the cards; at most twelve on the whole page."""
    one, *others = publish_many(cast, 9)
    relate(one, "builds_on", others[0])
    url = client.get(f"/fi/kaytannot/{one.practice.public_id}/")["Location"]
    counts = []
    for more in ([], others[1:]):
        for other in more:
            relate(one, "complements", other)
        generation.bump()
        related._alike.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
