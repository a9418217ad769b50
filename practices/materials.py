"""Materials of a practice as a reader wants to know them before opening: what kind, from where, how large."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from polkka.kit.languages import language_names
from polkka.kit.text import slug

from .inspecting.pictures import WIDTHS
from .models import Attachment, VersionAttachment
from .showing import is_picture
from .whereabouts import is_lost

_VIDEO_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "areena.yle.fi", "arenan.yle.fi", "dailymotion.com")
_ENDINGS = {
    "pdf": "pdf",
    **dict.fromkeys(("doc", "docx", "odt", "rtf", "txt", "md"), "text"),
    **dict.fromkeys(("ppt", "pptx", "odp"), "slides"),
    **dict.fromkeys(("xls", "xlsx", "ods", "csv"), "sheet"),
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "gif", "svg"), "picture"),
    **dict.fromkeys(("mp3", "m4a", "ogg", "wav", "flac"), "sound"),
    **dict.fromkeys(("mp4", "webm", "mov", "m4v"), "video"),
    **dict.fromkeys(("zip", "7z"), "archive"),
}


@dataclass(frozen=True)
class Material:
    """One row. `kind` is a word of the interface; `size`, `language` and `licence` are words too, "" when not known.

    `is_lost`: it is a file of ours whose bytes are not there.
    """

    title: str
    url: str
    kind: str
    host: str = ""
    size: str = ""
    language: str = ""
    licence: str = ""
    is_file: bool = False
    is_lost: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as it is shown. `alt` is "" for a decorative one; `sources` is a srcset, "" for a small picture."""

    url: str
    large: str
    sources: str
    width: int
    height: int
    alt: str
    caption: str
    licence: str
    is_lost: bool = False


def file_name(attachment: Attachment, variant: str) -> str:
    """The name at the end of the address of a file."""
    ending = attachment.kind if variant == "full" else "webp"
    return f"{slug(attachment.name.rpartition('.')[0], words='file')}.{ending}"


def address(attachment: Attachment, variant: str = "full") -> str:
    """Where a file is had; `variant` is "full" or a width of a picture."""
    kwargs = {"key": attachment.key, "variant": variant, "name": file_name(attachment, variant)}
    return reverse("file", kwargs=kwargs)


def pictures(rows: Iterable[VersionAttachment]) -> tuple[Picture, ...]:
    """The pictures among the files of a version."""
    return tuple(_picture(row) for row in rows if is_picture(row.attachment))


def _picture(row: VersionAttachment) -> Picture:
    attachment = row.attachment
    full, width = address(attachment), attachment.width or 0
    smaller = {one: address(attachment, str(one)) for one in WIDTHS if one < width}
    sources = [f"{url} {one}w" for one, url in smaller.items()] + [f"{full} {width}w"]
    return Picture(
        url=smaller.get(960, full),
        large=full,
        sources=", ".join(sources) if smaller else "",
        width=width,
        height=attachment.height or 0,
        alt=row.alt,
        caption=row.caption,
        licence=row.get_licence_display(),
        is_lost=is_lost(attachment),
    )


def of_files(rows: Iterable[VersionAttachment]) -> tuple[Material, ...]:
    """The other files, with what one wants to know before opening them."""
    return tuple(_material(row) for row in rows if not is_picture(row.attachment))


def _material(row: VersionAttachment) -> Material:
    attachment = row.attachment
    return Material(
        title=row.caption or attachment.name,
        url=address(attachment),
        kind=kind_name(_ENDINGS[attachment.kind]),
        size=size_name(attachment.size),
        language=language_names([row.language]) if row.language else "",
        licence=row.get_licence_display(),
        is_file=True,
        is_lost=is_lost(attachment),
    )


def size_name(size: int) -> str:
    """Bytes in the words of the reader: 410 kB, 2.3 MB."""
    if size < 1_000_000:
        return _("%(n)s kB") % {"n": number_format(max(min(size, 1), round(size / 1000)))}
    return _("%(n)s MB") % {"n": number_format(round(size / 1_000_000, 1))}


def of_links(links: Iterable[tuple[str, str]]) -> tuple[Material, ...]:
    """The links (title, address) of a text, their kind told from the address alone: nothing is fetched."""
    return tuple(Material(title, url, kind_name(kind_of(url)), host_of(url)) for title, url in links)


def web_links(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    """(title, address) of the rows that lead to the web, whatever was stored in the others."""
    kept = [row for row in rows if row.get("url", "").lower().startswith(("https://", "http://"))]
    return tuple((row.get("title") or row["url"], row["url"]) for row in kept)


def host_of(url: str) -> str:
    """The host without its www, "" for an address that has none that can be read."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def kind_of(url: str) -> str:
    """pdf, text, slides, sheet, picture, sound, video, archive or page."""
    host = host_of(url)
    if any(host == name or host.endswith(f".{name}") for name in _VIDEO_HOSTS):
        return "video"
    try:
        path = urlsplit(url).path
    except ValueError:
        return "page"
    return _ENDINGS.get(PurePosixPath(path).suffix.lower().removeprefix("."), "page")


def kind_name(kind: str) -> str:
    """The kind in words."""
    return {
        "pdf": "PDF",
        "text": _("Text document"),
        "slides": _("Slides"),
        "sheet": _("Spreadsheet"),
        "picture": _("Picture"),
        "sound": _("Sound"),
        "video": _("Video"),
        "archive": _("Archive file"),
    }.get(kind, _("Web page"))
