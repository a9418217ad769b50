"""What has changed from version to version."""

import re
from typing import Any

import pytest
from django.test import Client

from polkka.upkeep import outbox
from practices import edits
from practices.models import Relation, Version
from practices.states import Depth, State
from taxonomy import catalogue
from tests.factory import Cast, draft, go, in_state, read

from .published import publish, publish_many, withdraw


def address(version: Version, language: str = "fi") -> str:
    word = {"fi": "kaytannot/{}/versiot", "sv": "praxis/{}/versioner", "en": "practices/{}/versions"}[language]
    return f"/{language}/{word.format(version.practice.public_id)}/"


def renew(cast: Cast, version: Version, **changed: Any) -> Version:
    """Publish a new version of a tip with some answers changed."""
    with outbox.muted():
        opened = edits.new_version(version, by=cast.author)
        edits.save(opened, changed, by=cast.author, seen={})
        return go(go(read(opened), "submit", cast.author), "publish", cast.coordinator)


def test_change_is_told_in_words(client: Client, cast: Cast) -> None:
    first = publish(cast, result="Jokainen oppilas osasi keväällä kertoa kolme asiaa puron tilasta.")
    renew(cast, first, result="Jokainen oppilas osasi keväällä kertoa neljä asiaa puron tilasta.", tags=["vesi", "oja"])
    response = client.get(address(first))
    html = response.content.decode()
    assert response.status_code == 200
    plain = re.sub(r'<span class="unseen".*?</span>', "", html)
    assert "<del>kolme</del>" in plain
    assert "<ins>neljä</ins>" in plain
    assert "<ins>oja</ins>" in plain
    assert "<del>puro</del>" in plain
    assert html.count('class="unseen" lang="fi"') >= 4
    assert '<meta name="robots" content="noindex">' in html
    rows = response.context["editions"].rows
    assert [(row.number, row.is_current, row.is_first) for row in rows] == [(2, True, False), (1, False, True)]
    assert [change.heading for change in rows[0].changes] == ["Tulos", "Avainsanat"]


def test_page_of_the_practice_leads_to_its_versions(client: Client, cast: Cast) -> None:
    version = publish(cast)
    page = f"/p/{version.practice.public_id}"
    assert address(version) not in client.get(page, follow=True).content.decode()
    renew(cast, version, challenge="Toinen haaste.")
    response = client.get(page, follow=True)
    assert address(version) in response.content.decode()
    told = response.context["practice"]
    assert (told.number, told.n_versions) == (2, 2)
    assert told.first_published_on <= told.card.published_on


def test_an_older_version_that_was_restored_stands_first(client: Client, cast: Cast) -> None:
    first = withdraw(cast, publish(cast))
    third = renew(cast, renew(cast, first, challenge="Toinen haaste."), challenge="Kolmas haaste.")
    with outbox.muted():
        withdraw(cast, third)
        go(read(first), "restore", cast.coordinator)
    rows = client.get(address(first)).context["editions"].rows
    assert [(row.number, row.is_current) for row in rows] == [(1, True), (2, False)]


def test_one_version_has_a_page_without_changes(client: Client, cast: Cast) -> None:
    response = client.get(address(publish(cast), "en"))
    assert response.status_code == 200
    assert "<ins>" not in response.content.decode()
    assert response.context["editions"].rows[0].is_first


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT, State.DECLINED])
def test_versions_of_what_is_not_published_are_missing(state: str, client: Client, cast: Cast) -> None:
    assert client.get(address(in_state(cast, state))).status_code == 404


def test_open_draft_of_a_new_version_stays_hidden(client: Client, cast: Cast) -> None:
    version = publish(cast)
    opened = edits.new_version(version, by=cast.author)
    edits.save(opened, {"result": "Salainen tulos."}, by=cast.author, seen={})
    response = client.get(address(version))
    assert "Salainen" not in response.content.decode()
    assert len(response.context["editions"].rows) == 1


def test_withdrawn_practice_has_no_versions(client: Client, cast: Cast) -> None:
    version = renew(cast, publish(cast), result="Poistettu tulos.")
    withdraw(cast, version)
    response = client.get(address(version))
    assert response.status_code == 410
    assert "Poistettu tulos" not in response.content.decode()


def test_answer_that_the_depth_does_not_ask_is_not_told(client: Client, cast: Cast) -> None:
    version = draft(cast, depth=Depth.TIP, pitfalls="Salattu kompastus.")
    with outbox.muted():
        first = go(go(version, "submit", cast.author), "publish", cast.coordinator)
    renew(cast, first, pitfalls="Toinen salattu.", result="Uusi tulos.")
    html = client.get(address(first)).content.decode()
    assert "Uusi" in html
    assert "salattu" not in html.lower()


def test_versions_ask_the_database_the_same_however_many(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    version = publish(cast)
    client.get(address(version))
    with django_assert_num_queries(5):
        client.get(address(version))
    for number in range(4):
        version = renew(cast, version, result=f"Tulos {number}.")
    client.get(address(version))
    with django_assert_num_queries(5):
        assert len(client.get(address(version)).context["editions"].rows) == 5


def test_practice_with_a_past_asks_no_more(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    others = publish_many(cast, 4)
    version = renew(cast, publish(cast), result="Uusi tulos.")
    for other in others:
        Relation.unscoped.create(source=version.practice, kind="builds_on", target=other.practice)
    catalogue.forget()
    with django_assert_max_num_queries(12):
        response = client.get(f"/fi/kaytannot/{version.practice.public_id}-puron-tarina/")
    assert len(response.context["related"][0].items) == 4
