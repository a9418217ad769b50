"""Who may see, write, assess and decide: person × state, one table."""

import pytest

from practices.models import Assessment, Version
from practices.states import State

from ..factory import Cast, in_state, person

AUTHORS = {"author", "editor"}
COORDINATORS = {"coordinator", "other_coordinator", "chief"}
PEERS = {"peer", "second_peer"}
ASKED = [state for state in State if state != State.DRAFT]
SEES = {state: AUTHORS | COORDINATORS if state in ASKED else AUTHORS for state in State}
DECIDES = {state: {"coordinator", "chief"} if state in ASKED else set() for state in State}
ASSESSES = {state: PEERS if state == State.IN_ASSESSMENT else set() for state in State}
TABLE = {"see": SEES, "write": dict.fromkeys(State, AUTHORS), "assess": ASSESSES, "decide": DECIDES}


def _people(cast: Cast, version: Version, verb: str) -> set[str]:
    return {
        part
        for part, user in cast.everybody().items()
        if user and Version.unscoped.for_user(user, verb).filter(pk=version.pk).exists()
    }


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(TABLE))
def test_for_user_follows_the_table(cast: Cast, verb: str, state: str) -> None:
    assert _people(cast, in_state(cast, state), verb) == TABLE[verb][State(state)]


def test_practice_without_a_project_belongs_to_the_members_of_its_school(cast: Cast) -> None:
    version = in_state(cast, State.DRAFT)
    version.practice.project = None
    version.practice.save()
    assert _people(cast, version, "write") == {"author"}


def test_practice_without_a_coordination_is_decided_by_every_coordinator(cast: Cast) -> None:
    cast.project.coordination = None
    cast.project.save()
    version = in_state(cast, State.SUBMITTED)
    assert _people(cast, version, "decide") == COORDINATORS


def test_inactive_person_sees_nothing(cast: Cast) -> None:
    version = in_state(cast, State.DRAFT)
    cast.author.is_active = False
    assert not Version.unscoped.for_user(cast.author).filter(pk=version.pk).exists()


def test_unknown_verb_is_an_error(cast: Cast) -> None:
    with pytest.raises(ValueError):
        Version.unscoped.for_user(cast.author, "steal")


def test_assessments_are_reached_by_their_assessor_and_by_those_who_decide(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    own = Assessment.unscoped.for_user(cast.peer)
    assert [a.assessor for a in own] == [cast.peer]
    assert Assessment.unscoped.for_user(cast.coordinator, "decide").count() == 2
    for user in (cast.author, cast.stranger, cast.other_coordinator, cast.expert, person("somebody", "peer")):
        assert not Assessment.unscoped.for_user(user).exists()
        assert not Assessment.unscoped.for_user(user, "decide").exists()
    assert version.state == State.IN_ASSESSMENT
