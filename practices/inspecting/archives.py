"""Zip archives: read from their directory alone, bounded before anything is unfolded."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from .refusing import Refused

MOST_ENTRIES = 2_000
MOST_UNFOLDED = 200_000_000
MOST_RATIO = 100
CHUNK = 262_144
_END = struct.Struct("<4s4H2LH")
_LOCAL = 30  # bytes of the header before each entry, without its name


def opened(path: Path) -> zipfile.ZipFile:
    """The archive, once its directory promises to be harmless. Raises Refused."""
    _check_end(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refused("broken") from error
    try:
        _check_entries(archive.infolist(), path.stat().st_size)
    except Refused:
        archive.close()
        raise
    return archive


def _check_end(path: Path) -> None:
    """The number of entries stands in the last bytes: nobody reads a directory of a million."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size))
        raw = file.read()
    if len(raw) < _END.size:
        raise Refused("broken")
    mark, disk, start_disk, here, entries, length, offset, comment = _END.unpack(raw)
    if mark != b"PK\x05\x06" or comment:
        raise Refused("trailing")
    if disk or start_disk or here != entries:
        raise Refused("broken")
    if entries > MOST_ENTRIES:
        raise Refused("unfolds")
    if offset + length + _END.size != size:
        raise Refused("two-in-one")


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refused("unfolds")
    unfolded, end, seen = 0, 0, set()
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if not _is_plain(entry.orig_filename) or entry.filename.lower() in seen:
            raise Refused("paths")
        if entry.flag_bits & 0x1:
            raise Refused("locked")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("broken")
        if entry.header_offset < end:
            raise Refused("unfolds")  # entries that share their bytes
        seen.add(entry.filename.lower())
        end = entry.header_offset + _LOCAL + entry.compress_size
        unfolded += entry.file_size
    if unfolded > MOST_UNFOLDED or unfolded > MOST_RATIO * max(size, 1):
        raise Refused("unfolds")


def _is_plain(name: str) -> bool:
    """A path inside the archive: relative, without back-references, drive, back-slash or control character."""
    if not name or len(name) > 300 or name.startswith("/") or re.search(r"[\\:\x00-\x1f]", name):
        return False
    return ".." not in name.split("/")


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry in pieces; stops with a refusal where it is longer than it said."""
    left = entry.file_size
    try:
        with archive.open(entry) as file:
            while piece := file.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise Refused("unfolds")
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("broken") from error


def whole(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One small entry. Raises Refused where it is missing or larger than `most` bytes."""
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise Refused("other-kind") from error
    if entry.file_size > most:
        raise Refused("unfolds")
    return b"".join(pieces(archive, entry))
