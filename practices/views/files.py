"""The page of files: one form that saves what is told of them and does one deed, with and without JavaScript."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import parks
from polkka.kit.forms import faults
from polkka.kit.requests import takes_files, wants_json
from polkka.upkeep import receipts

from .. import files, materials, showing
from ..file_forms import FileForm
from ..file_rows import FileRow, told
from ..files import words
from ..files.arriving import TOO_LARGE
from ..models import Version, VersionAttachment
from ..permissions import WRITE
from ..states import State
from . import saving
from .lookup import newest

DEED = re.compile(r"(up|down|away|back|replace)-(\d{1,9})", re.ASCII)


@dataclass
class Done:
    """What a form did: files added, files refused with the reason, and what is wrong at which form."""

    added: list[VersionAttachment] = field(default_factory=list)
    refused: list[tuple[str, str | Promise]] = field(default_factory=list)
    forms: dict[int, FileForm] = field(default_factory=dict)
    message: str = ""

    def is_good(self) -> bool:
        return not self.refused and not any(form.errors for form in self.forms.values())


@takes_files
@parks
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The files of a draft (GET), or one deed with them (POST)."""
    version = newest(request.user, public_id, WRITE)
    if request.method != "POST":
        if version.state != State.DRAFT:
            return redirect("practices:status", public_id)
        return _show(request, version, Done())
    try:
        done = _do(request, version)
    except files.Closed as refusal:
        return _closed(request, version, str(refusal.message))
    if wants_json(request):
        return _answer(request, newest(request.user, public_id, WRITE), done)
    if done.is_good():
        if done.message:
            messages.success(request, done.message)
        return redirect(request.path)
    return _show(request, newest(request.user, public_id, WRITE), done)


def _do(request: HttpRequest, version: Version) -> Done:
    """Save what was typed, then do what the button says. Raises Closed."""
    if version.state != State.DRAFT:
        raise files.Closed
    done = Done()
    if request.content_type == "multipart/form-data" and "whole" not in request.POST:
        done.refused.append((_("Sending"), words.REASONS["cut"]))
        return done
    _describe(request, version, done)
    deed = DEED.fullmatch(request.POST.get("deed", ""))
    row = _row(version, int(deed[2])) if deed else None
    if deed and row and deed[1] == "replace":
        _take(done, request, f"replace-{row.pk}", lambda upload: files.replace(row, upload, by=request.user))
    elif deed and row:
        _rearrange(request, deed[1], row, done)
    else:
        _take(done, request, "files", lambda upload: files.add(version, upload, by=request.user))
    return done


def _row(version: Version, pk: int) -> VersionAttachment | None:
    rows = VersionAttachment.unscoped.filter(version=version, pk=pk)
    return rows.select_related("attachment", "version").first()


def _describe(request: HttpRequest, version: Version, done: Done) -> None:
    """What is told of each file, merged with what others have written meanwhile."""
    for row in showing.shown(version):
        form = FileForm(row, request.POST)
        if not form.is_bound:
            continue
        form.is_valid()
        theirs = files.describe(row, form.answers(), form.shown_before(), by=request.user)
        for name, present in theirs.items():
            text = form.words(name, present)
            form.add_error(name, _("Somebody else has written “%(text)s”. Save again to keep yours.") % {"text": text})
        done.forms[row.pk] = form


def _take(done: Done, request: HttpRequest, name: str, deed: Callable[[UploadedFile], VersionAttachment]) -> None:
    """Take in the files that came under `name`, each for itself: one that is refused does not stop the others."""
    uploads = [upload for upload in request.FILES.getlist(name) if upload.name]
    for upload in uploads:
        try:
            done.added.append(deed(upload))
        except files.Refusal as refusal:
            done.refused.append((upload.name or "", refusal.message))
    done.refused += [(name, words.REASONS["size"]) for name in getattr(request, TOO_LARGE, [])]
    if not done.added and not done.refused and request.POST.get("deed", "save") != "save":
        done.refused.append((_("Files"), _("Choose a file first.")))
    if done.added:
        done.message = _("Added: %(names)s.") % {"names": ", ".join(row.attachment.name for row in done.added)}
    else:
        done.message = _saved()


