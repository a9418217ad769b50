"""The ready-made ways on the front page: one lesson, without a journey, by school stage."""

import pytest
from django.test import Client

from tests.factory import Cast

from .published import publish


def test_stages_with_something_for_one_lesson_are_offered(client: Client, cast: Cast) -> None:
    publish(cast, "Tunti", time=["lesson"], stage=["grades-7-9", "grades-1-2"])
    publish(cast, "Toinen tunti", time=["lesson"], stage=["grades-7-9"])
    publish(cast, "Viikko", time=["week"], stage=["grades-3-6"])
    publish(cast, "Matka", time=["lesson"], travel=["abroad"], stage=["preschool"])
    found = client.get("/en/").context["shortcuts"]
    assert [(way.name, way.count) for way in found] == [("Grades 1–2", 1), ("Grades 7–9", 2)]
    assert [client.get(way.url).context["total"] for way in found] == [1, 2]


@pytest.mark.parametrize("path", ["/fi/", "/sv/", "/en/"])
def test_nothing_is_offered_where_there_is_nothing(path: str, client: Client, base: None) -> None:
    response = client.get(path)
    assert response.context["shortcuts"] == []
    assert 'id="shortcuts"' not in response.content.decode()
