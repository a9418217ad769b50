"""People's data: every column is marked, the copy holds what the marks say, and removal leaves nothing of a person."""

import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from network.models import Availability, Duty, MailChoice, Membership, User
from polkka.operations.privacy import register
from polkka.operations.privacy.marks import TABLES, Table
from polkka.portal.models import Feedback, Wish
from polkka.upkeep import generation, outbox
from polkka.upkeep.models import Change, Mail, Receipt
from practices import comments, exporting, invitations
from practices.models import (
    Answer,
    Assessment,
    Attachment,
    Author,
    HistoryEntry,
    Invitation,
    Point,
    Presence,
    Rough,
    Schedule,
    Sheet,
    Version,
    VersionAttachment,
)
from practices.removing import remove_person
from projects.models import Coordinator, Joining, ProjectMember

from ..factory import Cast, draft, in_state, person

pytestmark = pytest.mark.django_db
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.GenericIPAddressField)
NAME, ADDRESS, MARK = "Äidyn Örnmark", "aidyn@example.org", "merkitty sana"


# --- the marks -------------------------------------------------------------------------------------------------------
def telling(model: type[models.Model]) -> set[str]:
    """The columns that could tell of a person."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if (field.is_relation and field.related_model is User)
        or (isinstance(field, TEXTS) and not field.choices and not field.is_relation)
    }


def test_every_column_of_every_table_is_marked_once() -> None:
    wrong = {}
    for model in apps.get_models():
        table = TABLES.get(model._meta.label, Table())
        marked = [*table.personal, *table.free, *table.plain]
        extra = {name for name in marked if model._meta.get_field(name).choices}
        if sorted(set(marked) - extra) != sorted(telling(model)) or len(marked) != len(set(marked)):
            wrong[model._meta.label] = sorted(telling(model) ^ (set(marked) - extra))
    assert wrong == {}
    assert {model._meta.label for model in apps.get_models()} >= set(TABLES)


def test_a_column_that_nobody_has_marked_is_found() -> None:
    field = models.CharField(name="nickname", max_length=9)
    found = {*telling(Wish), field.name}
    assert found - {*TABLES["portal.Wish"].personal, *TABLES["portal.Wish"].free, *TABLES["portal.Wish"].plain} == {
        "nickname"
    }


@pytest.mark.parametrize("label", sorted(TABLES))
def test_what_tells_of_people_has_a_purpose_a_time_and_a_way_out(label: str) -> None:
    table = TABLES[label]
    tells = bool(table.personal or table.free)
    assert (bool(table.purpose), bool(table.kept), bool(table.after), bool(table.copy or table.why)) == (tells,) * 4


def test_the_register_names_every_table_in_both_languages() -> None:
    assert register.unknown() == set()
    for language in ("fi", "en"):
        told = register.markdown(language)
        assert told.count("\n|") == 2 + 8
        assert "None" not in told
    assert "E-mail" not in register.markdown("fi")
    assert "käyttämätön tili" in register.markdown("fi")


STAYING = ("unsigned", "struck", "unsigned struck")
"""What removing does with rows that stay the person's, who has no name any more."""


# --- a person with a row in every table -------------------------------------------------------------------------------
@pytest.fixture
def someone(cast: Cast) -> User:
    """A person of whom every table that is marked personal has a row."""
    user = person("someone")
    User.objects.filter(pk=user.pk).update(name=NAME, email=ADDRESS)
    user.refresh_from_db()
    EmailAddress.objects.filter(user=user).delete()
    version = in_state(cast, "published", contact_name=NAME, contact_email=ADDRESS)
    for label, make in _makers(cast, user, version).items():
        make()
        assert label in TABLES
    return user


