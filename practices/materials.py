"""Materials of a practice as a reader wants to know them before opening: what kind, from where, how large."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

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
    """One row. `kind` is a word of the interface; `size`, `language` and `licence` are words too, "" when not known."""

    title: str
    url: str
    kind: str
    host: str = ""
    size: str = ""
    language: str = ""
    licence: str = ""


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
