"""One move for many versions: asked first, made one by one by the rules, told what became of each."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from polkka.upkeep.models import Mail
from practices import bulk
from practices.models import HistoryEntry, Version
from practices.states import Depth, State

from ..factory import Cast, draft, go, in_state, read

pytestmark = pytest.mark.django_db
LIST = "admin:practices_version_changelist"


def page(name: str) -> str:
    return reverse("admin:practices_version_many", args=[name])


def keys(*versions: Version) -> list[int]:
    return [version.pk for version in versions]


def form(*versions: Version, note: str = "Sama kirje kaikille.", **changed: Any) -> dict[str, Any]:
    seen = {f"seen-{version.pk}": read(version).edit for version in versions}
    return {"v": keys(*versions), "note": note, "once": "avain-12345", **seen, **changed}


def states(*versions: Version) -> list[str]:
    return [read(version).state for version in versions]


@pytest.fixture
def two(cast: Cast) -> list[Version]:
    return [in_state(cast, State.SUBMITTED, title=f"Puro {number}") for number in range(2)]


def test_the_list_leads_to_the_question(client: Client, cast: Cast, two: list[Version]) -> None:
    client.force_login(cast.coordinator)
    sent = {"action": "return_many", "_selected_action": keys(*two)}
    response = client.post(reverse(LIST), sent, follow=True)
    assert response.redirect_chain[0][0].startswith(page("return"))
    assert {row.version for row in response.context["rows"]} == set(two)
    assert states(*two) == [State.SUBMITTED] * 2


def test_many_are_returned_with_one_letter(client: Client, cast: Cast, two: list[Version]) -> None:
    client.force_login(cast.coordinator)
    response = client.post(page("return"), form(*two))
    assert [row.version for row in response.context["outcome"].done] == two
    assert states(*two) == [State.RETURNED] * 2
    notes = HistoryEntry.unscoped.filter(move="return").values_list("note", "by_name")
    assert list(notes) == [("Sama kirje kaikille.", cast.coordinator.name)] * 2


def test_a_double_click_moves_once(client: Client, cast: Cast, two: list[Version]) -> None:
    client.force_login(cast.coordinator)
    sent = form(*two)
    client.post(page("decline"), sent)
    mails = Mail.objects.count()
    response = client.post(page("decline"), sent)
    assert len(response.context["outcome"].done) == 2
    assert HistoryEntry.unscoped.filter(move="decline").count() == 2
    assert Mail.objects.count() == mails


def test_what_cannot_be_moved_is_told_and_left(client: Client, cast: Cast, two: list[Version]) -> None:
    first, second = two
    sent = form(*two)
    go(read(second), "retract", cast.author)
    go(read(second), "submit", cast.author)
    client.force_login(cast.coordinator)
    outcome = client.post(page("decline"), sent).context["outcome"]
    assert [row.version for row in outcome.done] == [first]
    assert [row.version for row in outcome.refused] == [second]
    assert outcome.refused[0].refusal
    assert states(*two) == [State.DECLINED, State.SUBMITTED]


def test_the_question_tells_which_cannot_be_moved_and_why(client: Client, cast: Cast, two: list[Version]) -> None:
    published = in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    rows = client.get(page("return"), {"v": keys(*two, published)}).context["rows"]
    assert [bool(row.refusal) for row in rows] == [False, False, True]


def test_tips_are_published_together_and_nothing_else_is(client: Client, cast: Cast) -> None:
    tip = go(draft(cast, depth=Depth.TIP), "submit", cast.author)
    assessed = in_state(cast, State.IN_ASSESSMENT, title="Arvioitu")
    whole = in_state(cast, State.SUBMITTED, title="Kokonainen")
    client.force_login(cast.coordinator)
    outcome = client.post(page("publish"), form(tip, assessed, whole, note="")).context["outcome"]
    assert states(tip, assessed, whole) == [State.PUBLISHED, State.IN_ASSESSMENT, State.SUBMITTED]
    assert len(outcome.refused) == 2


def test_a_letter_that_is_needed_is_asked_for_and_kept(client: Client, cast: Cast, two: list[Version]) -> None:
    client.force_login(cast.coordinator)
    for note in ("", "  ", "a" * 6001):
        response = client.post(page("decline"), form(*two, note=note))
        assert response.status_code == 400
        assert response.context["form"]["note"].value() == note
    assert states(*two) == [State.SUBMITTED] * 2


def test_it_is_only_for_those_who_decide(client: Client, cast: Cast, two: list[Version]) -> None:
    for part in ("other_coordinator", "administrator", "counsellor", "author", "peer", "reader"):
        client.force_login(getattr(cast, part))
        status = client.post(page("decline"), form(*two)).status_code
        assert (part, status) == (part, 302 if part == "other_coordinator" else 404)
    assert states(*two) == [State.SUBMITTED] * 2


def test_other_moves_and_other_methods_are_refused(client: Client, cast: Cast, two: list[Version]) -> None:
    client.force_login(cast.coordinator)
    for name in ("submit", "retract", "discard", "take_up", "undo_publish", "supersede", "nonsense"):
        assert (name, client.post(page(name), form(*two)).status_code) == (name, 404)
    assert client.put(page("decline")).status_code == 405


def test_nonsense_is_answered_with_the_list(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    nonsense: tuple[dict[str, Any], ...] = ({}, {"v": ["x", "²", "-1", "9" * 30]}, {"v": [987654]})
    for sent in nonsense:
        assert client.get(page("decline"), sent).url == reverse(LIST)
        assert client.post(page("decline"), sent).url == reverse(LIST)


def test_at_most_so_many_at_a_time(
    client: Client, cast: Cast, two: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    client.force_login(cast.coordinator)
    sent = {"action": "decline_many", "_selected_action": keys(*two)}
    assert client.post(reverse(LIST), sent).url == reverse(LIST)
    assert len(client.get(page("decline"), {"v": keys(*two)}).context["rows"]) == 1


def test_what_time_does_not_allow_is_gone_on_with(
    client: Client, cast: Cast, two: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SECONDS", -1.0)
    client.force_login(cast.coordinator)
    response = client.post(page("decline"), form(*two))
    assert [row.version for row in response.context["outcome"].left] == two
    assert f"v={two[0].pk}&amp;v={two[1].pk}" in response.content.decode()
    assert states(*two) == [State.SUBMITTED] * 2
