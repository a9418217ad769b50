"""What waits for a coordinator: each practice in one queue, whose it is, since when, and how many queries it takes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from polkka.upkeep import together
from practices import assessing, joining, months, waiting
from practices.models import Assessment, Schedule, Text, Version
from practices.states import State
from projects.models import Project, ProjectMember

from ..factory import Cast, draft, finish, go, in_state, read, yes_to_all
from ..queues import lines, queues

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


def taken_up(cast: Cast, title: str = "Puron tarina") -> Version:
    """A version in assessment with nobody asked."""
    version = in_state(cast, State.SUBMITTED, title=title)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    return go(version, "take_up", cast.coordinator)


def planned(version: Version, **changed: Any) -> Schedule:
    at = timezone.now() + timedelta(days=2)
    return Schedule.unscoped.create(version=version, at=at, by_name="Kaisa", edit=version.edit, **changed)


def test_each_practice_stands_in_one_queue(cast: Cast) -> None:
    """A third view that agrees with one of two does not bring them together: then it is for the coordinator."""
    asked = taken_up(cast, "Kaksi pyydetty")
    for peer in (cast.peer, cast.second_peer):
        assessing.assign(asked, peer, kind="peer", by=cast.coordinator)
    in_state(cast, State.SUBMITTED, title="Uusi tulokas")
    in_state(cast, State.IN_ASSESSMENT, title="Valmis")
    one = taken_up(cast, "Eri mieltä")
    finish(one, cast.peer, by=cast.coordinator, step=1)
    finish(one, cast.second_peer, by=cast.coordinator, step=3)
    taken_up(cast, "Kukaan ei arvioi")
    in_state(cast, State.PUBLISHED, title="Julkaistu")

    found = {code: [line.title for line in queue.lines] for code, queue in queues(cast.coordinator).items()}

    assert found == {
        "new": ["Uusi tulokas"],
        "ready": ["Valmis"],
        "differ": ["Eri mieltä"],
        "to_ask": ["Kukaan ei arvioi"],
        "under_way": ["Kaksi pyydetty"],
    }
    finish(one, cast.expert, by=cast.coordinator, kind="expert", step=3)
    assert lines(cast.coordinator, "ready") == ["Valmis", "Eri mieltä"]


def test_a_submission_is_overdue_after_a_week_and_an_assessment_after_its_deadline(cast: Cast) -> None:
    late = taken_up(cast, "Arvioija myöhässä")
    yesterday = timezone.localdate() - YESTERDAY
    assessing.assign(late, cast.peer, kind="peer", by=cast.coordinator, deadline=yesterday)
    with time_machine.travel(timezone.now() - timedelta(days=8)):
        in_state(cast, State.SUBMITTED, title="Vanha")
    queue = queues(cast.coordinator)["overdue"]
    assert [line.title for line in queue.lines] == ["Vanha", "Arvioija myöhässä"]
    assert queue.oldest is not None
    assert (timezone.now() - queue.oldest).days == 8


def test_what_comes_again_after_a_return_says_so(cast: Cast) -> None:
    in_state(cast, State.RETURNED)
    again = Version.unscoped.get(state=State.DRAFT)
    go(again, "submit", cast.author)
    assert {code: queue.n for code, queue in queues(cast.coordinator).items()} == {"answered": 1}


def test_who_abstained_is_not_counted(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    assessment = assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    assert set(queues(cast.coordinator)) == {"under_way"}
    assessing.abstain(assessment, by=cast.expert, reason="Ei aikaa.")
    assert set(queues(cast.coordinator)) == {"ready"}
    assert Assessment.unscoped.filter(version=version).count() == 3


def test_plans_questions_translations_and_places_wait_too(cast: Cast) -> None:
    plan = planned(in_state(cast, State.IN_ASSESSMENT, title="Ensi viikolla"))
    failed = planned(in_state(cast, State.IN_ASSESSMENT, title="Jäi julkaisematta"), fault=Schedule.Fault.CHANGED)
    published = in_state(cast, State.PUBLISHED, title="Käännetty")
    Text.unscoped.create(version=published, language="sv", title="Översatt", renewal={"offered_at": "2026-01-01"})
    joining.ask(cast.reader, project=cast.project)
    Project.objects.create(code="ehdotus", name="Ehdotus", is_proposed=True)

    found = queues(cast.coordinator)

    assert {
        code: found[code].n for code in ("planned", "failed", "translation", "joining", "project")
    } == dict.fromkeys(("planned", "failed", "translation", "joining", "project"), 1)
    assert (found["planned"].lines[0].title, found["planned"].lines[0].at) == ("Ensi viikolla", plan.at)
    assert [code for code in found for line in found[code].lines if line.title == "Ensi viikolla"] == ["planned"]
    assert len([code for code in found for line in found[code].lines if line.title == "Jäi julkaisematta"]) == 2
    assert found["failed"].lines[0].place == str(failed.get_fault_display())
    assert found["translation"].lines[0].place == "Svenska"
    assert found["joining"].lines[0].title == "Reader"
    assert [found[code].is_quiet for code in ("planned", "failed")] == [True, False]


def test_only_the_first_lines_are_shown_and_all_are_counted(cast: Cast) -> None:
    for number in range(waiting.LINES + 2):
        in_state(cast, State.SUBMITTED, title=f"Käytäntö {number}")
    queue = queues(cast.coordinator)["new"]
    assert (queue.n, len(queue.lines), queue.more) == (7, 5, 2)
    assert queue.lines[0].title == "Käytäntö 0"


def test_the_own_coordination_is_shown_until_all_are_asked_for(cast: Cast) -> None:
    """Elsewhere a coordinator sees what was submitted, and not how its assessment goes."""
    in_state(cast, State.SUBMITTED, title="Uusi")
    in_state(cast, State.IN_ASSESSMENT, title="Arvioitu")
    assert queues(cast.other_coordinator) == {}
    assert lines(cast.other_coordinator, "new", everywhere=True) == ["Uusi"]
    assert lines(cast.other_coordinator, "under_way", everywhere=True) == ["Arvioitu"]
    assert set(queues(cast.coordinator, everywhere=True)) == set(queues(cast.chief)) == {"new", "ready"}


@pytest.mark.parametrize("part", ["author", "peer", "reader", "administrator", "counsellor"])
def test_nothing_waits_for_others(cast: Cast, part: str) -> None:
    in_state(cast, State.SUBMITTED)
    assert queues(getattr(cast, part)) == {}


@pytest.mark.parametrize("everywhere", [False, True])
def test_ones_own_practice_is_for_somebody_else(cast: Cast, everywhere: bool) -> None:
    in_state(cast, State.SUBMITTED)
    ProjectMember.objects.create(user=cast.coordinator, project=cast.project, role="editor")
    assert queues(cast.coordinator, everywhere=everywhere) == {}


def test_it_takes_as_many_queries_for_many(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    cast.coordinator.has_perm("practices.coordinate")
    for number in range(3):
        for state in (State.SUBMITTED, State.IN_ASSESSMENT, State.PUBLISHED):
            in_state(cast, state, title=f"Käytäntö {number}")
        with django_assert_num_queries(4):
            queues(cast.coordinator)


def test_rows_of_many_tables_come_in_order_with_their_times(cast: Cast) -> None:
    first, second = (in_state(cast, State.SUBMITTED, title=title) for title in "ab")
    rows = Version.unscoped.filter(pk__in=[first.pk, second.pk])
    parts = [
        together.part("b", Project.objects.filter(pk=cast.project.pk), key="code", words="name"),
        together.part("a", rows, key="practice__public_id", words="state", at="submitted_at", ref="pk"),
    ]
    found = together.fetch(parts)
    assert [(row.kind, row.ref, row.at) for row in found] == [
        ("a", first.pk, first.submitted_at), ("a", second.pk, second.submitted_at), ("b", None, None),
    ]  # fmt: skip
    assert together.fetch([]) == []


# --- on its way, and the month ---------------------------------------------------------------------------------
def test_what_is_on_its_way_counts_under_its_theme_and_level(cast: Cast) -> None:
    draft(cast)
    in_state(cast, State.PUBLISHED)
    assert waiting.under_way() == {("clue", "home"): 1, ("clue", "attitudes"): 1}


def test_a_month_counts_what_was_done_in_it(cast: Cast) -> None:
    with time_machine.travel("2026-10-10 09:00+03:00", tick=False) as clock:
        version = draft(cast)
        go(version, "submit", cast.author)
        clock.shift(timedelta(days=30))
        assessing.save_gate(read(version), yes_to_all(), by=cast.coordinator)
        go(read(version), "take_up", cast.coordinator)
        finish(read(version), cast.peer, by=cast.coordinator)
        go(read(version), "decline", cast.coordinator, note="Ei sovi.")
        now, before = months.months(cast.coordinator)
        other, _before = months.months(cast.other_coordinator)
        everywhere, _before = months.months(cast.other_coordinator, everywhere=True)
        of_all, _before = months.months(cast.counsellor)
    assert (before.submitted, before.declined, now.submitted, now.declined) == (1, 0, 0, 1)
    assert (now.days_to_decision, now.asked, now.finished, now.days_to_assess) == (30, 1, 1, 0)
    assert (other.declined, everywhere.declined, of_all.declined) == (0, 1, 1)
    assert (before.days_to_decision, before.days_to_assess) == (None, None)


# --- the old address -------------------------------------------------------------------------------------------
def test_the_old_address_of_the_queue_leads_to_the_first_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert client.get(reverse("practices:coordination")).url == reverse("admin:index")
    assert client.post(reverse("practices:coordination")).status_code == 405
    client.force_login(cast.peer)
    assert client.get(reverse("practices:coordination")).status_code == 404
