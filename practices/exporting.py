"""Everything that is kept about a person, as one zip: data.json (its keys are told in docs/writers.md) and files/."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone

from network import digests, mailing
from network.models import Availability, Membership, User
from polkka.upkeep.models import Change
from projects.models import Coordinator, Joining, ProjectMember

from . import belonging
from .completeness import chosen_codes
from .feedback import LETTERS
from .files.having import of_practice, open_original
from .models import (
    Assessment,
    Attachment,
    Author,
    Comment,
    HistoryEntry,
    Invitation,
    Practice,
    Schedule,
    Sheet,
    Text,
    Version,
    VersionAttachment,
)
from .permissions import OWN, SEE
from .questions import TEXT_QUESTIONS

FORMAT = 1
CHUNK = 64 * 1024
AT_ONCE = 20
"""Practices that are read together."""
VERSION = ("number", "state", "depth", "label", "contact_name", "contact_email", "declared", "aside")
DATES = ("created_at", "updated_at", "submitted_at", "published_at")
FILE = ("order", "caption", "alt", "is_decorative", "language", "licence", "consent")


class _Pipe:
    """What the archive writes into; the bytes are taken out as they come, so that none are kept."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, written: bytes, /) -> int:
        self._held += written
        return len(written)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The sender closes."""

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def zipped(user: User) -> Iterator[bytes]:
    """The archive, piece by piece: at no time is more of it in memory than some practices and one piece of a file."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("data.json", "w", force_zip64=True) as member:
            for piece in data(user):
                member.write(piece.encode())
                yield pipe.take()
        for name, chunks in _files(user):
            with archive.open(zipfile.ZipInfo(name, _now()), "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    yield pipe.take()
    yield pipe.take()


def _now() -> Any:
    return timezone.localtime().timetuple()[:6]


def data(user: User) -> Iterator[str]:
    """data.json as pieces of one JSON object; a piece for each practice."""
    yield "{\n"
    for key, value in _about(user).items():
        yield f"{_json(key)}: {_json(value)},\n"
    yield '"practices": ['
    for n, told in enumerate(_practices(user)):
        yield (",\n" if n else "\n") + _json(told)
    yield "\n]\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    """Times as ISO 8601 in the time of Finland."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _row(row: Model, *columns: str) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _rows(rows: Iterable[Model], *columns: str) -> list[dict[str, Any]]:
    return [_row(row, *columns) for row in rows]


def _about(user: User) -> dict[str, Any]:
    acts = HistoryEntry.unscoped.filter(by=user)
    members = ProjectMember.objects.filter(user=user).select_related("project").order_by("project__sort_key", "pk")
    schools = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    asked = Joining.objects.filter(user=user).select_related("organisation", "project")
    coordinated = Coordinator.objects.filter(user=user).select_related("coordination").order_by("pk")
    return {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "person": _row(user, "name", "email", "language", "date_joined", "last_login"),
        "schools": [_row(row.organisation, "code", "name") for row in schools],
        "projects": [_row(row.project, "code", "name") | {"role": row.role} for row in members],
        "duties": list(user.duties.order_by("kind").values_list("kind", flat=True)),
        "coordinates": [row.coordination.acronym for row in coordinated],
        "asked_to_join": [
            _row(row, "state", "asked_at", "decided_at") | {"place": str(row.project or row.organisation)}
            for row in asked
        ],
        "mail_not_wanted": _groups(user, mailing.NEVER),
        "mail_once_a_day": _groups(user, mailing.DAILY),
        "mail_gathered": _rows(digests.waiting_for(user), "kind", "created_at", "context"),
        "tasks_at_once": _rows(Availability.objects.filter(user=user), "most", "paused_until"),
        "assessments": [_assessment(row) for row in _assessments(user)],
        "comments": _of_practices(
            Comment.unscoped.filter(by=user), "number", "question", "text", "created_at", "done_at"
        ),
        "invitations": _of_practices(
            Invitation.unscoped.filter(made_by=user),
            "address", "created_at", "expires_at", "revoked_at", "used_at", "used_by_name",
        ),
        "history": _of_practices(acts, "number", "move", "source", "target", "note", "at"),
        **_coordinating(user),
        **belonging.told(user),
    }  # fmt: skip


def _coordinating(user: User) -> dict[str, Any]:
    """What the person has done besides moves: changes in the admin, spreadsheets, publications planned."""
    planned = Schedule.unscoped.filter(by=user).select_related("version__practice")
    return {
        "changes": _rows(Change.objects.filter(by=user).order_by("pk"), "model", "name", "deed", "at"),
        "spreadsheets": _rows(
            Sheet.unscoped.filter(by=user).order_by("pk"), "kind", "name", "created_at", "done_at", "undone_at"
        ),
        "planned": [
            {"practice": row.version.practice.public_id} | _row(row, "at", "note", "made_at") for row in planned
        ],
    }


def _groups(user: User, how: str) -> list[str]:
    """The groups of mail that come in this way."""
    return sorted(code for code, chosen in mailing.chosen(user).items() if chosen == how)


def _of_practices(rows: QuerySet[Any], *columns: str) -> list[dict[str, Any]]:
    found = rows.select_related("practice").order_by("pk")
    return [{"practice": row.practice.public_id} | _row(row, *columns) for row in found]


def _assessments(user: User) -> QuerySet[Assessment]:
    given = Assessment.unscoped.for_user(user, SEE) | Assessment.unscoped.for_user(user, OWN)
    rows = given.select_related("version__practice").order_by("pk")
    return rows.prefetch_related("answers__criterion")


def _assessment(row: Assessment) -> dict[str, Any]:
    own = ("kind", "state", "deadline", "verdict", "confidence", "praise", "suggestions", "reason", "conflict")
    answers = [
        {"criterion": answer.criterion.code} | _row(answer, "step", "not_applicable", "comment", "for_authors")
        for answer in row.answers.all()
    ]
    which = {"practice": row.version.practice.public_id, "version": row.version.number}
    return which | _row(row, *own, "created_at", "accepted_at", "finished_at") | {"answers": answers}


def _mine(user: User) -> QuerySet[Practice]:
    own = Version.unscoped.for_user(user, OWN).order_by().values("practice")
    return Practice.unscoped.filter(pk__in=own).select_related("owner", "project").order_by("pk")


def _practices(user: User) -> Iterator[dict[str, Any]]:
    practices = list(_mine(user))
    for start in range(0, len(practices), AT_ONCE):
        some = practices[start : start + AT_ONCE]
        versions = _by_practice(_versions(some, user))
        letters = _by_practice(HistoryEntry.unscoped.filter(practice__in=some, move__in=LETTERS).exclude(note=""))
        since = dict(Author.unscoped.filter(practice__in=some, user=user).values_list("practice", "joined_at"))
        for practice in some:
            yield {
                "public_id": practice.public_id,
                "owner": practice.owner.name,
                "project": practice.project.name if practice.project else None,
                "created_at": practice.created_at,
                "co_author_since": since.get(practice.pk),
                "letters": _rows(letters.get(practice.pk, []), "number", "move", "note", "by_name", "at"),
                "versions": [_version(version) for version in versions.get(practice.pk, [])],
            }


def _versions(practices: list[Practice], user: User) -> QuerySet[Version]:
    shown = VersionAttachment.unscoped.filter(removed_at=None).select_related("attachment")
    rows = Version.unscoped.for_user(user, OWN).filter(practice__in=practices).with_words()
    return rows.prefetch_related("rough", "points", Prefetch("files", shown)).order_by("number", "pk")


def _by_practice(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.practice_id, []).append(row)
    return found


def _version(version: Version) -> dict[str, Any]:
    return {
        **_row(version, *VERSION, *DATES),
        "concepts": chosen_codes(version),
        "tags": sorted(tag.name for tag in version.tags.all()),
        "texts": [_text(text) for text in sorted(version.texts.all(), key=lambda text: text.pk)],
        "unsaved": _rows(
            sorted(version.rough.all(), key=lambda row: row.pk), "language", "question", "fields", "saved_at"
        ),
        "points": _rows(version.points.all(), "order", "question", "text", "answer", "answered_at"),
        "files": [
            {"file": _path(row.attachment, version.practice.public_id), **_row(row, *FILE)}
            for row in version.files.all()
        ],
    }


def _text(text: Text) -> dict[str, Any]:
    answers = {question.code: getattr(text, question.code) for question in TEXT_QUESTIONS}
    return _row(text, "language", "is_original", "state", "renewal") | answers


def _path(attachment: Attachment, public_id: str) -> str:
    """Where a file stands in the archive: two files of one name stay two."""
    name = attachment.name.replace("/", "_").replace("\\", "_").lstrip(".") or attachment.kind
    return f"files/{public_id}/{attachment.key[:8]}-{name}"


def _files(user: User) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file of the person's practices: its place in the archive and its bytes, a piece at a time."""
    for practice in _mine(user):
        for row in of_practice(practice):
            if source := open_original(row):
                yield _path(row, practice.public_id), _chunks(source)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk
