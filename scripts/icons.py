"""Draw the icons of the site from static/img/mark.svg: `python -m scripts.icons`; the files are kept in the repository.

The mark is circles and one path of M, h, v, a and z, filled even-odd; anything else in it stops the drawing.
"""

import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

IMG = Path(__file__).resolve().parents[1] / "static" / "img"
SIZE = 64  # of the mark's own grid
FINER = 8  # drawn so many times larger, then made smaller
ARC_STEPS = 48
MASKED = 0.86
"""Share of a full-bleed icon that the mark's grid takes, so that any mask leaves the letter whole."""
ICO_SIZES = (16, 32, 48)

Point = tuple[float, float]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]


def _arc(start: Point, end: Point, radius: float, *, is_large: bool, sweeps: bool) -> Iterator[Point]:
    """The points of a circle's arc after `start` and up to `end`."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    half = math.dist(start, end) / 2
    off = math.sqrt(max(0.0, radius**2 - half**2)) * (-1 if is_large == sweeps else 1)
    across = ((end[1] - start[1]) / (2 * half), -(end[0] - start[0]) / (2 * half))
    centre = (middle[0] - off * across[0], middle[1] - off * across[1])
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    last = math.atan2(end[1] - centre[1], end[0] - centre[0])
    turn = (last - first) % math.tau if sweeps else -((first - last) % math.tau)
    for step in range(1, ARC_STEPS + 1):
        angle = first + turn * step / ARC_STEPS
        yield centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _outlines(path: str) -> list[list[Point]]:
    """The closed outlines of a path's `d`. Raises ValueError for a command that is not drawn here."""
    outlines: list[list[Point]] = []
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        given = _numbers(rest)
        here = outlines[-1][-1] if outlines else (0.0, 0.0)
        if command == "M":
            outlines.append([(given[0], given[1])])
        elif command == "h":
            outlines[-1].append((here[0] + given[0], here[1]))
        elif command == "v":
            outlines[-1].append((here[0], here[1] + given[0]))
        elif command == "a":
            end = (here[0] + given[5], here[1] + given[6])
            outlines[-1].extend(_arc(here, end, given[0], is_large=bool(given[3]), sweeps=bool(given[4])))
        elif command != "z":
            raise ValueError(f"mark.svg: the command {command} is not drawn here")
    return outlines


def _parts() -> tuple[str, str, list[list[Point]]]:
    """Colour of the dot, colour of the letter, outlines of the letter."""
    svg = (IMG / "mark.svg").read_text(encoding="utf-8")
    dot = re.search(r'<circle cx="32" cy="32" r="32" fill="(#\w{6})"/>', svg)
    letter = re.search(r'<path fill="(#\w{6})" fill-rule="evenodd" d="([^"]+)"/>', svg)
    if not (dot and letter):
        raise ValueError("mark.svg: not the dot and the letter that are drawn here")
    return dot[1], letter[1], _outlines(letter[2])


def _letter(outlines: list[list[Point]], pixels: int, scale: float) -> Image.Image:
    """The letter as a mask of `pixels`, its grid in the middle and `scale` pixels to the unit."""
    mask, shift = Image.new("1", (pixels, pixels)), (pixels - SIZE * scale) / 2
    for outline in outlines:
        one = Image.new("1", (pixels, pixels))
        ImageDraw.Draw(one).polygon([(x * scale + shift, y * scale + shift) for x, y in outline], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask


def draw(size: int, *, is_full: bool = False) -> Image.Image:
    """The mark at `size` pixels: the dot on nothing, or, if it is full, the letter on a ground without edges."""
    dot, ink, outlines = _parts()
    pixels = size * FINER
    icon = Image.new("RGBA", (pixels, pixels), dot if is_full else (0, 0, 0, 0))
    if not is_full:
        ImageDraw.Draw(icon).ellipse((0, 0, pixels - 1, pixels - 1), fill=dot)
    scale = pixels / SIZE * (MASKED if is_full else 1)
    icon.paste(ink, (0, 0, pixels, pixels), _letter(outlines, pixels, scale))
    small = icon.resize((size, size), Image.Resampling.BOX)
    return small.convert("RGB") if is_full else small


def icons() -> dict[str, Image.Image]:
    """File name → picture, of every icon but the .ico."""
    return {
        "icon-192.png": draw(192),
        "icon-512.png": draw(512),
        "icon-full-192.png": draw(192, is_full=True),
        "icon-full-512.png": draw(512, is_full=True),
        "apple-touch-icon.png": draw(180, is_full=True),
    }


def main() -> int:
    for name, picture in icons().items():
        picture.save(IMG / name, optimize=True)
    sizes = [draw(size) for size in ICO_SIZES]
    sizes[-1].save(IMG / "favicon.ico", sizes=[(size, size) for size in ICO_SIZES], append_images=sizes[:-1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
