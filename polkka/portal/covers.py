"""The dot-pattern cover of a practice: the same public id and theme colour draw the same SVG, for ever.

Rules: only circles, flat colour, two inks and a ground; the pattern bleeds on all sides; one dot breaks the order and
is yellow. Dots of one ink and size share a path of zero-length strokes with round caps. The light colours are plain
attributes, and dark mode is one style rule in the file, so a reader whose browser refuses it still sees the picture.
A changed family changes published pictures: give it a new key instead of "polkka-1".
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

KEY = "polkka-1"
WIDTH, HEIGHT = 480, 320
PLAIN = "plain"
YELLOW = "#ffc61a"
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

DOT, ODD, SECOND, CUT = "a", "b", "c", "g"  # class names of the inks; a cut shows the ground

T = TypeVar("T")


@dataclass(frozen=True)
class Inks:
    """Colours of a theme as (light, dark): its dot, its tint and the ink that overprints."""

    dot: tuple[str, str]
    tint: tuple[str, str]
    second: tuple[str, str]


INKS = {
    "clue": Inks(("#00734f", "#4fc796"), ("#d9f0e3", "#12352a"), ("#7db928", "#b9e36b")),
    "scart": Inks(("#b83900", "#ff9263"), ("#ffe3d4", "#43210f"), ("#7b1e3a", "#ffc9b0")),
    "into": Inks(("#1a56c4", "#8ab4ff"), ("#dde8fc", "#16294d"), ("#0aa0b5", "#52d3e0")),
    "sveko": Inks(("#a3206f", "#f58cc5"), ("#fbdfee", "#431b34"), ("#6a3fa8", "#c3a6ff")),
    PLAIN: Inks(("#16171b", "#efeeea"), ("#f2f2ee", "#1e1f24"), ("#6f717a", "#8b8c92")),
}


@dataclass(frozen=True)
class Dot:
    """A dot of one ink. A higher layer is printed over a lower one."""

    ink: str
    x: float
    y: float
    r: float
    layer: int = 0


class Dice:
    """A stream of numbers drawn from the key alone: no clock, no global seed."""

    def __init__(self, key: str) -> None:
        self._bytes = self._stream(key)

    @staticmethod
    def _stream(key: str) -> Iterator[int]:
        block = 0
        while True:
            yield from hashlib.sha256(f"{key}/{block}".encode()).digest()
            block += 1

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return next(self._bytes) % limit

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[next(self._bytes) * len(options) // 256]

    def between(self, low: float, high: float) -> float:
        """A number from low to high."""
        return low + (high - low) * next(self._bytes) / 255


Dots = Iterator[Dot]


def _cells(pitch: float, margin: int = 0) -> Iterator[tuple[int, int]]:
    """Columns and rows of a square net; the margin lets a pattern bleed."""
    for row in range(-margin, math.ceil(HEIGHT / pitch) + margin):
        for column in range(-margin, math.ceil(WIDTH / pitch) + margin):
            yield column, row


def grid(dice: Dice) -> Dots:
    """Strict rows; one dot has taken the other colour."""
    pitch = dice.pick([40.0, 160 / 3, 80.0])
    r = pitch * dice.pick([0.30, 0.36, 0.44])
    odd = dice.below(round(WIDTH / pitch)), dice.below(round(HEIGHT / pitch))
    for column, row in _cells(pitch - 1e-6):
        if column * pitch < WIDTH - 1 and row * pitch < HEIGHT - 1:
            yield Dot(ODD if (column, row) == odd else DOT, (column + 0.5) * pitch, (row + 0.5) * pitch, r)


def polka(dice: Dice) -> Dots:
    """Offset rows, the cloth; one dot hops out of its place."""
    pitch = dice.pick([60, 80, 96])
    r, drop = pitch * dice.pick([0.26, 0.33, 0.40]), pitch * 0.75
    rows, columns = int(HEIGHT / drop) + 2, int(WIDTH / pitch) + 2
    odd = 1 + dice.below(columns - 3), 1 + dice.below(rows - 3)
    for row in range(rows):
        for column in range(-1, columns):
            x, y = (column + row % 2 / 2) * pitch, row * drop
            hops = (column, row) == odd
            yield Dot(ODD if hops else DOT, x, y - drop * 0.45 * hops, r)


def rings(dice: Dice) -> Dots:
    """Rings within rings in large squares, one of them in the other colour."""
    pitch = dice.pick([80.0, 320 / 3, 160.0])
    depth = dice.pick([3, 4, 5])
    odd = dice.below(math.ceil(WIDTH / pitch - 0.01)), dice.below(math.ceil(HEIGHT / pitch - 0.01))
    for column, row in _cells(pitch):
        ink = ODD if (column, row) == odd else DOT
        for k in range(depth):
            r = pitch * 0.47 * (1 - k / depth)
            yield Dot(CUT if k % 2 else ink, (column + 0.5) * pitch, (row + 0.5) * pitch, r, layer=k)


def wave(dice: Dice) -> Dots:
    """A swell runs through the sheet: the size of each dot follows a sine."""
    pitch = dice.pick([20, 24, 80 / 3])
    length, slope, start = dice.between(150, 290), dice.between(-1.1, 1.1), dice.between(0, math.tau)
    for column, row in _cells(pitch):
        x, y = (column + 0.5) * pitch, (row + 0.5) * pitch
        swell = math.sin((x + y * slope) / length * math.tau + start + math.sin(y / 70) * 0.5)
        yield Dot(DOT, x, y, pitch * (0.09 + 0.20 * (swell + 1)))
    column, row = 2 + dice.below(int(WIDTH / pitch) - 4), 2 + dice.below(int(HEIGHT / pitch) - 4)
    yield Dot(ODD, (column + 0.5) * pitch, (row + 0.5) * pitch, pitch * 0.6, layer=1)


def fade(dice: Dice) -> Dots:
    """A halftone: full on one side, a whisper on the other."""
    pitch = dice.pick([24, 30, 32])
    angle = math.radians(dice.pick([0, 33, 90, 147, 180, 213, 270, 327]))
    across, down = math.cos(angle), math.sin(angle)
    span = abs(across) * WIDTH + abs(down) * HEIGHT
    bend, steep = dice.pick([0, 0.08, 0.14]), dice.pick([0.6, 0.8, 1.1])
    for row in range(-1, int(2 * HEIGHT / pitch) + 2):
        for column in range(-1, int(WIDTH / pitch) + 2):
            x, y = (column + row % 2 / 2) * pitch, row * pitch / 2
            way = ((x - WIDTH / 2) * across + (y - HEIGHT / 2) * down) / span + 0.5 + bend * math.sin(x / 120)
            yield Dot(DOT, x, y, pitch * 0.40 * min(1, max(0, way)) ** steep)
    yield Dot(ODD, WIDTH / 2 - across * WIDTH * 0.28, HEIGHT / 2 - down * HEIGHT * 0.24, pitch * 1.15, layer=1)


def ripple(dice: Dice) -> Dots:
    """A drop has fallen: rings of dots spread from one point."""
    pitch = dice.pick([22, 26])
    x0, y0 = dice.between(0.2, 0.8) * WIDTH, dice.between(0.25, 0.75) * HEIGHT
    length = dice.between(78, 120)
    for k in range(1, 26):
        far = k * pitch
        n = max(6, round(math.tau * k))
        r = pitch * (0.13 + 0.155 * (1 + math.cos(far / length * math.tau)))
        for m in range(n):
            turn = math.tau * (m + k % 2 / 2) / n
            yield Dot(DOT, x0 + far * math.cos(turn), y0 + far * math.sin(turn), r)
    yield Dot(ODD, x0, y0, pitch * 0.62, layer=1)


def seed(dice: Dice) -> Dots:
    """A sunflower: each dot a golden angle further, a little larger or smaller."""
    x0, y0 = dice.between(0.3, 0.7) * WIDTH, dice.between(0.35, 0.65) * HEIGHT
    gap, grows = dice.pick([12, 14, 16]), dice.pick([True, False])
    for k in range(1, int((420 / gap) ** 2)):
        far = gap * math.sqrt(k)
        way = min(1, far / 300)
        r = gap * (0.22 + 0.5 * (way if grows else 1 - way))
        yield Dot(DOT, x0 + far * math.cos(k * GOLDEN_ANGLE), y0 + far * math.sin(k * GOLDEN_ANGLE), r)
    yield Dot(ODD, x0, y0, gap * 1.6, layer=1)


def overlap(dice: Dice) -> Dots:
    """Two cloths printed one over the other in two inks; one dot of the lower cloth is yellow."""
    pitch = dice.pick([120, 160])
    r = pitch * dice.pick([0.36, 0.42])
    dx, dy = pitch * dice.pick([0.28, 0.5, -0.28]), pitch * dice.pick([0.25, 0.5])
    odd = dice.below(WIDTH // pitch), dice.below(HEIGHT // pitch)
    for column, row in _cells(pitch, margin=1):
        x, y = (column + 0.5) * pitch, (row + 0.5) * pitch
        yield Dot(DOT, x, y, r)
        yield Dot(SECOND, x + dx, y + dy, r, layer=1)
        if (column, row) == odd:
            yield Dot(ODD, x, y, r * 0.42, layer=2)


def hop(dice: Dice) -> Dots:
    """The polka itself: a dot hops across the sheet and its traces stay, row after row."""
    rows, hops, marks = dice.pick([2, 3]), dice.pick([2, 3, 4]), 30
    step = HEIGHT / rows
    for row in range(rows):
        floor = (row + 1) * step - step * 0.16
        for k in range(marks + 1):
            rise = abs(math.sin(math.pi * (k / marks * hops + row / 2)))
            yield Dot(DOT, k / marks * (WIDTH + 40) - 20, floor - rise * step * 0.68, 3 + 9 * rise)
    row = dice.below(rows)
    top = (1 + dice.below(hops - 1) - (0.5 if row % 2 == 0 else 0)) / hops
    yield Dot(ODD, top * (WIDTH + 40) - 20, (row + 1) * step - step * 0.84, 24, layer=1)


def moons(dice: Dice) -> Dots:
    """Large discs, each with another cut out of it: phases across the sheet."""
    columns, way = dice.pick([3, 6]), dice.pick([1, -1])
    pitch = WIDTH / columns
    rows = round(HEIGHT / pitch)
    odd = dice.below(columns), dice.below(rows)
    discs = [(column, row) for row in range(rows) for column in range(columns)]
    phase = {(i, j): 2 * (i + j / 2) / (columns - 1 + (rows - 1) / 2) - 1 for i, j in discs}
    ordered = sorted(discs, key=lambda disc: way * abs(phase[disc]))  # so that no cut eats a neighbour
    for k, (column, row) in enumerate(ordered):
        x, y, t = (column + 0.5) * pitch, (row + 0.5) * pitch, phase[column, row]
        yield Dot(ODD if (column, row) == odd else DOT, x, y, pitch * 0.43, layer=2 * k)
        yield Dot(CUT, x + way * math.copysign(max(abs(t), 0.3), t) * pitch * 0.8, y, pitch * 0.44, layer=2 * k + 1)


def tiers(dice: Dice) -> Dots:
    """The levels as a wall of dots: wide below, narrow above, and one on the peak."""
    pitch = dice.pick([32, 40])
    columns, rows = WIDTH // pitch, HEIGHT // pitch
    peak, steep = 1 + dice.below(columns - 2), dice.pick([1, 1.5, 2])
    for column, row in _cells(pitch):
        inside = abs(column - peak) <= (row + 0.5) * steep * columns / rows / 2
        yield Dot(DOT, (column + 0.5) * pitch, (row + 0.5) * pitch, pitch * (0.43 if inside else 0.12))
    yield Dot(ODD, (peak + 0.5) * pitch, pitch / 2, pitch * 0.43, layer=1)


def crowd(dice: Dice) -> Dots:
    """Many sizes side by side, none touching: people in a schoolyard."""
    placed: list[tuple[float, float, int]] = []
    for size, tries in ((56, 30), (36, 60), (22, 140), (12, 300), (6, 400)):
        for _ in range(tries):
            x, y = dice.between(-20, WIDTH + 20), dice.between(-20, HEIGHT + 20)
            if all(math.hypot(x - a, y - b) > size + r + 5 for a, b, r in placed):
                placed.append((x, y, size))
    inner = [k for k, (x, y, r) in enumerate(placed) if r in (22, 36) and 60 < x < WIDTH - 60 and 50 < y < HEIGHT - 50]
    odd = dice.pick(inner) if inner else 0
    for k, (x, y, r) in enumerate(placed):
        yield Dot(ODD if k == odd else DOT, x, y, r)


FAMILIES: tuple[Callable[[Dice], Dots], ...] = (
    grid, polka, rings, wave, fade, ripple, seed, overlap, hop, moons, tiers, crowd,
)  # fmt: skip


def cover(public_id: str, colour: str, family: Callable[[Dice], Dots] | None = None) -> str:
    """The SVG of a practice. The id picks the family, its pitch and its odd dot; one in three is turned inside out."""
    dice = _dice(public_id)
    drawn = family or dice.pick(FAMILIES)
    turned = dice.pick([False, False, True])
    light, dark = (_palette(INKS.get(colour, INKS[PLAIN]), turned, mode) for mode in (0, 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<style>@media(prefers-color-scheme:dark){{{_dark_rules(dark)}}}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{light[CUT]}"/>'
        f'<g fill="none" stroke-linecap="round">{_paths(drawn(dice), light)}</g></svg>\n'
    )


def drawn(public_id: str, colour: str) -> tuple[list[Dot], dict[str, str]]:
    """The dots of a cover and its light colours by ink, for those who draw it otherwise than as SVG."""
    dice = _dice(public_id)
    family = dice.pick(FAMILIES)
    turned = dice.pick([False, False, True])
    return [dot for dot in family(dice) if dot.r >= 1], _palette(INKS.get(colour, INKS[PLAIN]), turned, 0)


def family_of(public_id: str) -> Callable[[Dice], Dots]:
    """The family that an id has drawn."""
    return _dice(public_id).pick(FAMILIES)


def _dice(public_id: str) -> Dice:
    return Dice(f"{KEY}/{public_id}")


def _palette(inks: Inks, turned: bool, mode: int) -> dict[str, str]:
    """Ink class → colour. Turned, the dots are light on the full colour, which is the same in both modes."""
    ground = inks.dot[0] if turned else inks.tint[mode]
    dot = (inks.tint[0], inks.dot[1])[mode] if turned else inks.dot[mode]
    return {CUT: ground, DOT: dot, ODD: YELLOW, SECOND: inks.second[mode]}


def _dark_rules(dark: dict[str, str]) -> str:
    strokes = "".join(f".{ink}{{stroke:{dark[ink]}}}" for ink in (DOT, SECOND, CUT))
    return f"rect{{fill:{dark[CUT]}}}{strokes}"


def _paths(dots: Dots, light: dict[str, str]) -> str:
    groups: dict[tuple[int, str, float], list[str]] = defaultdict(list)
    for dot in dots:
        r = round(dot.r * 2) / 2
        if r >= 1 and -r < dot.x < WIDTH + r and -r < dot.y < HEIGHT + r:
            groups[dot.layer, dot.ink, r].append(f"M{round(dot.x)} {round(dot.y)}h0")
    return "".join(_path(ink, r, points, light) for (_, ink, r), points in sorted(groups.items(), key=_layer))


def _layer(group: tuple[tuple[int, str, float], list[str]]) -> int:
    return group[0][0]


def _path(ink: str, r: float, points: list[str], light: dict[str, str]) -> str:
    blend = ' opacity=".8"' if ink == SECOND else ""
    return f'<path class="{ink}" stroke="{light[ink]}" stroke-width="{r * 2:g}"{blend} d="{"".join(points)}"/>'
