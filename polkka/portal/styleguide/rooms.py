"""The rooms of themes, levels and the rest: the way up, counts as rows of dots, gains, projects, what is missing."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from polkka.kit.dot_rows import dot_rows

from ..rooms import Crossing, Link, Row
from .basics import LEVELS, PLACES, THEMES


def samples() -> dict[str, Any]:
    """Everything under one name."""
    return {
        "rooms": SimpleNamespace(
            crumbs=(Link(_("Practices"), PLACES), Link("CLUE", PLACES)),
            levels=_crossing([(f"{n}. {level.name}", "clue") for n, level in LEVELS.items()], (38, 22, 3, 0)),
            themes=_crossing([(theme.name, theme.colour) for theme in THEMES.values()], (670, 300, 4, 230)),
            gains=(
                (_("the pupil"), "Uskaltaa aloittaa keskustelun, vaikka sanoja puuttuu."),
                (_("the teacher"), "Saa lyhyitä syitä puhua, jotka mahtuvat minkä tahansa aineen tunnille."),
                (_("the principal"), "Näkee kielivalinnat ajoissa ja saa vaihtoehtoja."),
            ),
            links=(Link("Globaalikasvatus", PLACES, 12), Link("Kestävän kehityksen kasvatus", PLACES, 7)),
            projects=(
                SimpleNamespace(name="Veden matka", language="fi", path=PLACES, period="1.8.2024–", count=3),
                SimpleNamespace(name="Över språkgränsen", language="sv", path=PLACES, period="2022–2025", count=1),
            ),
        )
    }


def _crossing(named: list[tuple[str, str]], counts: tuple[int, ...]) -> Crossing:
    drawn = dot_rows(counts)
    rows = [
        Row(name, colour, row.count, PLACES, row.path, row.height)
        for (name, colour), row in zip(named, drawn.rows, strict=True)
    ]
    return Crossing("level", "", tuple(rows), drawn.worth)
