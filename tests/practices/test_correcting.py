"""Correcting a typo in a published text: the new version, what it carries over, and what is more than a typo."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from polkka.upkeep import generation
from polkka.upkeep.models import Mail
from practices import correcting, edits, feedback, labels, published, sources, workflow
from practices.models import HistoryEntry, Text, Version
from practices.small_changes import too_large
from practices.states import State
from search.models import Entry

from ..factory import Cast, answers, go, in_state, read

pytestmark = pytest.mark.django_db
WRONG, RIGHT = answers()["challenge"], "Oppilaat tunsivat kaukaisten maiden eläimet huonommin kuin oman puronsa."


def correct(version: Version, by: Any, changed: dict[str, Any], language: str = "fi", **options: Any) -> Version:
    options = {"seen": read(version).edit, "reason": "Sana.", **options}
    return correcting.correct(version, language, changed, by=by, **options)


def test_a_correction_is_a_published_version_assessed_as_the_one_before(cast: Cast) -> None:
    old = in_state(cast, State.PUBLISHED)
    before = generation.number()
    new = read(correct(old, cast.coordinator, {"challenge": RIGHT}))
    assert (new.number, new.state, new.builds_on, new.assessed_as) == (2, State.PUBLISHED, old, old)
    assert (read(old).state, new.original.challenge, new.original.method) == (
        State.SUPERSEDED, RIGHT, old.original.method,
    )  # fmt: skip
    assert (new.label, new.published_at, len(labels.scored(new))) == (old.label, old.published_at, 2)
    assert feedback.feedback(new.practice, "fi") is not None
    entry = Entry.objects.get(public_id=new.practice.public_id)
    assert (entry.live, entry.generation, entry.sort_date) == (True, before + 1, old.published_at)


def test_everything_that_is_not_corrected_is_carried_over(cast: Cast) -> None:
    old = in_state(cast, State.PUBLISHED)
    Text.unscoped.create(version=old, language="sv", title="Bäcken", renewal={"answers": {"title": "Bäck"}})
    new = correct(old, cast.coordinator, {"challenge": RIGHT})
    assert set(new.chosen.values_list("concept__code", "is_main")) == set(
        old.chosen.values_list("concept__code", "is_main")
    )
    assert (sorted(new.tags.names()), new.contact_email) == (["puro", "vesi"], "puro@example.org")
    swedish = new.texts.get(language="sv")
    assert (swedish.title, swedish.renewal) == ("Bäcken", {"answers": {"title": "Bäck"}})


def test_a_corrected_original_leaves_its_translations_up_to_date(cast: Cast) -> None:
    old = in_state(cast, State.PUBLISHED)
    made_from = {"challenge": sources.source(old.original, "challenge")}
    Text.unscoped.create(version=old, language="sv", title="Bäcken", challenge="Eleverna", sources=made_from)
    new = correct(old, cast.coordinator, {"challenge": RIGHT})
    assert sources.outdated(new.texts.get(language="sv"), new.original) == []


def test_history_and_authors_are_told_what_was_corrected(cast: Cast) -> None:
    new = correct(in_state(cast, State.PUBLISHED), cast.coordinator, {"challenge": RIGHT}, reason="Väärä sana.")
    row = HistoryEntry.unscoped.get(version=new, move="correct")
    assert row.note == "Väärä sana.\n\n– ”paremmin” → ”huonommin”"
    mail = Mail.objects.get(kind="corrected")
    assert (mail.address, mail.context["lines"]) == (cast.author.email, ["”paremmin” → ”huonommin”"])
    assert not hasattr(published.practice(new.practice.public_id), "history")


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_the_version_that_is_open_meanwhile_follows_one_number_later(cast: Cast, state: str) -> None:
    old = in_state(cast, State.PUBLISHED)
    held = edits.new_version(old, by=cast.author)
    edits.save(held, {"method": "Aivan toisin."}, by=cast.author, seen={})
    if state == State.SUBMITTED:
        go(held, "submit", cast.author)
    new = correct(old, cast.coordinator, {"challenge": RIGHT, "method": "Kävimme purolla kerran viikossa."})
    held = read(held)
    assert (new.number, held.number, held.state, held.builds_on) == (2, 3, state, new)
    assert (held.original.challenge, held.original.method) == (RIGHT, "Aivan toisin.")
    assert len(Mail.objects.get(kind="corrected").context["differing"]) == 1
    assert set(HistoryEntry.unscoped.filter(version=held).values_list("number", flat=True)) == {3}


def test_authors_find_their_draft_as_the_newest_after_a_correction(cast: Cast, client: Client) -> None:
    old = in_state(cast, State.PUBLISHED)
    held = edits.new_version(old, by=cast.author)
    correct(old, cast.coordinator, {"challenge": RIGHT})
    client.force_login(cast.author)
    shown = client.get(reverse("practices:status", kwargs={"public_id": old.practice.public_id})).context["version"]
    assert shown == held


def test_a_correction_can_be_corrected_and_withdrawn(cast: Cast) -> None:
    first = in_state(cast, State.PUBLISHED)
    second = correct(first, cast.coordinator, {"challenge": RIGHT})
    third = correct(second, cast.coordinator, {"title": "Puron tarinat"})
    assert (third.assessed_as, third.number) == (first, 3)
    Mail.objects.all().delete()
    go(third, "withdraw", cast.coordinator, note="Pyynnöstä.")
    assert Mail.objects.get(kind="withdraw").address == cast.author.email


@pytest.mark.parametrize(
    ("code", "before", "after", "is_large"),
    [
        ("title", "Puron taria", "Puron tarina", False),
        ("title", "Puron tarina", "Metsän eläimet keväällä", True),
        ("summary", "yksi kaksi kolme", "neljä viisi kuusi", False),
        ("summary", "yksi kaksi kolme neljä", "a b c d", True),
        ("summary", " ".join(map(str, range(100))), " ".join(map(str, range(20, 100))), False),
        ("summary", " ".join(map(str, range(100))), " ".join(map(str, range(21, 100))), True),
        ("summary", "jotakin", " ", True),
        ("steps", [{"title": "a", "text": "b"}], [{"title": "a", "text": "c"}], False),
        ("steps", [{"title": "a", "text": "b"}], [{"title": "a", "text": ""}], True),
        ("steps", [{"title": "a", "text": "b"}], [], True),
    ],
)
def test_only_small_changes_are_corrections(code: str, before: Any, after: Any, is_large: bool) -> None:
    assert bool(too_large(code, before, after)) == is_large


@pytest.mark.parametrize(
    ("changed", "options", "error"),
    [
        ({"challenge": "Jotakin aivan muuta kuin ennen oli kerrottu."}, {}, correcting.TooLarge),
        ({"challenge": WRONG}, {}, workflow.Refused),
        ({"challenge": RIGHT}, {"reason": " "}, workflow.Refused),
        ({"challenge": RIGHT}, {"seen": 0}, workflow.Stale),
        ({"challenge": RIGHT}, {"language": "sv"}, workflow.Illegal),
    ],
    ids=["too large", "nothing", "no reason", "stale", "no such text"],
)
def test_refused_corrections_change_nothing(cast: Cast, changed: dict[str, Any], options: Any, error: type) -> None:
    version = in_state(cast, State.PUBLISHED)
    with pytest.raises(error):
        correct(version, cast.coordinator, changed, **options)
    assert (Version.unscoped.count(), read(version).state) == (1, State.PUBLISHED)


@pytest.mark.parametrize("part", ["author", "peer", "other_coordinator", "stranger"])
def test_others_correct_nothing(cast: Cast, part: str) -> None:
    with pytest.raises(workflow.NotAllowed):
        correct(in_state(cast, State.PUBLISHED), getattr(cast, part), {"challenge": RIGHT})


def _address(version: Version, language: str = "fi") -> str:
    return reverse("practices:correct", kwargs={"public_id": version.practice.public_id, "language": language})


def _sent(client: Client, version: Version, **changed: str) -> dict[str, Any]:
    """The form as it was shown, with some fields changed."""
    form = client.get(_address(version)).context["form"]
    held = {name: form[name].value() or "" for name in form.fields}
    hidden = {"seen": version.edit, "version": version.number, "once": "avain-12345", "reason": "Sana."}
    return held | hidden | changed


def test_the_page_shows_what_changes_and_then_publishes_once(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    sent = _sent(client, version, **{"challenge": RIGHT, "steps-0-text": "Kävelymatkan päässä."})
    looked = client.post(_address(version), sent | {"deed": "look"})
    assert [len(change.pieces) > 1 for change in looked.context["changes"]] == [True, True]
    assert Version.unscoped.count() == 1
    assert [client.post(_address(version), sent | {"deed": "publish"}).status_code for _time in range(2)] == [302, 302]
    new = Version.unscoped.get(state=State.PUBLISHED)
    assert (new.original.challenge, new.original.steps[0]["text"], new.number) == (RIGHT, "Kävelymatkan päässä.", 2)
    assert HistoryEntry.unscoped.filter(move="correct").count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"summary": "Lyhyt."}, "summary"),
        ({"title": ""}, "title"),
        ({"steps-1-text": ""}, "steps-0-title"),
        ({"reason": "", "challenge": RIGHT}, "reason"),
    ],
)
def test_the_page_says_at_the_field_what_is_no_correction(
    client: Client, cast: Cast, changed: dict[str, str], field: str
) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    response = client.post(_address(version), _sent(client, version, **changed) | {"deed": "publish"})
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    name, typed = next(iter(changed.items()))
    assert (response.context["form"][name].value(), Version.unscoped.count()) == (typed, 1)


def test_a_text_corrected_meanwhile_shows_what_was_typed(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    sent = _sent(client, version, challenge=RIGHT) | {"deed": "publish"}
    correct(version, cast.chief, {"title": "Puron tarinat"})
    response = client.post(_address(version), sent)
    assert (response.status_code, response.context["form"]["challenge"].value()) == (409, RIGHT)


def test_the_page_is_missing_for_others_and_where_nothing_is_published(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    assert client.get(_address(version, "sv")).status_code == 404
    client.force_login(cast.author)
    assert client.get(_address(version)).status_code == 404


def test_who_decides_sees_the_views_that_hold_for_a_correction(client: Client, cast: Cast) -> None:
    new = correct(in_state(cast, State.PUBLISHED), cast.coordinator, {"challenge": RIGHT})
    client.force_login(cast.coordinator)
    context = client.get(reverse("practices:decide", kwargs={"public_id": new.practice.public_id})).context
    assert (context["profile"].peers, len(context["said"]), context["undo"]) == (2, 7, None)
