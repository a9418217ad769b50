"""Many coordinators at once: nobody is asked twice, or for more than was wished; reminders go once."""

import pytest

from network.models import Availability
from polkka.upkeep.models import Mail
from practices import asking, assessing, reminding
from practices.models import Assessment, Version
from practices.states import State

from ..factory import Cast, go, in_state, make_cast, read, yes_to_all
from .test_asking import in_days
from .test_races import THREADS, at_once
from .test_reminders import DEADLINE, at

pytestmark = pytest.mark.django_db(transaction=True)
MOST, ROUNDS = 2, 2


@pytest.fixture
def racers(transactional_db: None, base: None) -> Cast:
    return make_cast()


def taken_up(cast: Cast, title: str) -> Version:
    version = in_state(cast, State.SUBMITTED, title=title)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    return go(version, "take_up", cast.coordinator)


def test_asking_at_once_asks_no_more_than_wished(racers: Cast) -> None:
    Availability.objects.create(user=racers.peer, most=MOST)
    versions = [taken_up(racers, f"Käytäntö {n}") for n in range(4)]
    deciders = [racers.coordinator, racers.chief]
    for round_ in range(1, ROUNDS + 1):

        def ask(n: int) -> None:
            asking.ask(read(versions[n % 4]), [racers.peer], by=deciders[n % 2], deadline=in_days(7))

        outcomes = at_once(ask)
        assert (outcomes.count("ok"), set(outcomes)) == (MOST, {"ok", "Refused"}), outcomes
        asked = Assessment.unscoped.filter(assessor=racers.peer)
        assert (asked.count(), Mail.objects.filter(kind="assigned").count()) == (MOST, MOST * round_)
        asked.delete()


def test_letting_go_at_once_thanks_once_and_reminders_go_once(racers: Cast) -> None:
    with at(-20):
        version = taken_up(racers, "Käytäntö")
        task = assessing.assign(version, racers.peer, kind="peer", by=racers.coordinator, deadline=DEADLINE)
    with at(0):
        outcomes = at_once(lambda n: reminding.run())
    assert (set(outcomes), Mail.objects.filter(kind="reminder_today").count()) == ({"ok"}, 1)
    outcomes = at_once(lambda n: asking.release(task, by=racers.coordinator))
    assert (outcomes.count("ok"), outcomes.count("Refused")) == (1, THREADS - 1)
    assert Mail.objects.filter(kind="released").count() == 1
