"""The points of a letter of return: asked by coordinators, answered by authors, required before it is sent again."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from practices import edits, points, workflow
from practices.edits import digest
from practices.models import Point, Version
from practices.states import State

from ..factory import Cast, go, in_state, read

ASKED = ("Kertokaa, montako oppilasta oli mukana.", "Avatkaa, kuka jatkaa.")


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/points/".replace("points", "requests")


def move(version: Version, name: str = "return") -> str:
    return f"/en/desk/{version.practice.public_id}/move/{name}/"


def back(cast: Cast) -> Version:
    """The next draft of a practice that came back with two points."""
    version = in_state(cast, State.SUBMITTED)
    requests = [points.Request(ASKED[0], "result"), points.Request(ASKED[1])]
    return go(version, "return", cast.coordinator, note="Kirje.", requests=requests)


def sent(draft: Version, *answers: str, **more: Any) -> dict[str, Any]:
    """The form of the page just opened, filled with answers."""
    fields: dict[str, Any] = {}
    for point, answer in zip(points.asked(draft), answers, strict=False):
        fields |= {f"answer-{point.pk}": answer, f"seen-{point.pk}": digest(point.answer)}
    return fields | more


def ask(client: Client, version: Version, *texts: str, name: str = "return", **more: Any) -> HttpResponse:
    rows = {f"point-{n}-text": text for n, text in enumerate(texts)}
    now = read(version)
    fields = {"seen": now.edit, "version": now.number, "once": "one-form-key", "note": "Kirje.", **rows, **more}
    return client.post(move(version, name), fields)


def test_a_return_takes_points_and_the_letter_lists_them(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = ask(client, version, ASKED[0], "", ASKED[1], **{"point-0-question": "result"})

    stored = Point.unscoped.filter(version=version).values_list("order", "text", "question")
    assert response.url == f"/en/coordination/{version.practice.public_id}/"
    assert list(stored) == [(0, ASKED[0], "result"), (1, ASKED[1], "")]
    _subject, body = outbox.render(Mail.objects.get(kind="return"))
    assert all(f"{n}. {text}" in body for n, text in enumerate(ASKED, start=1))


def test_a_return_twice_with_one_key_asks_once(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)
    seen = read(version).edit

    answers = [ask(client, version, *ASKED, seen=seen) for _ in range(2)]

    assert ([answer.status_code for answer in answers], Point.unscoped.count()) == ([302, 302], 2)


def test_a_return_gives_more_rows_and_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = ask(client, version, *ASKED, more="1")

    form = response.context["points"]
    typed = [field.value() for field, _question in form.rows()]
    assert (response.status_code, typed[:2], len(typed)) == (200, list(ASKED), 6)
    assert response.context["form"]["note"].value() == "Kirje."
    assert read(version).state == State.SUBMITTED


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"point-0-text": "x" * 1001}, "point-0-text"),
        ({"point-0-text": "kello \x07"}, "point-0-text"),
        ({"point-1-question": "result"}, "point-1-text"),
        ({"point-0-text": "Muuta.", "point-0-question": "no-such"}, "point-0-question"),
    ],
)
def test_a_return_refuses_a_point_that_cannot_be_stored(
    cast: Cast, client: Client, row: dict[str, str], field: str
) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = ask(client, version, **{"point-2-text": ASKED[1], **row})

    assert (list(response.context["points"].errors), read(version).state) == ([field], State.SUBMITTED)
    assert f"id_{field}" in [anchor for _words, anchor in response.context["errors"]]
    assert response.context["points"]["point-2-text"].value() == ASKED[1]


def test_rows_end_at_the_most(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    ask(client, version, *(f"Kohta {n}" for n in range(40)))

    assert Point.unscoped.count() == points.MOST


def test_another_decision_does_not_drop_typed_points(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = ask(client, version, ASKED[0], name="decline")

    assert (response.status_code, read(version).state) == (200, State.SUBMITTED)
    assert response.context["points"]["point-0-text"].value() == ASKED[0]


def test_a_letter_with_points_on_what_was_taken_back_is_shown_to_be_copied(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    seen = read(version).edit
    go(version, "retract", cast.author)
    client.force_login(cast.coordinator)

    content = ask(client, version, ASKED[0], seen=seen).content.decode()

    assert ("Kirje." in content, ASKED[0] in content) == (True, True)


def test_points_are_answered_singly_and_shown_to_who_decides(cast: Cast, client: Client) -> None:
    draft = back(cast)
    client.force_login(cast.editor)

    response = client.post(url(draft), sent(draft, "Lisäsimme luvun 22.", ""))

    assert response.url == url(draft)
    assert [(p.answer, p.answered_by) for p in points.asked(draft)] == [("Lisäsimme luvun 22.", "Editor"), ("", "")]
    client.post(url(draft), sent(draft, "Lisäsimme luvun 22.", "Koulun kieliryhmä jatkaa."))
    go(draft, "submit", cast.author)
    client.force_login(cast.coordinator)
    content = client.get(f"/en/coordination/{draft.practice.public_id}/").content.decode()
    assert all(words in content for words in (*ASKED, "Lisäsimme luvun 22.", "Koulun kieliryhmä jatkaa."))


def test_points_without_an_answer_stand_in_the_way_of_sending(cast: Cast, client: Client) -> None:
    draft = back(cast)
    client.force_login(cast.author)

    with pytest.raises(workflow.Incomplete):
        go(draft, "submit", cast.author)
    page = client.get(f"/en/desk/{draft.practice.public_id}/check/")

    assert [(str(label), link) for label, _message, link in page.context["missing"]] == [
        ("Requests of the letter", url(draft))
    ]
    response = client.post(url(draft), sent(draft, "Teimme.", "Emme, koska.", go="on"))
    assert response.url == f"/en/desk/{draft.practice.public_id}/check/"
    assert go(draft, "submit", cast.author).state == State.SUBMITTED


def test_points_stand_beside_the_page_they_concern(cast: Cast, client: Client) -> None:
    draft = back(cast)
    client.force_login(cast.author)

    edit = f"/en/desk/{draft.practice.public_id}/edit"
    pages = [client.get(f"{edit}/{page}/").content.decode() for page in ("result", "basics")]

    assert [ASKED[0] in page for page in pages] == [True, False]


def test_an_answer_by_somebody_else_is_shown_beside_ones_own(cast: Cast, client: Client) -> None:
    draft = back(cast)
    fields = sent(draft, "Minun vastaukseni", "Toinen vastaus")
    first = points.asked(draft)[0]
    points.answer(draft, {first.pk: "Heidän vastauksensa"}, by=cast.editor, seen={first.pk: digest("")})
    client.force_login(cast.author)

    response = client.post(url(draft), fields)

    row = response.context["form"].rows()[0]
    assert (response.status_code, row.theirs, row.field.value()) == (409, "Heidän vastauksensa", "Minun vastaukseni")
    assert [point.answer for point in points.asked(draft)] == ["Heidän vastauksensa", "Toinen vastaus"]
    again = {f"answer-{first.pk}": "Yhdessä", f"seen-{first.pk}": row.seen}
    assert client.post(url(draft), again).status_code == 302
    assert points.asked(draft)[0].answer == "Yhdessä"


def test_a_bad_answer_keeps_itself_and_lets_the_others_be_saved(cast: Cast, client: Client) -> None:
    draft = back(cast)
    client.force_login(cast.author)

    response = client.post(url(draft), sent(draft, "x" * 2001, "Hyvä vastaus"))

    first = response.context["form"].rows()[0]
    assert (response.status_code, len(first.field.value())) == (400, 2001)
    assert [point.answer for point in points.asked(draft)] == ["", "Hyvä vastaus"]


def test_answers_that_come_too_late_are_shown_to_be_copied(cast: Cast, client: Client) -> None:
    draft = back(cast)
    fields = sent(draft, "Myöhäinen vastaus", "")
    for point in points.asked(draft):
        points.answer(draft, {point.pk: "Kunnossa"}, by=cast.editor, seen={point.pk: digest("")})
    go(draft, "submit", cast.editor)
    client.force_login(cast.author)

    response = client.post(url(draft), fields)

    assert (response.status_code, "Myöhäinen vastaus" in response.content.decode()) == (409, True)


def test_a_point_of_another_practice_cannot_be_answered(cast: Cast, client: Client) -> None:
    draft, other = back(cast), in_state(cast, State.SUBMITTED)
    theirs = Point.unscoped.create(version=other, order=0, text="Toisen kohta")
    client.force_login(cast.author)

    client.post(url(draft), {f"answer-{theirs.pk}": "Väärä", f"seen-{theirs.pk}": digest("")})

    assert Point.unscoped.get(pk=theirs.pk).answer == ""


def test_points_are_missing_for_others(cast: Cast, client: Client) -> None:
    draft = back(cast)

    for part in ("stranger", "reader", "peer", "coordinator", "chief"):
        client.force_login(getattr(cast, part))
        answers = [client.get(url(draft)), client.post(url(draft), sent(draft, "a"))]
        assert [answer.status_code for answer in answers] == [404, 404], part


def test_points_answer_no_other_method_and_need_points(cast: Cast, client: Client) -> None:
    draft = back(cast)
    client.force_login(cast.author)
    assert client.put(url(draft)).status_code == 405
    plain = in_state(cast, State.DRAFT)
    assert client.get(url(plain)).url == f"/en/desk/{plain.practice.public_id}/"


def test_points_cost_the_same_however_many(cast: Cast, client: Client) -> None:
    draft = back(cast)
    client.force_login(cast.author)
    client.get(url(draft))
    with CaptureQueriesContext(connection) as few:
        client.get(url(draft))
    Point.unscoped.bulk_create(
        Point(version_id=draft.builds_on_id, order=n, text=f"Kohta {n}", question="result") for n in range(2, 12)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(url(draft))
    assert len(few) == len(many)


def test_a_discarded_redraft_leaves_the_points_for_the_next_one(cast: Cast) -> None:
    draft = back(cast)
    go(draft, "discard", cast.author)

    renewed = edits.new_version(Version.unscoped.get(practice=draft.practice_id), by=cast.author)

    assert [point.text for point in points.asked(renewed)] == list(ASKED)
