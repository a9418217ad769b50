"""The seed: everything there, twice the same, and the demo out again."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from criteria.models import Criterion, LevelText
from network.models import Organisation, User
from polkka.portal.front import front
from polkka.portal.models import Pick, Spearhead
from polkka.upkeep import generation
from polkka.upkeep.models import Mail
from practices.models import HistoryEntry, Practice, Relation, Version
from practices.states import State
from projects.models import Project
from search.models import Entry

STATES = {str(state) for state in State}


def _numbers() -> list[int]:
    models = (Organisation, User, Project, Criterion, LevelText, Entry)
    return [m.objects.count() for m in models] + [Practice.unscoped.count(), Version.unscoped.count()]


def test_seed_makes_everything_once_and_takes_the_demo_out_again(base: None) -> None:
    call_command("seed", verbosity=0)
    first = _numbers()
    call_command("seed", verbosity=0)
    assert _numbers() == first
    assert Version.unscoped.filter(state=State.PUBLISHED).count() == 48
    assert Relation.unscoped.exists()
    assert Spearhead.objects.count() == len(front(generation.number(), "fi", timezone.localdate()).spearheads) == 3
    assert Pick.objects.count() == len(front(generation.number(), "fi", timezone.localdate()).picks) == 3
    assert set(Version.unscoped.values_list("state", flat=True)) == STATES
    assert not Mail.objects.exists()
    assert not HistoryEntry.unscoped.filter(at__gt=timezone.now()).exists()

    call_command("seed", "--remove", verbosity=0)
    assert not Practice.unscoped.filter(is_demo=True).exists()
    assert not User.objects.filter(is_demo=True).exists()
    assert not Organisation.objects.filter(is_demo=True).exists()
    assert not Project.objects.filter(is_demo=True).exists()
    assert not Pick.objects.exists()
    assert Spearhead.objects.count() == 3
    assert (
        Version.unscoped.filter(state=State.PUBLISHED).count()
        == Entry.objects.filter(live=True).values("public_id").distinct().count()
        == 14
    )


def test_production_is_never_seeded_with_the_demo(base: None, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("seed", verbosity=0)
    call_command("seed", "--base", verbosity=0)
    assert not Practice.unscoped.exists()


def test_an_editors_spearhead_stays(base: None) -> None:
    Spearhead.objects.filter(order=1).update(text_fi="Toimittajan sanat.", active=False)
    call_command("seed", "--base", verbosity=0)
    first = Spearhead.objects.get(order=1)
    assert (first.text_fi, first.active, Spearhead.objects.count()) == ("Toimittajan sanat.", False, 3)
