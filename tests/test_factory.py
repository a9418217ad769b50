"""The cast's practices stand where the tests think they stand."""

import pytest

from practices.states import State

from .factory import Cast, in_state


@pytest.mark.parametrize("state", list(State))
def test_in_state_reaches_every_state(cast: Cast, state: str) -> None:
    assert in_state(cast, state).state == state
