"""The rules of the content find what they are there to find."""

import copy
from typing import Any

import pytest

from . import rules

GOOD = rules.CONTENT / "practices" / "lukupiiri-videolla.toml"


def _spoilt(**changed: Any) -> dict[str, Any]:
    return {**copy.deepcopy(rules.read(GOOD)), **changed}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"colour": "red"}, "unknown key colour"),
        ({"owner": "nowhere"}, "unknown owner nowhere"),
        ({"project": "nothing"}, "unknown project nothing"),
        ({"author": "nobody"}, "unknown author nobody"),
        ({"contact": {"name": "A", "email": "a@example.com"}}, "the contact's address must be at polkka.example"),
        ({"tags": ["one"]}, "two to five keywords"),
        ({"concepts": {"level": ["sky"]}}, "unknown level sky"),
        ({"concepts": {"time": ["day", "week"]}}, "time has 2 values"),
        ({"gate": {}}, "the gate has five answers"),
        ({"published": None}, "when was it published?"),
        ({"state": "draft"}, "a letter without a decision"),
        ({"state": "withdrawn"}, "a withdrawal needs a reason and a day"),
        ({"demo": False}, "invented assessors of real work would be untrue"),
        ({"relations": [{"kind": "likes", "target": "veden-matka"}]}, "unknown relation likes"),
        ({"relations": [{"kind": "applies", "target": "gone"}]}, "a relation to gone, which is not there"),
    ],
)
def test_fault_is_found(changed: dict[str, Any], fault: str) -> None:
    assert fault in rules.faults(_spoilt(**changed))


def test_faults_of_a_text_are_found() -> None:
    data = _spoilt()
    data["text"]["fi"] |= {"title": "x" * 121, "story": "Upeaa!", "mood": "gay"}
    del data["text"]["sv"]
    found = rules.faults(data)
    assert "fi: unknown field mood" in found
    assert "fi: mark '!'" in found
    assert "fi: title has 121 characters, 120 are allowed" in found
    assert "neither text nor summary in sv" in found


def test_faults_of_an_assessment_are_found() -> None:
    data = _spoilt()
    first = data["assessments"][0]
    first["answers"].pop("CUR")
    first["answers"]["NET"] = {"step": 5, "comment": "Good."}
    found = rules.faults(data)
    assert f"{first['assessor']}: not all criteria answered" in found
    assert f"{first['assessor']}: NET has step 5" in found
    assert f"{first['assessor']}: NET has no reasons" in found


def test_repeated_run_is_found() -> None:
    six = "yksi kaksi kolme neljä viisi kuusi"
    lasts = {"a": "seitsemän kahdeksan", "b": "Seitsemän, kahdeksan", "c": "seitsemän yhdeksän"}
    named = [(name, ["muuta", f"{six} {last}"]) for name, last in lasts.items()]
    assert rules.repeated(named) == [f"a and b: {six} seitsemän kahdeksan"]
