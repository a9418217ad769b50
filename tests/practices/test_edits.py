"""Saving merges field by field and never overwrites in silence."""

import pytest
from django.core.exceptions import ValidationError

from practices import edits
from practices.models import Practice, Version
from practices.questions import BY_CODE
from practices.states import Depth, State

from ..factory import Cast, draft, go, in_state, read


def _seen(version: Version, *codes: str) -> dict[str, str]:
    return {code: edits.digest(edits.value(version, BY_CODE[code])) for code in codes}


def test_save_writes_every_kind_of_answer(cast: Cast) -> None:
    version = draft(cast)
    new = {
        "title": "Joen tarina",
        "steps": [{"title": "Yksi", "text": ""}, {"title": "Kaksi", "text": "Niin."}],
        "level": ["national", "home"],
        "tags": ["joki"],
        "contact_name": "Rehtori",
    }
    saved = edits.save(version, new, by=cast.author, seen=_seen(version, *new))
    version = read(version)
    assert (sorted(saved.written), saved.conflicts) == (sorted(new), {})
    assert {code: edits.value(version, BY_CODE[code]) for code in new} == new


def test_save_of_two_people_in_different_fields_keeps_both(cast: Cast) -> None:
    version = draft(cast)
    seen = _seen(version, "title", "result")
    edits.save(version, {"title": "Ensimmäinen", "result": version.original.result}, by=cast.author, seen=seen)
    edits.save(version, {"title": "Puron tarina", "result": "Toinen"}, by=cast.editor, seen=seen)
    assert (read(version).original.title, read(version).original.result) == ("Ensimmäinen", "Toinen")


def test_save_of_two_people_in_one_field_reports_the_conflict_and_keeps_the_first(cast: Cast) -> None:
    version = draft(cast)
    seen = _seen(version, "title", "result")
    edits.save(version, {"title": "Ensimmäinen"}, by=cast.author, seen=seen)
    saved = edits.save(version, {"title": "Toinen", "result": "Uusi tulos"}, by=cast.editor, seen=seen)
    assert (saved.written, saved.conflicts) == (["result"], {"title": "Ensimmäinen"})
    assert (read(version).original.title, read(version).original.result) == ("Ensimmäinen", "Uusi tulos")


def test_save_of_the_same_text_twice_is_no_conflict(cast: Cast) -> None:
    version = draft(cast)
    seen = _seen(version, "title")
    for _time in range(2):
        assert edits.save(version, {"title": "Sama"}, by=cast.author, seen=seen).conflicts == {}


def test_save_after_submitting_is_refused(cast: Cast) -> None:
    version = go(draft(cast), "submit", cast.author)
    with pytest.raises(edits.NotWritable):
        edits.save(version, {"title": "Myöhässä"}, by=cast.author, seen={})


@pytest.mark.parametrize("part", ["stranger", "reader", "coordinator", "chief", "administrator"])
def test_save_by_others_is_refused(cast: Cast, part: str) -> None:
    with pytest.raises(edits.NotWritable):
        edits.save(draft(cast), {"title": "Vieras"}, by=getattr(cast, part), seen={})


def test_save_of_an_unknown_concept_is_refused_and_keeps_the_old(cast: Cast) -> None:
    version = draft(cast)
    with pytest.raises(ValidationError):
        edits.save(version, {"level": ["nowhere"]}, by=cast.author, seen={})
    assert edits.value(read(version), BY_CODE["level"]) == ["home", "attitudes"]


@pytest.mark.parametrize("bad", ["a\x00b", "a\u202eb", "x" * 121])
def test_text_that_cannot_be_stored_is_refused(cast: Cast, bad: str) -> None:
    version = draft(cast)
    with pytest.raises(ValidationError):
        edits.save(version, {"title": bad}, by=cast.author, seen={})
    assert read(version).original.title == "Puron tarina"


def test_depth_can_change_and_keeps_every_answer(cast: Cast) -> None:
    version = draft(cast)
    edits.set_depth(version, Depth.TIP, by=cast.author)
    edits.set_depth(version, Depth.MODEL, by=cast.editor)
    assert (read(version).depth, len(read(version).original.steps)) == (Depth.MODEL, 2)


def test_new_version_is_made_once(cast: Cast) -> None:
    published = in_state(cast, State.PUBLISHED)
    first = edits.new_version(published, by=cast.author)
    assert edits.new_version(published, by=cast.editor) == first
    assert (first.number, first.state) == (2, State.DRAFT)


def test_new_version_by_a_stranger_is_refused(cast: Cast) -> None:
    with pytest.raises(edits.NotWritable):
        edits.new_version(in_state(cast, State.PUBLISHED), by=cast.stranger)


def test_create_gives_a_name_in_crockford_base_32(cast: Cast) -> None:
    assert set(draft(cast).practice.public_id) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert Practice.unscoped.count() == 1