def _makers(cast: Cast, user: User, version: Version) -> dict[str, Callable[[], Any]]:
    now, practice, open_draft = timezone.now(), version.practice, draft(cast, title="Kesken")
    signed = {"by": user, "by_name": NAME}
    kind = ContentType.objects.get_for_model(User)
    return {
        "account.EmailAddress": lambda: EmailAddress.objects.create(user=user, email=ADDRESS, verified=True),
        "mfa.Authenticator": lambda: Authenticator.objects.create(user=user, type="totp", data={}),
        "sessions.Session": lambda: Client().force_login(user),
        "network.Membership": lambda: Membership.objects.create(user=user, organisation=cast.school),
        "network.Duty": lambda: Duty.objects.create(user=user, kind="peer"),
        "network.MailChoice": lambda: MailChoice.objects.create(user=user, kind="comments"),
        "network.Availability": lambda: Availability.objects.create(user=user, most=5),
        "projects.Coordinator": lambda: Coordinator.objects.create(
            user=user, coordination=Coordinator.objects.first().coordination  # type: ignore[union-attr]
        ),
        "projects.ProjectMember": lambda: ProjectMember.objects.create(user=user, project=cast.project),
        "projects.Joining": lambda: [
            Joining.objects.create(user=user, project=cast.project),
            Joining.objects.create(user=cast.reader, project=cast.project, decided_by_name=NAME),
        ],
        "practices.Author": lambda: Author.unscoped.create(practice=open_draft.practice, user=user),
        "practices.Invitation": lambda: [
            Invitation.unscoped.create(
                practice=practice, secret_digest="a", address="x@example.org", made_by=user, made_by_name=NAME,
                used_by=user, used_by_name=NAME, expires_at=now,
            ),
            invitations.make(open_draft.practice, by=cast.author, once="once-12345", address=ADDRESS),
        ],
        "practices.Version": lambda: Version.unscoped.filter(pk=version.pk).update(declared={"by": NAME}),
        "practices.Text": lambda: open_draft.texts.update(story=MARK),
        "practices.Comment": lambda: [
            comments.add(version, by=user, text=MARK),
            comments.set_done(comments.add(version, by=cast.author, text="Hyvä."), True, by=user),
        ],
        "practices.Rough": lambda: Rough.unscoped.create(
            version=open_draft, language="fi", question="result", fields=[["result", MARK]], by_name=NAME
        ),
        "practices.Presence": lambda: Presence.unscoped.create(version=open_draft, user=user, page="a"),
        "practices.HistoryEntry": lambda: HistoryEntry.unscoped.create(
            practice=practice, version=version, number=1, move="note", note=MARK, **signed
        ),
        "practices.Point": lambda: Point.unscoped.create(
            version=open_draft, text="Täsmennä", answer=MARK, answered_by=NAME
        ),
        "practices.Attachment": lambda: VersionAttachment.unscoped.create(
            version=open_draft, caption=MARK,
            attachment=Attachment.unscoped.create(
                practice=open_draft.practice, name="a.pdf", kind="pdf", size=1, sha256="a", uploaded_by_name=NAME
            ),
        ),
        "upkeep.Receipt": lambda: Receipt.objects.create(key="a", user=user),
        "practices.Assessment": lambda: Answer.objects.create(
            assessment=Assessment.unscoped.create(version=open_draft, assessor=user, praise=MARK),
            criterion=Answer.objects.first().criterion, comment=MARK,  # type: ignore[union-attr]
        ),
        "practices.Schedule": lambda: Schedule.unscoped.create(version=open_draft, at=now, edit=0, note=MARK, **signed),
        "practices.Sheet": lambda: Sheet.unscoped.create(
            kind="projects", name=f"{NAME}.csv", rows=[[1, {"name": NAME, "email": ADDRESS}]], made=[NAME], **signed
        ),
        "upkeep.Change": lambda: Change.objects.create(
            model="a.b", key="1", name=NAME, deed="change", fields={"email": ["", ADDRESS]}, **signed
        ),
        "admin.LogEntry": lambda: [
            LogEntry.objects.create(user=user, content_type=kind, object_id="1", object_repr="a", action_flag=ADDITION),
            LogEntry.objects.create(
                user=cast.chief, content_type=kind, object_id=str(user.pk), object_repr=NAME, action_flag=ADDITION,
                change_message=json.dumps([{"changed": {"name": ADDRESS}}]),
            ),
        ],
        "upkeep.Mail": lambda: [
            Mail.objects.create(
                key=f"a{state}", kind="comment", address=ADDRESS, language="fi", state=state,
                context={"name": NAME, "title": "T", "url": "u"},
            )
            for state in Mail.State.values
        ],
        "portal.Wish": lambda: Wish.objects.create(once="a", words=MARK, email=ADDRESS, language="fi"),
        "portal.Feedback": lambda: Feedback.objects.create(once="a", text=MARK, email=ADDRESS, language="fi"),
    }  # fmt: skip


def test_every_table_with_a_persons_rows_is_planted(cast: Cast, someone: User) -> None:
    planted = set(_makers(cast, someone, Version.unscoped.get(contact_email=ADDRESS)))
    wanted = {label for label, table in TABLES.items() if table.personal} - {"network.User", "upkeep.Throttle"}
    assert wanted - planted == {"network.Organisation"}


