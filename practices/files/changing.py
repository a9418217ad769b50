"""What authors do with the files of a draft: add, replace, describe, order, take away and put back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import User

from ..inspecting.refusing import Found
from ..models import Attachment, Version, VersionAttachment, new_file_name
from ..permissions import WRITE
from ..showing import shown
from ..states import State
from . import checking, naming, storing, words
from .storing import Upload
from .words import Refusal

Result = TypeVar("Result")
FIELDS = ("caption", "alt", "is_decorative", "language", "licence", "consent")
"""What is told of a file."""
PAIR = ("alt", "is_decorative")
"""A picture has a description or is decorative, never both."""


class Closed(Exception):
    """The version is no longer a draft, or not this person's to write."""

    def __init__(self) -> None:
        self.message: str | Promise = _("This version is no longer a draft, so it cannot be changed.")
        super().__init__(self.message)


def add(version: Version, upload: Upload, *, by: User) -> VersionAttachment:
    """Take in a file, once however often it is sent. Raises Refusal or Closed; then nothing of it is kept."""

    def show(draft: Version, attachment: Attachment) -> VersionAttachment:
        row, _is_new = VersionAttachment.unscoped.get_or_create(
            version=draft, attachment=attachment, defaults={"order": _next_order(draft)}
        )
        if row.removed_at:
            row.removed_at, row.order = None, _next_order(draft)
            row.save(update_fields=["removed_at", "order"])
        return row

    return _taken_in(version, upload, by, show)


def replace(row: VersionAttachment, upload: Upload, *, by: User) -> VersionAttachment:
    """Put another file in the place of this one: its words and its place stay. Raises Refusal or Closed."""

    def show(draft: Version, attachment: Attachment) -> VersionAttachment:
        other = VersionAttachment.unscoped.filter(version=draft, attachment=attachment).exclude(pk=row.pk)
        other.delete()
        VersionAttachment.unscoped.filter(pk=row.pk).update(attachment=attachment, removed_at=None)
        return VersionAttachment.unscoped.select_related("attachment").get(pk=row.pk)

    return _taken_in(row.version, upload, by, show, instead_of=row)


def _taken_in(
    version: Version,
    upload: Upload,
    by: User,
    show: Callable[[Version, Attachment], VersionAttachment],
    instead_of: VersionAttachment | None = None,
) -> VersionAttachment:
    """Check, keep the bytes, then write the rows: what fails on the way leaves neither."""
    draft = _draft(version, by)
    name, size = upload.name or "", upload.size or 0
    kind = naming.kind_of(name)
    if size > words.LARGEST:
        raise Refusal("size")
    with storing.workshop() as folder:
        source, out = folder / "source", folder / "out"
        out.mkdir()
        mark = storing.receive(upload, source)
        held = Attachment.unscoped.filter(practice=draft.practice_id, sha256=mark).first()
        if held is None or storing.size_of(held) is None:
            _check_room(draft, size, instead_of)
            found = _inspected(source, out, kind)
            if held is None:
                held = _kept(draft, out, found, kind, name, mark, by)
            else:
                storing.keep(out, held.key)
    try:
        return _changed(draft, by, lambda fresh: _shown(fresh, held, show))
    except (Refusal, Closed):
        _forget(held)
        raise


def _inspected(source: Path, out: Path, kind: str) -> Found:
    """Leave in `out` what is to be kept of the file."""
    found = checking.inspect(source, kind, out)
    if found.width is None:
        source.rename(out / f"full.{kind}")
    return found


def _kept(draft: Version, out: Path, found: Found, kind: str, name: str, mark: str, by: User) -> Attachment:
    """Store the bytes, then write their row; the row of somebody who was faster if there is one."""
    key, size = new_file_name(), (out / f"full.{kind}").stat().st_size
    storing.keep(out, key)
    try:
        with transaction.atomic():
            return Attachment.unscoped.create(
                practice=draft.practice, key=key, name=naming.shown_name(name, kind), kind=kind, size=size,
                sha256=mark, width=found.width, height=found.height, warnings=found.warnings, uploaded_by_name=by.name,
            )  # fmt: skip
    except IntegrityError:
        storing.drop(key)
        return Attachment.unscoped.get(practice=draft.practice_id, sha256=mark)
    except BaseException:
        storing.drop(key)
        raise


def _forget(attachment: Attachment) -> None:
    """Remove a file that came in vain, unless something shows it."""
    with transaction.atomic():
        if not VersionAttachment.unscoped.filter(attachment=attachment).exists():
            Attachment.unscoped.filter(pk=attachment.pk).delete()
            storing.drop(attachment.key)


def _shown(
    draft: Version, attachment: Attachment, show: Callable[[Version, Attachment], VersionAttachment]
) -> VersionAttachment:
    row = show(draft, attachment)
    _check_shown(draft)
    return row


