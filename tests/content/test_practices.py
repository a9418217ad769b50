"""The practices of content/: every file keeps to the rules, and together they cover what teachers look for."""

from collections import Counter
from pathlib import Path

import pytest

from practices.states import Depth, State

from . import files, rules

EXEMPT = {"country"}
"""The list of countries is for the partners to come; nobody has partners everywhere."""
EVERY = [files.read(path) for path in files.files()]
PUBLISHED = [data for data in EVERY if data["state"] == State.PUBLISHED]


@pytest.mark.parametrize("path", files.files(), ids=lambda path: path.stem)
def test_practice_keeps_to_the_rules(path: Path) -> None:
    data = files.read(path)
    assert data["source_id"] == path.stem
    assert rules.faults(data) == []


def test_no_run_of_eight_words_stands_in_two_practices() -> None:
    assert files.repeated(files.told_practices()) == []


def test_there_are_as_many_as_promised() -> None:
    assert len(PUBLISHED) == 48
    assert Counter(data["demo"] for data in PUBLISHED) == {False: 14, True: 34}
    assert Counter(data["original"] for data in PUBLISHED) == {"fi": 30, "sv": 12, "en": 6}
    assert sum(len(data["text"]) > 1 for data in PUBLISHED) == 15
    states = Counter(data["state"] for data in EVERY)
    assert {
        state: states[state] for state in State if state not in (State.PUBLISHED, State.SUPERSEDED)
    } == dict.fromkeys(
        (State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT, State.RETURNED, State.DECLINED, State.WITHDRAWN), 6
    )
    assert sum(len(data.get("earlier", [])) for data in EVERY) == 2


@pytest.mark.parametrize("vocabulary", sorted(files.used_vocabularies() - EXEMPT))
def test_every_concept_is_used_by_a_published_practice(vocabulary: str) -> None:
    used = {code for data in PUBLISHED for code in data["concepts"].get(vocabulary, [])}
    assert set(files.vocabularies()[vocabulary]) - used == set()


def test_every_depth_and_several_levels_occur() -> None:
    assert {data["depth"] for data in PUBLISHED} == set(Depth)
    assert sum(len(data["concepts"]["level"]) > 1 for data in PUBLISHED) >= 12


def test_practices_are_related_in_different_ways() -> None:
    kinds = Counter(row["kind"] for data in PUBLISHED for row in data.get("relations", []))
    assert kinds["builds_on"] >= 4
    assert kinds["applies"] >= 4
    assert kinds["complements"] >= 4


def test_assessors_of_one_practice_differ() -> None:
    """Two people who read alone do not give the same steps all the way down, nor the same words twice."""
    for data in EVERY:
        given = [one for one in data.get("assessments", []) if one["state"] == "finished"]
        steps = [tuple(answer["step"] for _code, answer in sorted(one["answers"].items())) for one in given]
        words = [answer["comment"] for one in given for answer in one["answers"].values()]
        assert len(set(steps)) == len(steps), data["source_id"]
        assert len(set(words)) == len(words), data["source_id"]
