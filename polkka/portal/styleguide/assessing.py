"""Assessing: the way between a text and the criteria, and whom one may ask. Invented data."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

NAMES = (
    "Opetussuunnitelma", "Vaikuttavuus", "Oppimisympäristö", "Verkostoituminen", "Kestävyys", "Tuotos", "Resurssit",
)  # fmt: skip


def samples() -> dict[str, Any]:
    """Seven criteria of which three are answered, and three people of whom one cannot be asked now."""
    asked = [
        SimpleNamespace(code="g-assessing", name=name, number=number, is_answered=number in (1, 2, 5))
        for number, name in enumerate(NAMES, start=1)
    ]
    people = [
        (_person(1, "Petra Lahdenperä", under_way=0, finished=7), True),
        (_person(2, "Henrik Ahlqvist", under_way=1, finished=4, is_expert=True), False),
        (_person(3, "Jari Vesala", under_way=3, finished=10, reason="3 tehtävää, niin monta kuin on toivottu"), False),
    ]
    field = SimpleNamespace(label=_("Assessors"), errors=[])
    return {"assessing": SimpleNamespace(asked=asked, form=SimpleNamespace(assessor=field, boxes=people))}


def _person(pk: int, name: str, **facts: Any) -> SimpleNamespace:
    given = {"language": "Suomi", "most": 3, "is_expert": False, "reason": "", **facts}
    return SimpleNamespace(user=_Named(pk, name), **given)


class _Named:
    """Somebody with a name and a number."""

    def __init__(self, pk: int, name: str) -> None:
        self.pk, self.name = pk, name

    def __str__(self) -> str:
        return self.name