def test_the_copy_holds_what_the_marks_say(cast: Cast, someone: User) -> None:
    told = json.loads("".join(exporting.data(someone)))
    empty = {f"{label}: {key}" for label, table in TABLES.items() for key in table.copy.split() if not told.get(key)}
    assert empty == set()
    marked = json.dumps(told, ensure_ascii=False).count(MARK)
    assert marked >= 11  # one for each text that only the person has written
    theirs = [user.email for user in User.objects.exclude(pk=someone.pk)]
    raw = json.dumps(told)
    assert [email for email in theirs if email in raw] == []


def test_nothing_of_a_removed_person_is_left(cast: Cast, someone: User, mailoutbox: list[Any]) -> None:
    assert len(_standing(NAME)) > 15
    assert len(_standing(ADDRESS)) > 8

    remove_person(someone, by=cast.administrator)
    outbox.send(Mail.objects.get(kind="removed").pk)

    assert (_standing(NAME), _standing(ADDRESS)) == ([], [])
    ties = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model is User
        and model._base_manager.filter(**{field.name: someone}).exists()
    }
    stays = {f"{label}.{name}" for label, table in TABLES.items() if table.after in STAYING for name in table.personal}
    assert ties <= stays


def _standing(word: str) -> list[str]:
    """The columns of all tables in which `word` stands."""
    return sorted({f"{model._meta.label}.{name}" for model, name, text in _texts() if word in text})


def _texts() -> Iterator[tuple[type[models.Model], str, str]]:
    for model in apps.get_models():
        columns = [field.attname for field in model._meta.concrete_fields if isinstance(field, TEXTS)]
        for row in model._base_manager.values(*columns) if columns else []:
            for name, value in row.items():
                yield model, name, _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# --- by letter -------------------------------------------------------------------------------------------------------
def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_copy_by_letter_is_the_copy_of_the_account_and_only_the_operator_reads_it(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    run("export_person", "Author@example.org", str(file))
    told = json.loads(zipfile.ZipFile(file).read("data.json"))
    assert (told["person"]["email"], stat.S_IMODE(file.stat().st_mode)) == ("author@example.org", 0o600)
    with pytest.raises(FileExistsError):
        run("export_person", "author@example.org", str(file))


def test_an_address_without_an_account_has_a_copy_too(base: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing is kept"):
        run("export_person", "lukija@example.org", str(tmp_path / "a"))
    Wish.objects.create(once="a", words="joki", email="Lukija@example.org", language="fi")
    run("export_person", "lukija@example.org", str(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["wishes"][0]["words"] == "joki"


def test_removal_by_letter_asks_for_the_address_and_an_administrator(cast: Cast) -> None:
    by = ("--by", "administrator@example.org")
    for wrong in (("--by", "author@example.org", "--confirm", "reader@example.org"), (*by, "--confirm", "other")):
        with pytest.raises(CommandError):
            run("remove_person", "reader@example.org", *wrong)
    assert User.objects.filter(email="reader@example.org").exists()
    run("remove_person", "reader@example.org", *by, "--confirm", "reader@example.org")
    assert not User.objects.filter(email="reader@example.org").exists()
    assert LogEntry.objects.get().user == cast.administrator


def test_removal_by_letter_takes_an_address_out_of_what_was_sent_with_it(cast: Cast) -> None:
    Feedback.objects.create(once="a", text="joki", email="lukija@example.org", language="fi")
    Mail.objects.create(key="a", kind="question", address="lukija@example.org", language="fi", context={"x": "y"})
    version = in_state(cast, "published", contact_name="Lukija", contact_email="lukija@example.org")
    before = generation.number()
    told = run(
        "remove_person", "lukija@example.org", "--by", cast.administrator.email, "--confirm", "lukija@example.org"
    )
    assert "Removed." in told
    assert _standing("lukija@example.org") == []
    version.refresh_from_db()
    assert (version.contact_name, generation.number() > before) == ("", True)  # no cache goes on naming the contact


def test_the_project_that_loses_its_manager_is_named(cast: Cast) -> None:
    draft(cast)
    told = run("remove_person", cast.author.email, "--by", cast.administrator.email, "--confirm", cast.author.email)
    assert f"Nobody else manages the project {cast.project.name}." in told
