"""The geometry of every dot that shows data. Numbers only: markup and colour live in templates/components."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LABEL_STEPS = 4
SCALE = range(5)  # places of the criteria scale, 0–4
ONE_EACH = 300  # up to this many practices one dot is one practice, above it one dot is ten

PLACE_GAP = 36
PLACE_MIDDLE = 14
PYRAMID_WIDTH = 1000
PYRAMID_FEWEST_COLUMNS = 12
THEME_BOX = 100
MATRIX_LARGEST = 47.0  # radius of the largest dot of a matrix, in a box of THEME_BOX


@dataclass(frozen=True)
class Dot:
    """One dot: its middle and how full it is, of 0 (a ring), .5 (a half) and 1 (full)."""

    x: float
    full: float
    is_zero: bool = False


@dataclass(frozen=True)
class Mark:
    """A diamond or ring laid over the dots; `on_full` when a full dot lies under it."""

    x: float
    on_full: bool


@dataclass(frozen=True)
class ProfileDrawing:
    """One criterion: five places, and where the expert and the authors stand."""

    dots: tuple[Dot, ...]
    expert: Mark | None
    own: Mark | None


@dataclass(frozen=True)
class Strand:
    """The dots of one colour in a tier, as the path of zero-length strokes that draws them."""

    colour: str
    path: str


@dataclass(frozen=True)
class Tier:
    """One level of the pyramid."""

    strands: tuple[Strand, ...]
    height: float
    end: float  # where its last column ends


@dataclass(frozen=True)
class Pyramid:
    """All tiers in one measure; `worth` is how many practices one dot stands for."""

    tiers: tuple[Tier, ...]
    worth: int
    dot: float  # diameter
    odd: "Disc"  # the one that hops beside the tip


@dataclass(frozen=True)
class Disc:
    """A dot with a size of its own; `holds` when its number can be read inside it."""

    x: float
    y: float
    r: float
    holds: bool = False


def label_dots(step: int) -> tuple[Dot, ...]:
    """Four dots of which the first `step` are full."""
    return tuple(Dot(7 + 14 * place, float(place < step)) for place in range(LABEL_STEPS))


def progress_dots(n: int, total: int) -> tuple[tuple[float, str], ...]:
    """(x, state) of the pages of a form: done before `n`, here at `n`, ahead after it."""
    return tuple((14 + 32 * place, _progress_state(place + 1, n)) for place in range(total))


def profile_row(peer: float | None, expert: float | None, own: float | None) -> ProfileDrawing:
    """Peers fill the places up to their median; the expert and the authors stand at theirs."""
    return ProfileDrawing(
        dots=tuple(Dot(_place_x(place), _fullness(place, peer), place == 0) for place in SCALE),
        expert=_mark(expert, peer),
        own=_mark(own, peer),
    )


def pyramid(levels: Sequence[Sequence[tuple[str, int]]]) -> Pyramid:
    """Levels from the tip to the base, each as (colour, count); all drawn to one scale."""
    counts = [sum(count for _, count in level) for level in levels]
    worth = 1 if sum(counts) <= ONE_EACH else 10
    scaled = [[(colour, _scaled(count, worth)) for colour, count in level] for level in levels]
    widest = max((sum(count for _, count in level) for level in scaled), default=0)
    rows = max(1, round(math.sqrt(widest / 9)))
    pitch = PYRAMID_WIDTH / max(PYRAMID_FEWEST_COLUMNS, math.ceil(widest / rows))
    tiers = tuple(_tier(level, rows, pitch) for level in scaled)
    return Pyramid(tiers, worth, round(pitch * 0.82, 1), _odd(tiers[0].end if tiers else 0, pitch))


def theme_dot(count: int, largest: int) -> Disc:
    """r = R·√(count / largest), so that the area is the number; the dot stands on the floor of its box."""
    r = 2.0 if count <= 0 else max(3.0, THEME_BOX / 2 * math.sqrt(count / max(1, largest)))
    return Disc(round(r, 1), round(THEME_BOX - r, 1), round(r, 1))


def matrix_dot(count: int, largest: int) -> Disc:
    """r = R·√(count / largest) in the middle of its box."""
    middle = THEME_BOX / 2
    r = max(3.0, MATRIX_LARGEST * math.sqrt(count / max(1, largest))) if count > 0 else 0.0
    return Disc(middle, middle, round(r, 1), holds=r >= 9 + 7 * len(str(count)))


def profile_dots(medians: Sequence[float | None]) -> tuple[tuple[float, float], ...]:
    """One dot for each criterion as (x, r): the area is the median of 0–4, a zero still a point, r 0 for no answer."""
    middles = (PLACE_MIDDLE + 28 * place for place in range(len(medians)))
    return tuple(
        (x, 0.0 if median is None else max(2.0, round(12 * math.sqrt(median / 4), 1)))
        for x, median in zip(middles, medians, strict=True)
    )


def _progress_state(number: int, here: int) -> str:
    if number == here:
        return "here"
    return "done" if number < here else "ahead"


def _place_x(value: float) -> float:
    return PLACE_MIDDLE + PLACE_GAP * value


def _fullness(place: int, median: float | None) -> float:
    if median is None or median < place - 0.5:
        return 0.0
    return 1.0 if median >= place else 0.5


def _mark(value: float | None, peer: float | None) -> Mark | None:
    if value is None:
        return None
    on_full = value > 0 and value == int(value) and _fullness(int(value), peer) == 1.0
    return Mark(_place_x(value), on_full)


def _scaled(count: int, worth: int) -> int:
    """A group that has practices never loses its last dot."""
    return 0 if count <= 0 else max(1, round(count / worth))


def _tier(level: Sequence[tuple[str, int]], rows: int, pitch: float) -> Tier:
    total = sum(count for _, count in level)
    columns = math.ceil(total / rows)
    left = (PYRAMID_WIDTH - columns * pitch) / 2
    places = _places(rows, pitch, left)
    strands = (Strand(colour, _path(places, count)) for colour, count in level)
    drawn = tuple(strand for strand in strands if strand.path)
    return Tier(drawn, round(rows * pitch, 1), round(left + columns * pitch, 1))


def _odd(end: float, pitch: float) -> Disc:
    """Just off the tip; above it when the tip is as wide as the drawing."""
    r = pitch * 0.41
    x = end + pitch * 0.7
    has_room = x + r <= PYRAMID_WIDTH
    return Disc(
        round(x if has_room else PYRAMID_WIDTH - r, 1), round(-pitch * (0.12 if has_room else 0.6), 1), round(r, 1)
    )


def _places(rows: int, pitch: float, left: float) -> Iterator[tuple[float, float]]:
    """Middles of the dots, column after column, each from the floor up."""
    column = 0
    while True:
        for row in reversed(range(rows)):
            yield left + (column + 0.5) * pitch, (row + 0.5) * pitch
        column += 1


def _path(places: Iterator[tuple[float, float]], count: int) -> str:
    return "".join(f"M{x:.4g} {y:.4g}h0" for x, y in (next(places) for _ in range(count)))
