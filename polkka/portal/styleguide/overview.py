"""The overall picture, small and with many rows, numbers beside those of 2012, and themes of the moment."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polkka.portal.front import Lifted
from polkka.portal.matrix import Cell, Column, Matrix, Row
from polkka.portal.numbers import Figure, Then

PLACES = "#g-overview"
THEMES = (("clue", 67), ("scart", 30), ("into", 62), ("sveko", 23))
LEVELS = (
    ("Liikkuvuus", (4, 3, 6, 2)),
    ("Kansallinen kansainvälisyys", (3, 12, 9, 0)),
    ("Kotikansainvälisyys", (22, 15, 18, 7)),
    ("Asenteet, uskallus, ymmärrys", (38, 0, 29, 14)),
)
REGIONS = (
    "Uusimaa", "Varsinais-Suomi", "Satakunta", "Pirkanmaa", "Keski-Pohjanmaa", "Pohjois-Karjala", "Lappi", "Ahvenanmaa",
)  # fmt: skip


def samples() -> dict[str, Any]:
    """Everything that templates/styleguide/overview.html shows."""
    regions = [(name, tuple((n * 7 + place * 5) % 4 for place in range(4))) for n, name in enumerate(REGIONS)]
    return {
        "matrix": matrix(_("Level"), LEVELS, 4),
        "long_matrix": matrix(_("Region"), regions, 0),
        "numbers": numbers(),
        "spearheads": spearheads(),
    }


def matrix(name: str, rows: Any, first: int) -> Matrix:
    """A picture of (name, counts) rows, numbered down from `first` (0: not at all)."""
    columns = tuple(Column(code, code.upper(), "", code, total, PLACES) for code, total in THEMES)
    return Matrix(
        "level" if first else "region",
        name,
        columns,
        tuple(
            Row(
                row, row, first - n if first else 0, sum(counts), PLACES,
                tuple(
                    Cell(column, f"{column.name}, {row}", count, PLACES)
                    for column, count in zip(columns, counts, strict=True)
                ),
            )
            for n, (row, counts) in enumerate(rows)
        ),
        182,
    )  # fmt: skip


def numbers() -> tuple[Figure, ...]:
    """With a number of 2012 beside it, one of thousands, and without."""
    then = Then(32, False, date(2012, 7, 31), _("good practices recorded on the first POLKKA"))
    visitors = Then(1045, False, date(2012, 10, 4), _("visitors on the first POLKKA"))
    definition = _("Where those organisations are.")
    return (
        Figure("practices", 182, ngettext("published practice", "published practices", 182), definition, then),
        Figure("views", 12345, ngettext("reading of a practice", "readings of practices", 12345), definition, visitors),
        Figure(
            "municipalities", 41, ngettext("municipality taking part", "municipalities taking part", 41), definition
        ),
    )


def spearheads() -> tuple[Lifted, ...]:
    """With the colour of a theme, without one, and with a long name and no sentence."""
    return (
        Lifted("Kielitietoinen koulu", "fi", "Jokainen opettaja on kielen opettaja.", "fi", 14, PLACES, "into"),
        Lifted("Grön mobilitet", "sv", "Mer sällan och långsammare.", "sv", 6, PLACES, ""),
        Lifted("Kansainvälistymissuunnitelman arviointikäytännöt", "fi", "", "fi", 1, PLACES, "sveko"),
    )