def _check_room(draft: Version, size: int, instead_of: VersionAttachment | None) -> None:
    """Asked before anything is inspected; asked again of the rows when they are written."""
    rows = [row for row in shown(draft) if instead_of is None or row.pk != instead_of.pk]
    if len(rows) >= words.MOST_FILES or sum(row.attachment.size for row in rows) + size > words.MOST_BYTES:
        raise Refusal("room")
    kept = Attachment.unscoped.filter(practice=draft.practice_id).aggregate(n=Sum("size"))["n"] or 0
    if kept + size > words.MOST_KEPT:
        raise Refusal("kept")


def _check_shown(draft: Version) -> None:
    rows = VersionAttachment.unscoped.filter(version=draft, removed_at=None).select_related("attachment")
    sizes = [row.attachment.size for row in rows]
    if len(sizes) > words.MOST_FILES or sum(sizes) > words.MOST_BYTES:
        raise Refusal("room")


def _draft(version: Version, by: User) -> Version:
    draft = Version.unscoped.for_user(by, WRITE).filter(pk=version.pk, state=State.DRAFT).first()
    if draft is None:
        raise Closed
    return draft


def _changed(version: Version, by: User, deed: Callable[[Version], Result]) -> Result:
    """Do `deed` in a transaction that holds the draft, so that two who change its files wait for each other."""
    draft = _draft(version, by)
    with transaction.atomic():
        mine = Version.unscoped.filter(pk=draft.pk, state=State.DRAFT)
        if not mine.update(edit=F("edit") + 1, updated_at=timezone.now()):
            raise Closed
        return deed(draft)


def _next_order(draft: Version) -> int:
    last = VersionAttachment.unscoped.filter(version=draft, removed_at=None).order_by("-order").first()
    return last.order + 1 if last else 1


def take_away(row: VersionAttachment, *, by: User) -> None:
    """Show a file no more; while the draft lives it can be put back."""
    mine = VersionAttachment.unscoped.filter(pk=row.pk, removed_at=None)
    _changed(row.version, by, lambda draft: mine.update(removed_at=timezone.now()))


def put_back(row: VersionAttachment, *, by: User) -> None:
    """Show again what was taken away, in its old place. Raises Refusal if there is no room any more."""

    def back(draft: Version) -> None:
        VersionAttachment.unscoped.filter(pk=row.pk).update(removed_at=None)
        _check_shown(draft)

    _changed(row.version, by, back)


def shift(row: VersionAttachment, step: int, *, by: User) -> None:
    """Move a file one place up (-1) or down (1)."""

    def place(draft: Version) -> None:
        rows = list(VersionAttachment.unscoped.filter(version=draft, removed_at=None))
        here = next((at for at, one in enumerate(rows) if one.pk == row.pk), None)
        if here is None or not 0 <= here + step < len(rows):
            return
        rows[here], rows[here + step] = rows[here + step], rows[here]
        for order, one in enumerate(rows, start=1):
            VersionAttachment.unscoped.filter(pk=one.pk).exclude(order=order).update(order=order)

    _changed(row.version, by, place)


def describe(row: VersionAttachment, answers: Mapping[str, Any], was: Mapping[str, Any], *, by: User) -> dict[str, Any]:
    """Write what is told of a file; `was` is what the form was shown. Returns what two people changed at once.

    An answer is written if nobody else changed it, left alone if only somebody else did. Raises Closed.
    """
    mine, theirs = _weighed(row, answers, was)
    if not mine:
        return theirs

    def write(_draft: Version) -> dict[str, Any]:
        rows = VersionAttachment.unscoped.filter(pk=row.pk)
        for name, value in (rows.values(*FIELDS).first() or {}).items():  # as nobody can change it any more
            setattr(row, name, value)
        mine, theirs = _weighed(row, answers, was)
        rows.update(**mine)
        for name, value in mine.items():
            setattr(row, name, value)
        return theirs

    return _changed(row.version, by, write)


def _weighed(
    row: VersionAttachment, answers: Mapping[str, Any], was: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(answers to write, what somebody else has written meanwhile where this person has written something new too)."""
    present = {name: getattr(row, name) for name in FIELDS}
    theirs = {name: present[name] for name, answer in answers.items() if _is_torn(answer, was.get(name), present[name])}
    mine = {
        name: answer
        for name, answer in answers.items()
        if answer != present[name] and name not in theirs and was.get(name, present[name]) == present[name]
    }
    told = present | mine
    if told["alt"] and told["is_decorative"]:  # one of the two came from somebody else
        mine = {name: answer for name, answer in mine.items() if name not in PAIR}
        theirs |= {name: present[name] for name in PAIR if present[name]}
    return mine, theirs


def _is_torn(answer: Any, was: Any, present: Any) -> bool:
    """Whether this person and somebody else have given two new answers."""
    return was is not None and answer != was and present != was and answer != present
