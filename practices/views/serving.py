"""The bytes of files: to everybody while a published version shows them, else to the people of the practice."""

from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from polkka.kit.access import public
from polkka.kit.headers import FILE, POLICY

from .. import files, materials
from ..files import storing
from ..models import Attachment
from ..showing import is_picture

DAY = 24 * 3600
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}


@public
@require_safe
def file(request: HttpRequest, key: str, variant: str, name: str) -> FileResponse:
    """One file in one of its widths. Whoever may not have it is told the same as of one that is not there."""
    held = files.visible(key, request.user)
    if held is None:
        raise Http404
    attachment, is_public = held
    path = storing.path_of(attachment, variant)
    if path is None or name != materials.file_name(attachment, variant):
        raise Http404
    return _answer(path, attachment, is_public)


def _answer(path: Path, attachment: Attachment, is_public: bool) -> FileResponse:
    """Only pictures are shown in the browser; nothing in a file can run, whatever it is."""
    kind, handle = path.suffix.removeprefix("."), _open(path)
    response = FileResponse(handle, content_type=TYPES[kind])
    response["Content-Length"] = str(path.stat().st_size)
    response["Content-Disposition"] = content_disposition_header(not is_picture(attachment), attachment.name)
    response[POLICY] = FILE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Encoding"] = "identity"  # compressed already: nothing on the way shall try
    # withdrawn pictures are to be gone from caches within a day
    response["Cache-Control"] = f"public, max-age={DAY}, immutable" if is_public else "no-store"
    if not is_public:
        response["X-Robots-Tag"] = "noindex"
    return response


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