def _saved() -> str:
    return _("Saved at %(time)s. You can go on whenever you like.") % {"time": saving.time_now()}


def _rearrange(request: HttpRequest, name: str, row: VersionAttachment, done: Done) -> None:
    """Move, take away or put back, once for a double click."""
    user = request.user
    deeds: dict[str, Callable[[], None]] = {
        "up": lambda: files.shift(row, -1, by=user),
        "down": lambda: files.shift(row, 1, by=user),
        "away": lambda: files.take_away(row, by=user),
        "back": lambda: files.put_back(row, by=user),
    }

    def deed() -> str:
        deeds[name]()
        return request.path

    try:
        receipts.once(receipts.sent_as_typed(request), user, deed)
    except files.Refusal as refusal:
        done.refused.append((row.attachment.name, refusal.message))
    if name == "away" and not done.refused:
        done.message = _("“%(name)s” was taken away. You can put it back below.") % {"name": row.attachment.name}


def _show(request: HttpRequest, version: Version, done: Done, status: int = 200) -> HttpResponse:
    rows = told(version, done.forms)
    refused = [(f"{name}: {reason}", "id_files") for name, reason in done.refused]
    context = {
        "version": version,
        "rows": rows,
        "away": showing.taken_away(version),
        "errors": refused + [fault for row in rows if row.form.is_bound for fault in faults(row.form)],
        "refused": done.refused,
        "room": _room(version),
        "accept": words.ACCEPT,
        "once": receipts.sent(request) if done.is_good() else receipts.new_key(),
    }
    return render(request, "practices/files.html", context, status=status)


def _room(version: Version) -> tuple[int, str, int]:
    """(files, their size in words, most files) of what the version shows."""
    rows = showing.shown(version)
    return len(rows), materials.size_name(sum(row.attachment.size for row in rows)), words.MOST_FILES


def _answer(request: HttpRequest, version: Version, done: Done) -> JsonResponse:
    """{rows: [{id, html}], refused: [{name, reason}], errors: {field: message}, was: {field: value}, room, saved}"""
    rows = {row.row.pk: row for row in told(version, {})}
    added = [rows[row.pk] for row in done.added if row.pk in rows]
    bound = [form for form in done.forms.values() if form.errors]
    return JsonResponse(
        {
            "rows": [_html(request, row) for row in added],
            "refused": [{"name": name, "reason": str(reason)} for name, reason in done.refused],
            "errors": {form[name].auto_id: str(found[0]) for form in bound for name, found in form.errors.items()},
            "was": {row.form["was"].html_name: row.form["was"].value() for row in rows.values()},
            "room": render_to_string("practices/files_room.html", {"room": _room(version)}, request),
            "saved": _saved(),
        }
    )


def _html(request: HttpRequest, row: FileRow) -> dict[str, Any]:
    return {"id": row.anchor, "html": render_to_string("components/file_row.html", {"row": row}, request)}


def _closed(request: HttpRequest, version: Version, reason: str) -> HttpResponse:
    """What was typed for a version that cannot be written any more, to be copied."""
    if wants_json(request):
        return JsonResponse({"refused": [{"name": "", "reason": reason}]}, status=409)
    forms = [FileForm(row, request.POST) for row in showing.shown(version)]
    typed = [
        (f"{form.row.attachment.name}: {form[name].label}", form[name].value())
        for form in forms
        for name in ("caption", "alt")
        if form.is_bound and name in form.fields and form[name].value()
    ]
    context = {"version": version, "page": {"short": showing.LABEL}, "typed": typed, "reason": reason}
    return render(request, "practices/conflict.html", context, status=409)
