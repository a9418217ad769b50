"""The bytes of files: to everybody while a published version shows them, else to the people of the practice."""

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from polkka.kit.access import public
from polkka.kit.headers import FILE, POLICY

from .. import files, materials
from ..files import storing
from ..models import Attachment
from ..showing import is_picture

DAY = 24 * 3600
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
"""One part of a file, as players of films ask for it; whoever asks for several gets the whole."""
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
def file(request: HttpRequest, key: str, variant: str, name: str) -> HttpResponseBase:
    """One file in one of its widths. Whoever may not have it is told the same as of one that is not there."""
    held = files.visible(key, request.user)
    if held is None:
        raise Http404
    attachment, is_public = held
    if name != materials.file_name(attachment, variant):
        raise Http404
    response = _part_or_all(request, storing.name_of(attachment, variant))
    return _told(response, attachment, is_public) if response.streaming else response


def _told(response: HttpResponseBase, attachment: Attachment, is_public: bool) -> HttpResponseBase:
    """Only pictures are shown in the browser; nothing in a file can run, whatever it is."""
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(not is_picture(attachment), attachment.name)
    response[POLICY] = FILE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Encoding"] = "identity"  # compressed already: nothing on the way shall try
    # withdrawn pictures are to be gone from caches within a day
    response["Cache-Control"] = f"public, max-age={DAY}, immutable" if is_public else "no-store"
    if not is_public:
        response["X-Robots-Tag"] = "noindex"
    return response


def _part_or_all(request: HttpRequest, name: str) -> HttpResponseBase:
    """The bytes out of the store: those that were asked for, or all."""
    asked = RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    if asked is None or not (asked[1] or asked[2]) or "If-Range" in request.headers:
        return _bytes(name, 0, None)
    size = storing.store().size(name)
    if size is None:
        raise Http404
    start = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    end = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if asked[1] and asked[2] and int(asked[2]) < start:  # no part at all
        return _bytes(name, 0, None)
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"})
    response = _bytes(name, start, end - start + 1)
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _bytes(name: str, start: int, length: int | None) -> FileResponse:
    opened = storing.store().open(name, start, length)
    if opened is None:
        raise Http404
    response = FileResponse(opened.body, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Length"] = str(opened.size)
    return response
