"""The picture that goes along when somebody shares a practice: its dot pattern as a PNG of 1200 × 630."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from . import covers

WIDTH, HEIGHT = 1200, 630
KEPT = 64
"""Pictures a process remembers, some 20 kB each."""
_FINER = 2  # drawn so many times larger, then made smaller: Pillow draws hard edges
_SCALE = WIDTH / covers.WIDTH * _FINER
_CUT = (covers.HEIGHT * _SCALE - HEIGHT * _FINER) / 2  # the pattern is higher than the picture
_OVERPRINT = 0.8
_COLOURS = 64


@lru_cache(maxsize=KEPT)
def picture(public_id: str, theme: str) -> bytes:
    """The PNG of a practice in the colour of a theme (a key of covers.INKS); the same every time."""
    dots, colours = covers.drawn(public_id, theme)
    image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), colours[covers.CUT])
    for layer in sorted({dot.layer for dot in dots}):
        _draw(image, [dot for dot in dots if dot.layer == layer], colours)
    smaller = image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    held = BytesIO()
    smaller.quantize(_COLOURS, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()


def _draw(image: Image.Image, dots: list[covers.Dot], colours: dict[str, str]) -> None:
    """One layer: the plain inks first, then the ink that overprints."""
    pen = ImageDraw.Draw(image)
    for dot in dots:
        if dot.ink != covers.SECOND:
            pen.ellipse(_box(dot), fill=colours[dot.ink])
    if any(dot.ink == covers.SECOND for dot in dots):
        mask = Image.new("L", image.size)
        stamp = ImageDraw.Draw(mask)
        for dot in dots:
            if dot.ink == covers.SECOND:
                stamp.ellipse(_box(dot), fill=round(255 * _OVERPRINT))
        image.paste(Image.new("RGB", image.size, colours[covers.SECOND]), mask=mask)


def _box(dot: covers.Dot) -> tuple[float, float, float, float]:
    x, y, r = dot.x * _SCALE, dot.y * _SCALE - _CUT, dot.r * _SCALE
    return x - r, y - r, x + r, y + r
