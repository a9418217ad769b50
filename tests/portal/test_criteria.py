"""The page about assessing."""

from typing import Any

import pytest
from django.test import Client

from criteria.models import CriteriaSet
from criteria.scoring import ENOUGH, THIRD_OPINION
from practices.questions import GATE

PATHS = {"fi": "/fi/kriteerit/", "sv": "/sv/kriterier/", "en": "/en/criteria/"}
FIRST = {"fi": "Opetussuunnitelma", "sv": "Läroplan", "en": "Curriculum"}


@pytest.mark.parametrize("language", PATHS)
def test_criteria_are_told_in_every_language(language: str, client: Client, base: None) -> None:
    response = client.get(PATHS[language])
    criteria = response.context["criteria_set"].criteria
    assert response.status_code == 200
    assert [c.code for c in criteria] == ["CUR", "IMP", "ENV", "NET", "SUS", "OUT", "RES"]
    assert criteria[0].name == FIRST[language]
    assert [step for step, _, _ in criteria[0].levels] == [0, 1, 2, 3, 4]
    assert not response.cookies


def test_labels_are_told_with_their_meaning(client: Client, base: None) -> None:
    labels = client.get(PATHS["en"]).context["labels"]
    assert [(step, str(name)) for step, name, _ in labels] == [
        (1, "Described"), (2, "Peer-assessed"), (3, "Expert-assessed"), (4, "Rooted"),
    ]  # fmt: skip
    assert all(meaning for _, _, meaning in labels)


def test_path_check_scale_and_result_are_told(client: Client, base: None) -> None:
    context = client.get(PATHS["en"]).context
    assert len(context["path"]) == 5
    assert [str(words) for words in context["gate"]] == [str(words) for _question, words in GATE]
    assert context["criteria_set"].scale[4] == (4, "Example for others")
    assert [name for name, _text in context["rules"]][-2:] == ["Disagreement", "Total score"]
    assert f"{THIRD_OPINION} steps" in dict(context["rules"])["Disagreement"]
    assert f"from {ENOUGH} finished assessments" in dict(context["rules"])["Total score"]


def test_contents_lead_to_every_section_once(client: Client, base: None) -> None:
    response = client.get(PATHS["sv"])
    content = response.content.decode()
    assert len(response.context["contents"]) == 11
    for anchor, _words in response.context["contents"]:
        assert content.count(f'id="{anchor}"') == 1
        assert f'href="#{anchor}"' in content


def test_page_follows_the_current_set(client: Client, base: None) -> None:
    CriteriaSet.objects.update(scale=[{"fi": f"Porras {n}"} for n in range(5)], version="2031")
    content = client.get(PATHS["en"]).content.decode()
    assert "Porras 3" in content
    assert "2031" in content


def test_there_is_no_page_without_a_current_set(client: Client, base: None) -> None:
    CriteriaSet.objects.update(is_current=False)
    assert client.get(PATHS["fi"]).status_code == 404


def test_criteria_ask_the_database_seldom(client: Client, base: None, django_assert_num_queries: Any) -> None:
    client.get(PATHS["fi"])
    with django_assert_num_queries(4):
        client.get(PATHS["fi"])


def test_criteria_refuse_a_post(client: Client, base: None) -> None:
    assert client.post(PATHS["fi"]).status_code == 405
