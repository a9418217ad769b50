"""Office documents: the right parts, no macros, nothing that is fetched or that runs."""

import io
import re
import zipfile
from pathlib import Path

from . import archives
from .refusing import Found, Refused

MAIN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
OPEN = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
MOST_TYPES, MOST_LINKS, MOST_INNER = 1_000_000, 2_000_000, 5_000_000  # bytes of small parts that are read whole
_MACROS = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets|dialogsheets|basic|scripts)([./]|$)", re.IGNORECASE)
_RUNS = re.compile(
    r"(^|/)activex/|/embeddings/.*\.(?!xlsx$)[a-z0-9]+$|\.(exe|dll|js|vbs|hta|scr|bat|ps1)$", re.IGNORECASE
)
_OLD_OBJECT = re.compile(r"^Object \d+$")
_INNER_SHEET = re.compile(r"/embeddings/[^/]+\.xlsx$", re.IGNORECASE)
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_TYPE = re.compile(rb"""\bType\s*=\s*["'][^"']*/(\w+)["']""")
_HARMLESS = {b"hyperlink", b"image", b"video", b"audio", b"media"}
_ACTIVE = re.compile(
    rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|DDEAUTO|<ddeLink|<oleLink|script:event-listener|vnd\.sun\.star\.script"
    rb"|manifest:encryption-data",
    re.IGNORECASE,
)
_OVERLAP = 64  # bytes carried from one piece to the next, so that nothing hides on the border
_AUTHOR = re.compile(rb"<(dc:creator|cp:lastModifiedBy|meta:initial-creator)[^>]*>[^<]+<")


def inspect(path: Path, kind: str) -> Found:
    """Refuse what is not plainly a document of `kind`; warn if it tells who wrote it."""
    with archives.opened(path) as archive:
        _check_parts(archive, kind)
        is_signed = _check_contents(archive)
    return Found(warnings=["author"] if is_signed else [])


def _check_parts(archive: zipfile.ZipFile, kind: str) -> None:
    names = archive.namelist()
    if any(_MACROS.search(name) for name in names):
        raise Refused("macros")
    if any(_RUNS.search(name) or _OLD_OBJECT.match(name) for name in names):
        raise Refused("embedded")
    if kind in OPEN:
        _check_open(archive, kind)
    else:
        _check_types(archive, kind)


def _check_open(archive: zipfile.ZipFile, kind: str) -> None:
    """OpenDocument says its type in its first entry, unpacked."""
    first = min(archive.infolist(), key=lambda entry: entry.header_offset, default=None)
    if first is None or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        raise Refused("other-kind")
    if archives.whole(archive, "mimetype", 200).strip() != OPEN[kind]:
        raise Refused("other-kind")
    for name in ("content.xml", "META-INF/manifest.xml"):
        if name not in archive.namelist():
            raise Refused("other-kind")


def _check_types(archive: zipfile.ZipFile, kind: str) -> None:
    types = archives.whole(archive, "[Content_Types].xml", MOST_TYPES)
    main, content_type = MAIN[kind]
    if any(word in types.lower() for word in _MACRO_TYPES):
        raise Refused("macros")
    if main not in archive.namelist() or content_type not in types:
        raise Refused("other-kind")


def _check_contents(archive: zipfile.ZipFile) -> bool:
    """Unfold every part once, in pieces; whether a part names the author."""
    is_signed = False
    for entry in archive.infolist():
        name = entry.filename.lower()
        if name.endswith(".rels"):
            _check_links(archives.whole(archive, entry.filename, MOST_LINKS))
        if _INNER_SHEET.search(name):
            _check_inner(archives.whole(archive, entry.filename, MOST_INNER))
        before = b""
        for piece in archives.pieces(archive, entry):
            if name.endswith((".xml", ".rels")) and _ACTIVE.search(before + piece):
                raise Refused("locked" if b"encryption-data" in before + piece else "active")
            if name in ("docprops/core.xml", "meta.xml") and _AUTHOR.search(before + piece):
                is_signed = True
            before = piece[-_OVERLAP:]
    return is_signed


def _check_links(links: bytes) -> None:
    """What a document fetches when it is opened: pictures and pages to click are fine, templates and objects not."""
    for tag in _LINK.findall(links):
        kind = _TYPE.search(tag)
        if b"External" in tag and (kind is None or kind[1] not in _HARMLESS):
            raise Refused("fetches")
        if kind and kind[1] in (b"oleObject", b"attachedTemplate", b"vbaProject", b"control"):
            raise Refused("embedded")


def _check_inner(content: bytes) -> None:
    """The numbers behind a chart are a workbook of their own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            if any(_MACROS.search(name) or _RUNS.search(name) for name in inner.namelist()):
                raise Refused("macros")
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused("broken") from error
