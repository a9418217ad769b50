"""Pictures: measured before they are decoded, turned upright, written anew so that nothing but the pixels stays."""

import io
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from .refusing import Found, Refused

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
MOST_PIXELS = 50_000_000
MOST_BYTES = 68_000_000
"""Memory that the decoded picture may take; a JPEG is decoded smaller at once, so that all its pixels are allowed."""
MOST_PROGRESSIVE = 20_000_000
"""Pixels of a JPEG that comes in layers: all of them are held at once, whatever the size asked for."""
SLIMMEST = 20  # times longer than wide
LONGEST, LEAST = 2400, 2000
WIDTHS = (480, 960, 1600)
_COPIES = {"WEBP": 2}  # how often the decoder holds the whole picture
_BYTES = {"1": 1, "L": 1, "P": 1, "LA": 4, "I;16": 2}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def inspect(path: Path, kind: str, out: Path) -> Found:
    """Write `full` (longest side at most 2400) and each narrower width into `out`; the size is that of `full`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = _upright(path, kind)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Refused("pixels") from error
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Refused("broken") from error
        except MemoryError as error:
            raise Refused("pixels") from error
    _write(picture, out / f"full.{kind}", FORMATS[kind])
    for width in WIDTHS:
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            _write(picture.resize((width, height), Image.Resampling.LANCZOS), out / f"{width}.webp", "WEBP")
    return Found(picture.width, picture.height)


def _upright(path: Path, kind: str) -> Image.Image:
    """The first frame, no larger than needed, upright, in sRGB, without anything that was written beside the pixels."""
    with Image.open(path, formats=[FORMATS[kind]]) as opened:
        _measure(opened)
        picture = _smaller(opened)
        ImageOps.exif_transpose(picture, in_place=True)
        profile = picture.info.get("icc_profile")
        plain = _in_srgb(picture, profile) if profile else picture
        return _bare(plain, kind)


def _measure(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise Refused("pixels")
    if max(width, height) > SLIMMEST * min(width, height):
        raise Refused("slim")
    if "progressive" in opened.info and width * height > MOST_PROGRESSIVE:
        raise Refused("pixels")
    opened.draft("RGB", (LEAST, LEAST))
    held = opened.width * opened.height * _BYTES.get(opened.mode, 4) * _COPIES.get(opened.format or "", 1)
    if held > MOST_BYTES:
        raise Refused("pixels")


def _smaller(opened: Image.Image) -> Image.Image:
    opened.load()
    picture = opened.convert("RGBA" if "transparency" in opened.info else "RGB") if opened.mode == "P" else opened
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point([value / 256 for value in range(65536)], "L")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours as sRGB says them; a profile that cannot be read is left out."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode: Any = "RGBA" if picture.mode in ("RGBA", "LA") else "RGB"
        start = picture.convert(mode) if picture.mode in ("LA", "L", "1") else picture
        done = ImageCms.profileToProfile(start, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return done or picture


def _bare(picture: Image.Image, kind: str) -> Image.Image:
    """Pixels alone, in a mode that the format knows."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    bare = picture.convert("RGBA" if has_alpha and kind != "jpg" else "RGB")
    bare.info = {}
    return bare


def _write(picture: Image.Image, path: Path, form: str) -> None:
    options: dict[str, Any] = {
        "JPEG": {"quality": 85, "optimize": True, "progressive": True},
        "PNG": {"compress_level": 6},
        "WEBP": {"quality": 80, "method": 4},
    }[form]
    picture.save(path, form, **options)
