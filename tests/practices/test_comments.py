"""Comments on a practice and asking a coordinator: who sees what, each once, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import User
from polkka.upkeep.models import Mail
from practices import comments
from practices.models import Comment, Practice, Version
from projects.models import ProjectMember

from ..factory import Cast, draft, go, in_state, read
from ..queues import queues


def url(version: Version, end: str = "comments") -> str:
    return f"/en/desk/{version.practice.public_id}/{end}/"


def said(**changed: Any) -> dict[str, Any]:
    return {"question": "challenge", "text": "Kuka\r\nlaskee?", "once": "a-key-of-one-form", **changed}


def asked(cast: Cast) -> Version:
    version = draft(cast)
    comments.add(version, by=cast.author, text="Riittääkö tämä?", question="result", asks=True)
    return read(version)


def mails(kind: str) -> list[str]:
    return list(Mail.objects.filter(kind=kind).order_by("address").values_list("address", flat=True))


def test_comment_is_written_once_and_told_to_the_other_authors(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    responses = [client.post(url(version), said()) for _click in range(2)]

    comment = Comment.unscoped.get()
    assert [response.url for response in responses] == [url(version)] * 2
    assert (comment.text, comment.question, comment.number, comment.by) == (
        "Kuka\nlaskee?",
        "challenge",
        1,
        cast.author,
    )
    assert mails("comment") == [cast.editor.email]


def test_comment_mail_goes_once_an_hour_and_practice(cast: Cast) -> None:
    version = draft(cast)
    with time_machine.travel("2026-11-22 10:05Z", tick=False) as clock:
        for minutes in (0, 20, 40):  # the last one in the next hour
            clock.shift(timedelta(minutes=minutes))
            comments.add(version, by=cast.author, text="Vielä yksi.")

    assert mails("comment") == [cast.editor.email] * 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \u200b"}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"text": "bell \x07"}, "text"),
        ({"question": "moon"}, "question"),
    ],
)
def test_comment_refuses_bad_input_and_keeps_what_was_typed(
    cast: Cast, client: Client, changed: dict[str, str], field: str
) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version), said(**changed))

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, [field])
    assert form["text"].value() == said(**changed)["text"]
    assert response.context["errors"][0][1] == f"comment_{field}"
    assert not Comment.unscoped.exists()


@pytest.mark.parametrize("field", ["text", "question"])
def test_comment_from_a_page_is_answered_with_the_part_alone(cast: Cast, client: Client, field: str) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    fine = client.post(url(version), said(page="challenge"), headers={"X-Part": "1"}).content.decode()
    bad = client.post(url(version), said(page="challenge", once="another-key", **{field: ""}), headers={"X-Part": "1"})

    assert "<html" not in fine
    assert "Kuka<br>laskee?" in fine
    assert 'aria-invalid="true"' in bad.content.decode()


def test_comment_from_a_page_without_script_goes_back_to_it(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version), said(page="challenge", question="whole"))

    assert response.url == url(version, "edit/challenge") + "#comments"
    page = client.get(response.url)
    assert [line.comment.text for line in page.context["comments"]["open"]] == ["Kuka\nlaskee?"]


def test_comment_stands_beside_the_page_of_its_question_only(cast: Cast, client: Client) -> None:
    version = draft(cast)
    for question in ("", "challenge", "result"):
        comments.add(version, by=cast.author, text=f"Kohta {question}.", question=question)
    client.force_login(cast.editor)

    shown = client.get(url(version, "edit/result")).context["comments"]["open"]

    assert [line.comment.question for line in shown] == ["", "result"]


def test_comment_is_done_once_and_opened_again(cast: Cast, client: Client) -> None:
    version = draft(cast)
    comment = comments.add(version, by=cast.author, text="Kesken.")
    client.force_login(cast.editor)
    address = url(version, f"comments/{comment.pk}")

    for _click in range(2):
        assert client.post(address, {"deed": "done"}).url == url(version)
    first = Comment.unscoped.get()
    assert (first.done_by_name, first.done_at is not None) == (cast.editor.name, True)
    assert [line.comment for line in client.get(url(version) + "?show=done").context["lines"]] == [comment]

    client.post(address, {"deed": "open"})
    assert Comment.unscoped.get().done_at is None
    assert client.get(address).status_code == 405
    assert client.post(address, {"deed": "burn"}).status_code == 404


@pytest.mark.parametrize(("minutes", "part", "left"), [(1, "author", 0), (16, "author", 1), (1, "editor", 1)])
def test_comment_is_taken_back_by_its_writer_for_a_quarter_of_an_hour(
    cast: Cast, client: Client, minutes: int, part: str, left: int
) -> None:
    version = draft(cast)
    comment = comments.add(version, by=cast.author, text="Väärä.")
    Comment.unscoped.update(created_at=timezone.now() - timedelta(minutes=minutes))
    client.force_login(getattr(cast, part))

    client.post(url(version, f"comments/{comment.pk}"), {"deed": "delete"})

    assert Comment.unscoped.count() == left


OTHERS = ("stranger", "reader", "peer", "coordinator", "chief", "counsellor", "administrator")


@pytest.mark.parametrize("state", ["draft", "in_assessment"])
def test_comments_are_missing_to_everybody_else(cast: Cast, client: Client, state: str) -> None:
    version = in_state(cast, state)
    comment = comments.add(version, by=cast.author, text="Salaisuus.")
    for part in OTHERS:
        client.force_login(getattr(cast, part))
        found = [
            client.get(url(version)).status_code,
            client.post(url(version), said()).status_code,
            client.post(url(version, f"comments/{comment.pk}"), {"deed": "done"}).status_code,
            client.post(url(version, "ask"), said()).status_code,
        ]
        assert found == [404] * 4, part
        assert not comments.visible_to(getattr(cast, part)).exists()
    assert Comment.unscoped.get().done_at is None


def test_comment_of_another_practice_cannot_be_reached_through_ones_own(cast: Cast, client: Client) -> None:
    mine, other = draft(cast), draft(cast, title="Toinen")
    Practice.unscoped.filter(pk=other.practice_id).update(project=cast.other_project)
    comment = Comment.unscoped.create(practice=other.practice, number=1, by=cast.stranger, by_name="S", text="Oma.")
    client.force_login(cast.author)

    client.post(url(mine, f"comments/{comment.pk}"), {"deed": "done"})

    assert Comment.unscoped.get().done_at is None


def test_asking_shows_the_draft_to_coordinators_and_mails_those_of_the_coordination(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    responses = [client.post(url(version, "ask"), said(question="result")) for _click in range(2)]

    assert [response.url for response in responses] == [url(version)] * 2
    assert Comment.unscoped.get().to_coordinator
    assert (mails("asked"), mails("comment")) == ([cast.coordinator.email], [cast.editor.email])
    for coordinator in (cast.coordinator, cast.other_coordinator, cast.chief):
        client.force_login(coordinator)
        assert client.get(url(version)).status_code == 200
        assert client.get(url(version, "preview")).context["is_asked"] is True
    client.force_login(cast.stranger)
    assert client.get(url(version)).status_code == 404


def test_asking_without_a_coordination_reaches_the_chiefs(cast: Cast) -> None:
    version = draft(cast)
    Practice.unscoped.filter(pk=version.practice_id).update(project=None)

    comments.add(read(version), by=cast.author, text="Apua.", asks=True)

    assert mails("asked") == [cast.chief.email]


def test_question_waits_in_the_queue_until_it_is_done(cast: Cast, client: Client) -> None:
    version = asked(cast)
    client.force_login(cast.coordinator)
    assert [line.place for line in queues(cast.coordinator)["question"].lines] == ["Riittääkö tämä?"]

    client.post(url(version), said(text="Riittää.", question="whole"))
    client.post(url(version, f"comments/{Comment.unscoped.first().pk}"), {"deed": "done"})

    assert "question" not in queues(cast.coordinator)
    assert Comment.unscoped.last().by_coordinator
    assert mails("comment") == [cast.author.email, cast.editor.email]
    client.force_login(cast.author)
    assert "Coordinator Coordinator" in client.get(url(version)).content.decode()
    assert "question" not in queues(cast.other_coordinator)


def test_draft_is_hidden_again_when_the_authors_wish(cast: Cast, client: Client) -> None:
    version = asked(cast)
    client.force_login(cast.editor)

    assert client.post(url(version, "ask"), {"deed": "stop"}).url == url(version, "ask")

    client.force_login(cast.coordinator)
    assert client.get(url(version)).status_code == client.get(url(version, "preview")).status_code == 404
    assert "question" not in queues(cast.coordinator)


def test_coordinator_cannot_ask_nor_stop_the_showing(cast: Cast, client: Client) -> None:
    version = asked(cast)
    client.force_login(cast.coordinator)

    assert client.post(url(version, "ask"), {"deed": "stop"}).status_code == 404
    assert Practice.unscoped.get().asked_at is not None


@pytest.mark.parametrize(("end", "most"), [("comments", "MOST_A_DAY"), ("ask", "MOST_ASKED_A_DAY")])
def test_who_writes_without_end_goes_on_tomorrow(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, end: str, most: str
) -> None:
    monkeypatch.setattr(comments, most, 2)
    version = draft(cast)
    client.force_login(cast.author)
    sent = [client.post(url(version, end), said(text=f"Sana {n}")) for n in range(3)]
    assert [response.status_code for response in sent] == [302, 302, 409]
    assert "Sana 2" in sent[2].content.decode()
    assert Comment.unscoped.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        client.force_login(cast.author)
        assert client.post(url(version, end), said(text="Sana 2")).status_code == 302


def test_comments_of_an_ended_project_are_only_read(cast: Cast, client: Client) -> None:
    version = draft(cast)
    comment = comments.add(version, by=cast.author, text="Kesken.")
    type(cast.project).objects.filter(pk=cast.project.pk).update(ended=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.author)

    assert client.get(url(version)).context["can_write"] is False
    refused = client.post(url(version), said())
    client.post(url(version, f"comments/{comment.pk}"), {"deed": "done"})
    client.post(url(version, "ask"), {"deed": "stop"})

    assert refused.status_code == 409
    assert ("Your comment", "Kuka\r\nlaskee?") in refused.context["typed"]
    page = refused.content.decode()
    assert "It could not be saved. Copy it from here" in page
    assert 'href="#typed"' in page
    lost = client.post(url(version, "ask"), said())
    assert (lost.status_code, ("Your question", "Kuka\r\nlaskee?") in lost.context["typed"]) == (409, True)
    assert [row.done_at for row in Comment.unscoped.all()] == [None]


def test_removed_editor_cannot_comment_from_an_open_tab(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.editor)
    ProjectMember.objects.filter(user=cast.editor).delete()

    assert client.post(url(version), said()).status_code == 404
    assert not Comment.unscoped.exists()


def test_discarding_a_draft_deletes_its_comments_and_leaves_the_earlier_ones(cast: Cast) -> None:
    version = in_state(cast, "returned")
    comments.add(version, by=cast.author, text="Vanha.")
    newer = Version.unscoped.get(practice=version.practice, number=2)
    comments.add(newer, by=cast.author, text="Uusi.")

    go(newer, "discard", cast.author)

    assert list(Comment.unscoped.values_list("text", flat=True)) == ["Vanha."]


def more(version: Version, number: int, *, by: User, **changed: Any) -> None:
    """Many comments at once, which tell nobody."""
    values = {"practice": version.practice, "number": 1, "question": "challenge", "by": by, "by_name": by.name}
    Comment.unscoped.bulk_create([Comment(text=f"Kohta {n}.", **(values | changed)) for n in range(number)])


@pytest.mark.parametrize("path", ["comments", "edit/challenge"])
def test_many_comments_take_no_more_queries_than_one(cast: Cast, client: Client, path: str) -> None:
    version = asked(cast)
    client.force_login(cast.author)
    client.get(url(version, path))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(version, path))
        counts.append(len(queries))
        more(version, 30, by=cast.editor)

    assert counts[0] == counts[1]


def test_many_questions_take_no_more_queries_than_one(cast: Cast, client: Client) -> None:
    version = asked(cast)
    client.force_login(cast.coordinator)
    client.get("/admin/")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        counts.append(len(queries))
        more(version, 30, by=cast.author, to_coordinator=True)

    assert counts[0] == counts[1]


def test_comments_ask_the_same_number_of_questions_for_many(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    pages = (url(version), url(version, "edit/challenge"))
    assert [client.get(page).status_code for page in pages] == [200, 200]
    counts = []
    for number in (1, 30):
        while Comment.unscoped.count() < number:
            comments.add(version, by=cast.editor, text="Kivi-ilves", question="challenge")
        with CaptureQueriesContext(connection) as queries:
            answers = [client.get(page).content.decode() for page in pages]
        assert all(answer.count("Kivi-ilves") >= number for answer in answers)
        counts.append(len(queries))
    assert counts[0] == counts[1]
