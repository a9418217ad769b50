"""Leaving a place, and removing a person: what goes, what stays, and that no table keeps the name or the address."""

import json
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import models
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from network.models import MailChoice, Membership, User
from polkka.kit.people import FORMER
from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from practices import assessing, comments, invitations, leaving, removing
from practices.models import Assessment, Author, HistoryEntry, Point, Version
from practices.receivers import COORDINATORS, contact
from practices.states import AssessmentState, State
from projects.models import Joining, ProjectMember

from ..factory import Cast, draft, go, in_state, person, yes_to_all

DELETE = "/en/account/delete/"
MANAGER = ProjectMember.Role.MANAGER


def told(word: str) -> list[str]:
    """The text columns of all tables in which `word` stands."""
    return [f"{model._meta.label}.{name}" for model, name, text in _texts() if word in text]


def _texts() -> Iterator[tuple[type[models.Model], str, str]]:
    for model in apps.get_models():
        columns = [
            f.attname
            for f in model._meta.concrete_fields
            if isinstance(f, (models.CharField, models.TextField, models.JSONField))
        ]
        for row in model._base_manager.values(*columns) if columns else []:
            for name, value in row.items():
                yield model, name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@pytest.fixture
def busy(cast: Cast) -> Version:
    """A published practice in which the author's name and address stand wherever they can."""
    author = cast.author
    author.name = "Äidyn Örnmark"
    author.save()
    version = in_state(cast, State.PUBLISHED, contact_name=author.name, contact_email=author.email)
    comments.add(version, by=author, text="Katsokaa tätä.")
    mark = comments.add(version, by=cast.editor, text="Hyvä.")
    comments.set_done(mark, True, by=author)
    open_draft = draft(cast, title="Kesken")
    invitations.make(open_draft.practice, by=author, once="one-time-key", address="uusi@example.org")
    invitations.make(open_draft.practice, by=cast.editor, once="another-key", address=author.email)
    Point.unscoped.create(version=version, text="Täsmennä.", answer="Tehty.", answered_by=author.name)
    Version.unscoped.filter(pk=version.pk).update(declared={"by": author.name, "at": "2026-01-01", "gate": {}})
    Joining.objects.create(user=cast.reader, project=cast.project, decided_by_name=author.name)
    MailChoice.objects.create(user=author, kind="comments")
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=cast.administrator, content_type=kind, object_id=str(author.pk), object_repr=str(author),
        action_flag=ADDITION, change_message=json.dumps([{"added": {"object": f"{author} – Koivulan koulu"}}]),
    )  # fmt: skip
    for mail in Mail.objects.all():
        outbox.send(mail.pk)
    Mail.objects.create(key="late", kind="comment", address=author.email, language="fi", context={"name": author.name})
    return version


def test_nothing_keeps_the_name_or_the_address(cast: Cast, busy: Version, mailoutbox: list[EmailMessage]) -> None:
    assert len(told("Äidyn Örnmark")) > 8
    address = cast.author.email

    removing.remove_person(cast.author, by=cast.author)
    for mail in Mail.objects.filter(state=Mail.State.QUEUED):
        outbox.send(mail.pk)

    assert (told("Äidyn Örnmark"), told(address)) == ([], [])
    assert mailoutbox[-1].to == [address]


def test_texts_history_and_assessments_stay(cast: Cast, busy: Version) -> None:
    title, moves = busy.title, HistoryEntry.unscoped.filter(practice=busy.practice).count()

    removing.remove_person(cast.author, by=cast.author)

    stayed = Version.unscoped.get(pk=busy.pk)
    entries = HistoryEntry.unscoped.filter(practice=busy.practice)
    assert (stayed.title, stayed.state, entries.count()) == (title, State.PUBLISHED, moves)
    assert set(entries.filter(move="submit").values_list("by", "by_name")) == {(None, FORMER)}
    found = contact(busy.practice.public_id)
    assert found is not None
    assert (found.kind, found.name, found.email) == (COORDINATORS, "", "")


def test_an_assessor_leaves_finished_assessments_without_a_name(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)

    removing.remove_person(cast.second_peer, by=cast.second_peer)
    outbox.send(Mail.objects.get(kind="removed").pk)

    finished = Assessment.unscoped.filter(version=version).finished().order_by("pk")
    with override("en"):
        assert [str(row.assessor) for row in finished] == ["Peer", "a former user"]
    assert (told("second-peer@example.org"), cast.second_peer.duties.count()) == ([], 0)


def test_nobody_waits_for_an_assessor_who_has_left(cast: Cast) -> None:
    version = go(draft(cast), "submit", cast.author)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    assessment = assessing.assign(go(version, "take_up", cast.coordinator), cast.peer, kind="peer", by=cast.coordinator)

    removing.remove_person(cast.peer, by=cast.peer)

    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.RELEASED


def test_letters_to_somebody_with_a_longer_address_stay(cast: Cast) -> None:
    for user in (cast.peer, cast.second_peer):
        values = {"key": user.email, "kind": "assigned", "language": "fi", "context": {"name": user.name}}
        Mail.objects.create(address=user.email, state=Mail.State.SENT, **values)

    removing.remove_person(cast.peer, by=cast.peer)

    assert list(Mail.objects.filter(kind="assigned").order_by("pk").values_list("address", flat=True)) == [
        "",
        "second-peer@example.org",
    ]


def test_ties_end_and_the_address_can_begin_again(cast: Cast, busy: Version) -> None:
    address = cast.author.email

    removing.remove_person(cast.author, by=cast.author)

    for model in (Membership, ProjectMember, EmailAddress, MailChoice, Author):
        assert not model._default_manager.filter(user=cast.author).exists()
    assert User.objects.create_user(address).pk != cast.author.pk


