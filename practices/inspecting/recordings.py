"""Sound and video: the container is walked, nothing is decoded."""

import re
from pathlib import Path
from typing import BinaryIO

from .refusing import Found, Refused

MOST_BOXES = 10_000
_BRANDS = re.compile(rb"(isom|iso[2-9a-c]|mp4[12]|avc1|M4V |M4A |dash|MSNV|f4v |3gp[4-9])")
_TOP = re.compile(rb"[A-Za-z0-9 \xa9_]{4}")
_PLACE = (b"\xa9xyz", b"com.apple.quicktime.location", b"loci")
_BITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def inspect_mp4(path: Path) -> Found:
    """Refuse what is no chain of boxes from the first byte to the last; warn if it tells where it was filmed."""
    size = path.stat().st_size
    names: list[bytes] = []
    with path.open("rb") as file:
        at = 0
        while at < size:
            length, name = _box(file, at, size)
            if not names and not _BRANDS.search(file.read(min(length - 8, 200))):
                raise Refused("other-kind")
            names.append(name)
            at += length
            if len(names) > MOST_BOXES:
                raise Refused("unfolds")
        if at != size or names[0] != b"ftyp" or b"moov" not in names or b"mdat" not in names:
            raise Refused("broken")
        return Found(warnings=["place"] if _tells_place(file) else [])


def _box(file: BinaryIO, at: int, size: int) -> tuple[int, bytes]:
    file.seek(at)
    head = file.read(16)
    length, name = int.from_bytes(head[:4], "big"), head[4:8]
    if length == 1 and len(head) == 16:
        length = int.from_bytes(head[8:], "big")
    elif length == 0:
        length = size - at
    if length < 8 or at + length > size or not _TOP.fullmatch(name):
        raise Refused("broken")
    file.seek(at + 8)
    return length, name


def _tells_place(file: BinaryIO) -> bool:
    file.seek(0)
    before = b""
    while piece := file.read(1_000_000):
        if any(mark in before + piece for mark in _PLACE):
            return True
        before = piece[-40:]
    return False


def inspect_mp3(path: Path) -> Found:
    """Refuse what does not begin, after its tag, with two frames of sound in a row."""
    with path.open("rb") as file:
        head = file.read(10)
        start = 0
        if head.startswith(b"ID3"):
            start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        file.seek(start)
        sound = file.read(8192)
    first = re.search(rb"\xff[\xe2-\xe7\xf2-\xff]", sound[:2048])
    if first is None:
        raise Refused("broken")
    length = _frame(sound[first.start() :][:4])
    following = sound[first.start() + length :][:4]
    if not length or not _frame(following):
        raise Refused("broken")
    return Found()


def _frame(head: bytes) -> int:
    """The length of a frame of layer III in bytes, 0 for what is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or (head[1] >> 1) & 3 != 1:
        return 0
    version, bits, rate = (head[1] >> 3) & 3, head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return 0
    per_second = _BITS[3 if version == 3 else 2][bits] * 1000
    return (144 if version == 3 else 72) * per_second // _RATES[version][rate] + ((head[2] >> 1) & 1)
