"""Search over drafts for those who see them: the words of a version, and who finds it by them."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from practices import edits, searching
from practices.models import DraftTerms, Practice, Text, Version
from practices.permissions import SEE
from practices.states import State

from ..factory import Cast, draft, go, in_state, read

pytestmark = pytest.mark.django_db


def found(asked: str) -> list[Version]:
    return list(searching.find(Version.unscoped.order_by("pk"), asked))


MEETS = {
    "jokivesissä": True,  # another form of the word in the text
    "JOKIVESI": True,
    "jokiv": True,  # its beginning
    "okivesi": False,
    "vesi": True,  # a part of the compound
    "jo": False,
    "jokivesi tutkia": True,
    "jokivesi avaruus": False,
    "Koivulan": True,  # the owner
    "puro": True,  # the project
    "clue": True,  # the coordination
    "%": False,
    "_": False,
    "   ": True,
}


def test_a_word_is_met_in_any_form(cast: Cast) -> None:
    version = draft(cast, title="Jokivesien tutkijat", method="Tutkimme jokea keväällä.")
    assert {asked: found(asked) == [version] for asked in MEETS} == MEETS


def test_every_language_of_a_version_is_searched(cast: Cast) -> None:
    version = draft(cast, title="Jokivesien tutkijat")
    edits.save(version, {"title": "Forskare vid ån"}, by=cast.author, seen={}, language="sv")
    assert found("forskaren") == [version]


def test_the_permanent_name_is_found_whole(cast: Cast) -> None:
    version, _other = draft(cast), draft(cast, title="Toinen")
    name = version.practice.public_id
    DraftTerms.unscoped.all().delete()
    assert found(name.lower()) == [version]
    assert found(name[:7]) == []


def test_words_follow_a_save_and_go_with_the_draft(cast: Cast) -> None:
    version = draft(cast, title="Jokivesien tutkijat")
    edits.save(version, {"title": "Tähtien katsojat"}, by=cast.author, seen={})
    assert (found("jokivesi"), found("tähti")) == ([], [version])
    go(read(version), "discard", cast.author)
    assert not DraftTerms.unscoped.exists()


def test_the_clock_writes_what_is_lacking(cast: Cast) -> None:
    version = draft(cast, title="Jokivesien tutkijat")
    other = edits.create(by=cast.author, owner=cast.school, project=None, depth="tip", language="fi", title="Tähdet")
    assert found("tähtiä") == []
    assert [row.pk for row in searching.lacking()] == [other.pk]
    assert searching.catch_up() == 1
    assert found("tähtiä") == [other]
    DraftTerms.unscoped.filter(version=version).update(analyser="old", terms=" x ")
    assert searching.catch_up(most=1) == 1
    assert found("jokivesi") == [version]
    assert searching.catch_up() == 0


def test_reindex_writes_all_words_anew(cast: Cast) -> None:
    version = draft(cast, title="Jokivesien tutkijat")
    DraftTerms.unscoped.update(terms=" x ")
    call_command("reindex", verbosity=0)
    assert found("jokivesi") == [version]


def test_practices_are_found_by_the_versions_one_sees(cast: Cast) -> None:
    """A word of the open draft tells a coordinator nothing of the practice, until its authors ask."""
    public = in_state(cast, State.PUBLISHED, title="Puron tarina")
    new = edits.new_version(public, by=cast.author)
    edits.save(new, {"title": "Salainen tähti"}, by=cast.author, seen={})
    rows = Practice.unscoped.order_by("pk")

    def by(person: object) -> list[Practice]:
        return list(searching.find(rows, "tähti", by=person))  # type: ignore[arg-type]  # somebody of the cast

    assert (by(cast.author), by(cast.coordinator)) == ([public.practice], [])
    assert list(searching.find(rows, "tähti")) == []


def test_lists_of_the_admin_search_only_what_one_sees(client: Client, cast: Cast) -> None:
    hidden = draft(cast, title="Salainen jokivesi")
    shown = in_state(cast, State.SUBMITTED, title="Julki jokivesi")
    client.force_login(cast.coordinator)
    for model, rows in (("version", [shown]), ("practice", [shown.practice]), ("text", list(shown.texts.all()))):
        address = reverse(f"admin:practices_{model}_changelist")
        assert list(client.get(address, {"q": "jokivettä"}).context["cl"].result_list) == rows
    assert hidden not in Version.unscoped.for_user(cast.coordinator, SEE)


def test_many_hits_are_the_same_as_few(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [draft(cast, title=f"Jokivesi {number}") for number in range(3)]
    monkeypatch.setattr(searching, "MOST_KEYS", 1)
    assert found("jokivesi") == versions
    assert searching.find(Text.unscoped.all(), "jokivesi").count() == 3


def test_a_search_that_fails_to_be_written_stops_no_save(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = draft(cast)
    Version.unscoped.filter(pk=version.pk).delete()
    searching.remember(version)
    assert not DraftTerms.unscoped.filter(version=version.pk).exists()