def test_removing_twice_does_nothing_more(cast: Cast) -> None:
    removing.remove_person(cast.author, by=cast.author)

    removing.remove_person(User.objects.get(pk=cast.author.pk), by=cast.author)

    assert (Mail.objects.filter(kind="removed").count(), LogEntry.objects.count()) == (1, 1)


def test_a_namesake_elsewhere_keeps_the_name(cast: Cast) -> None:
    theirs = in_state(cast, State.SUBMITTED)
    User.objects.filter(pk=cast.stranger.pk).update(name=cast.author.name)
    cast.stranger.refresh_from_db()

    removing.remove_person(cast.stranger, by=cast.stranger)

    assert set(
        HistoryEntry.unscoped.filter(practice=theirs.practice, move="submit").values_list("by_name", flat=True)
    ) == {cast.author.name}


def test_deleting_asks_twice_signs_out_and_tells_what_stays(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    assert "autocomplete" not in client.get(DELETE).content.decode().partition("<main")[2]
    assert 'name="email"' in client.get(f"{DELETE}?sure=1").content.decode()

    answer = client.post(DELETE, {"email": " READER@example.org "}, follow=True)

    assert answer.redirect_chain == [("/en/account/deleted/", 302)]
    assert (answer.status_code, "_auth_user_id" in client.session) == (200, False)
    assert not User.objects.get(pk=cast.reader.pk).is_active


@pytest.mark.parametrize("typed", ["", "author@example.org", "reader", "reader@example.org\0"])
def test_deleting_needs_the_own_address(cast: Cast, client: Client, typed: str) -> None:
    client.force_login(cast.reader)

    answer = client.post(DELETE, {"email": typed})

    assert (answer.status_code, [anchor for _m, anchor in answer.context["errors"]][:1]) == (400, ["id_email"])
    assert User.objects.filter(email="reader@example.org", is_active=True).exists()


def test_deleting_explains_first_what_a_project_loses(cast: Cast, client: Client) -> None:
    draft(cast)
    client.force_login(cast.author)

    answer = client.get(DELETE)

    assert list(answer.context["only_manager"]) == [cast.project]


def test_another_session_of_a_removed_person_ends(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)

    removing.remove_person(cast.reader, by=cast.reader)

    assert client.get("/en/account/").status_code == 302


def tie(user: User, kind: str) -> leaving.Tie:
    return next(found for found in leaving.ties(user) if found.kind == kind)


def leave(client: Client, found: leaving.Tie) -> object:
    return client.post(f"/en/account/leave/{found.kind}/{found.pk}/")


def test_an_editor_leaves_a_project_and_the_drafts_stay(cast: Cast, client: Client) -> None:
    version = draft(cast)
    found = tie(cast.editor, "project")
    client.force_login(cast.editor)

    assert client.get(f"/en/account/leave/project/{found.pk}/").status_code == 200
    assert [leave(client, found).url for _ in range(2)] == ["/en/account/"] * 2  # type: ignore[attr-defined]

    assert client.get(f"/en/desk/{version.practice.public_id}/").status_code == 404
    assert Version.unscoped.get(pk=version.pk).title == "Puron tarina"


def test_the_last_manager_is_told_who_could_follow(cast: Cast, client: Client) -> None:
    draft(cast)
    client.force_login(cast.author)

    answer = leave(client, tie(cast.author, "project"))

    assert (answer.status_code, answer.context["needed"].others) == (409, ["Editor"])  # type: ignore[attr-defined]
    assert ProjectMember.objects.filter(user=cast.author).exists()


@pytest.mark.parametrize("why", ["another manager", "no practices", "the project has ended"])
def test_a_manager_can_leave_when(cast: Cast, client: Client, why: str) -> None:
    if why != "no practices":
        draft(cast)
    if why == "another manager":
        ProjectMember.objects.filter(user=cast.editor).update(role=MANAGER)
    if why == "the project has ended":
        cast.project.ended = timezone.localdate().replace(year=2020, day=1)
        cast.project.save()
    client.force_login(cast.author)

    leave(client, tie(cast.author, "project"))

    assert not ProjectMember.objects.filter(user=cast.author).exists()


def test_a_school_and_a_single_practice_can_be_left(cast: Cast, client: Client) -> None:
    version = draft(cast)
    Author.unscoped.create(practice=version.practice, user=cast.reader)
    client.force_login(cast.reader)
    leave(client, tie(cast.reader, "practice"))
    client.force_login(cast.author)
    leave(client, tie(cast.author, "school"))

    assert not Author.unscoped.filter(user=cast.reader).exists()
    assert not Membership.objects.filter(user=cast.author).exists()


def test_nobody_leaves_for_another(cast: Cast, client: Client) -> None:
    found = tie(cast.editor, "project")
    client.force_login(cast.stranger)

    leave(client, found)

    assert client.get(f"/en/account/leave/project/{found.pk}/").status_code == 404
    assert client.get(f"/en/account/leave/nonsense/{found.pk}/").status_code == 404
    assert ProjectMember.objects.filter(user=cast.editor).exists()


def test_ties_are_four_questions_for_one_and_many(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    other = person("other")
    for n in range(3):
        version = draft(cast, title=f"Tarina {n}")
        Author.unscoped.create(practice=version.practice, user=other)
        with django_assert_num_queries(5):
            assert len(leaving.ties(other)) == n + 1
