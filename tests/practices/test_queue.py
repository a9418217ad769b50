"""An assessor's queue: own tasks, how long the text is, what is late, what is finished."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from network.models import Availability
from polkka.kit.languages import speaking
from practices import assessing
from practices.models import Assessment
from practices.states import State

from ..factory import Cast, go, in_state

pytestmark = pytest.mark.django_db
URL = reverse("practices:queue")
QUERIES = 11


def titles(client: Client, key: str) -> list[str]:
    return [task.title for task in getattr(client.get(URL).context["queue"], key)]


def test_queue_shows_what_waits_with_its_size(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    yesterday = timezone.localdate() - timedelta(days=1)
    assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator, deadline=yesterday)
    client.force_login(cast.expert)
    (task,) = client.get(URL).context["queue"].waiting
    assert (task.title, task.minutes, task.is_late, task.criteria) == ("Puron tarina", 1, True, 7)


def test_queue_keeps_finished_ones_until_the_decision(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.peer)
    assert (titles(client, "waiting"), titles(client, "finished")) == ([], ["Puron tarina"])
    go(version, "publish", cast.coordinator)
    assert titles(client, "finished") == []


def test_queue_says_when_nothing_waits(client: Client, cast: Cast) -> None:
    client.force_login(cast.expert)
    with speaking("en"):
        url = reverse("practices:queue")
    assert "Nothing waits for you now" in client.get(url).content.decode()


def test_queue_takes_as_many_queries_for_many(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.expert)
    for number in range(3):
        version = in_state(cast, State.IN_ASSESSMENT, title=f"Käytäntö {number}")
        assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
        client.get(URL)
        with django_assert_num_queries(QUERIES):
            client.get(URL)
    assert Assessment.unscoped.for_user(cast.expert).count() == 3


@pytest.mark.parametrize("part", ["author", "reader", "coordinator", "chief", "administrator", "counsellor"])
def test_queue_is_missing_for_others(client: Client, cast: Cast, part: str) -> None:
    client.force_login(getattr(cast, part))
    assert client.get(URL).status_code == 404


def test_queue_asks_a_visitor_to_sign_in(client: Client, base: None) -> None:
    assert client.get(URL).status_code == 302


def test_queue_is_only_read(client: Client, cast: Cast) -> None:
    client.force_login(cast.peer)
    assert client.post(URL).status_code == 405


def test_queue_tells_how_far_a_task_is_and_how_it_ended(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    mine = assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    client.force_login(cast.expert)
    assert (titles(client, "waiting"), titles(client, "under_way")) == (["Puron tarina"], [])
    whole = {"verdict": "publish", "confidence": 2, "praise": "", "suggestions": ""}
    assessing.save(mine, {"CUR": assessing.Given(3), "NET": assessing.Given(None, True)}, by=cast.expert, **whole)
    (task,) = client.get(URL).context["queue"].under_way
    assert (task.answered, task.criteria, titles(client, "waiting")) == (2, 7, [])
    client.force_login(cast.peer)
    go(version, "decline", cast.coordinator, note="Perustelut.")
    assert (titles(client, "finished"), titles(client, "decided")) == ([], ["Puron tarina"])


def test_availability_is_kept_and_a_bad_one_is_shown_back(client: Client, cast: Cast) -> None:
    client.force_login(cast.peer)
    url, day = reverse("practices:availability"), timezone.localdate() + timedelta(days=30)
    for bad in ({"most": "0"}, {"most": "11"}, {"most": "x"}, {"most": "2", "paused_until": "2999-01-01"}):
        response = client.post(url, bad)
        assert (response.status_code, response.context["form"]["most"].value()) == (400, bad["most"])
    for _n in range(2):
        assert client.post(url, {"most": "2", "paused_until": day.isoformat()}).status_code == 302
    kept = Availability.objects.get(user=cast.peer)
    assert (kept.most, kept.paused_until, client.get(url).status_code) == (2, day, 405)
