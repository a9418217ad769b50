"""The page about assessing."""

from typing import Any

import pytest
from django.test import Client

from criteria import sets
from criteria.models import CriteriaSet, Criterion
from criteria.scoring import ENOUGH, THIRD_OPINION
from practices.profiles import LEAST_MEDIAN, LEAST_TOTAL
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
    assert [name for name, _text in context["rules"]][-3:] == ["Disagreement", "Total score", "What readers see"]
    readers = dict(context["rules"])["What readers see"]
    assert all(f" {number}" in readers for number in (ENOUGH, LEAST_TOTAL, LEAST_MEDIAN))
    assert f"{THIRD_OPINION} steps" in dict(context["rules"])["Disagreement"]
    assert f"from {ENOUGH} finished assessments" in dict(context["rules"])["Total score"]


def test_contents_lead_to_every_section_once(client: Client, base: None) -> None:
    response = client.get(PATHS["sv"])
    content = response.content.decode()
    assert len(response.context["contents"]) == 12
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


def test_a_set_that_was_used_has_a_page_of_its_own(client: Client, base: None) -> None:
    old = CriteriaSet.objects.get()
    old.freeze()
    new, never = sets.copy(old, "2027"), sets.copy(old, "2028")
    Criterion.objects.filter(criteria_set=new, code="CUR").update(weight=3)
    sets.use(new)
    now, before = client.get(PATHS["en"]), client.get(f"{PATHS['en']}2011/")
    assert (now.context["criteria_set"].version, now.context["criteria_set"].weighs) == ("2027", True)
    assert [version for version, _since in now.context["others"]] == ["2011"]
    assert "Weight in the total: 3" in now.content.decode()
    assert (before.status_code, before.context["robots"], before.context["today"]) == (200, "noindex", "2027")
    assert "Weight in the total" not in before.content.decode()
    assert client.get(f"{PATHS['en']}{never.version}/").status_code == 404
    assert client.get(f"{PATHS['en']}2027/").context["canonical"].endswith(PATHS["en"])


def test_the_day_of_the_first_use_is_told(client: Client, base: None) -> None:
    assert "No practice has been taken up" in client.get(PATHS["en"]).content.decode()
    CriteriaSet.objects.get().freeze()
    assert "The first practice was taken up" in client.get(PATHS["en"]).content.decode()
