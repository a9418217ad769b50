"""The rules of the content find what they are there to find."""

import copy
from datetime import date
from typing import Any

import pytest

from . import files, rules

GOOD = files.CONTENT / "practices" / "lukupiiri-videolla.toml"


def _spoilt(**changed: Any) -> dict[str, Any]:
    return {**copy.deepcopy(files.read(GOOD)), **changed}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"colour": "red"}, "unknown key colour"),
        ({"owner": "nowhere"}, "unknown owner nowhere"),
        ({"project": "nothing"}, "unknown project nothing"),
        ({"author": "nobody"}, "unknown author nobody"),
        ({"contact": {"name": "A", "email": "a@example.com"}}, "the contact's address must be at polkka.example"),
        ({"tags": ["one"]}, "two to five keywords, each another"),
        ({"tags": ["one", "One"]}, "two to five keywords, each another"),
        ({"concepts": {"level": ["sky"]}}, "unknown level sky"),
        ({"concepts": {"time": ["day", "week"]}}, "time has 2 values"),
        ({"gate": {}}, "the gate has five answers"),
        ({"gate": {"used": {"answer": False}}}, "gate used: yes or no, and why"),
        ({"gate": {"used": {"answer": "perhaps", "reason": "Because."}}}, "gate used: yes or no, and why"),
        ({"published": None}, "when did it reach its state?"),
        ({"published": date(2999, 1, 1)}, "when did it reach its state?"),
        ({"state": "draft"}, "when did it reach its state?"),
        ({"letter": ""}, "a decision needs a letter"),
        ({"assessments": []}, "nobody has been asked to assess it"),
        ({"original": "en"}, "no text in the original language"),
        ({"summary": {"de": {"title": "Titel", "summary": "Kurz."}}}, "unknown language de"),
        ({"summary": {"en": {"title": " ", "summary": "Short."}}}, "en: a summary has a title and a summary"),
        ({"summary": {"en": {"title": "Fine!", "summary": "Short."}}}, "en: mark '!'"),
        (
            {"state": "withdrawn", "reason": "Why.", "withdrawn": date(2020, 1, 1)},
            "a withdrawal needs a reason and a day",
        ),
        ({"relations": [{"kind": "applies", "target": "sprakcafe"}]}, "a relation to sprakcafe, which nobody can read"),
        ({"state": "draft"}, "a letter without a decision"),
        ({"state": "withdrawn"}, "a withdrawal needs a reason and a day"),
        ({"demo": False}, "invented assessors of real work would be untrue"),
        ({"relations": [{"kind": "likes", "target": "veden-matka"}]}, "unknown relation likes"),
        ({"relations": [{"kind": "applies", "target": "gone"}]}, "a relation to gone, which is not there"),
        ({"comments": [{"by": "aino"}]}, "a comment of an unknown kind: {'by': 'aino'}"),
        ({"comments": [{"by": "x", "date": 1, "text": "A"}]}, "a comment by nobody or on nothing: A"),
        ({"comments": [{"by": "aino", "date": 1, "text": "A"}]}, "only invented drafts have comments"),
    ],
)
def test_fault_is_found(changed: dict[str, Any], fault: str) -> None:
    assert fault in rules.faults(_spoilt(**changed))


def test_faults_of_a_text_are_found() -> None:
    data = _spoilt()
    data["text"]["fi"] |= {"title": "x" * 121, "story": "Upeaa!", "mood": "merry"}
    del data["text"]["sv"]
    found = rules.faults(data)
    assert "fi: unknown field mood" in found
    assert "fi: mark '!'" in found
    assert "fi: title has 121 characters, 120 are allowed" in found
    assert "neither text nor summary in sv" in found


def test_file_without_what_is_needed_is_named() -> None:
    data = _spoilt()
    del data["contact"], data["text"]
    assert rules.faults(data) == ["no contact", "no text"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"colour": "red"}, "earlier: unknown key colour"),
        ({"letter": ""}, "earlier: a decision needs a letter"),
        ({"gate": {}}, "earlier: the gate has five answers"),
        (
            {"published": date(2026, 1, 20)},
            "earlier: it must have been published two months before the next was written",
        ),
        ({"concepts": {"level": ["sky"]}}, "earlier: unknown level sky"),
        ({"text": {"fi": {"mood": "merry"}}}, "earlier: fi: unknown field mood"),
        ({"text": {"fi": {"result": "Upeaa!"}}}, "earlier: fi hardly differs"),
        ({"text": {"fi": {"result": "Upeaa!"}}}, "earlier: fi: mark '!'"),
        ({"text": {"en": {"result": "Fine."}}}, "earlier: a language that is not there today: en"),
    ],
)
def test_fault_of_an_earlier_version_is_found(changed: dict[str, Any], fault: str) -> None:
    data = _spoilt()
    data["earlier"][0] |= changed
    assert fault in rules.faults(data)


def test_faults_of_an_assessment_are_found() -> None:
    data = _spoilt()
    first = data["assessments"][0]
    first["answers"].pop("CUR")
    data["assessments"][1] |= {"state": "done", "assessor": first["assessor"]}
    first["answers"]["NET"] = {"step": 5, "comment": "Good."}
    found = rules.faults(data)
    assert f"{first['assessor']}: not all criteria answered" in found
    assert f"{first['assessor']}: NET has step 5" in found
    assert f"{first['assessor']}: NET has no reasons" in found
    assert f"{first['assessor']}: unknown state done" in found
    assert f"{first['assessor']} assesses twice" in found


def test_repeated_run_is_found() -> None:
    six = "yksi kaksi kolme neljä viisi kuusi"
    lasts = {"a": "seitsemän kahdeksan", "b": "Seitsemän, kahdeksan", "c": "seitsemän yhdeksän"}
    named = [(name, ["muuta", f"{six} {last}"]) for name, last in lasts.items()]
    assert files.repeated(named) == [f"a and b: {six} seitsemän kahdeksan"]
