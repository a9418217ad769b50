"""Saving and two texts of one field: invented data in the shapes the templates take."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from polkka.kit.differences import compared

THEIRS = "Luokat lukevat saman kirjan ja puhuvat siitä neljä kertaa lukukaudessa ruudun välityksellä."
MINE = "Luokat lukevat saman kirjan ja puhuvat siitä joka kuukausi ruudun välityksellä."


def samples() -> dict[str, Any]:
    """How saving stands while somebody else writes, and a text that both have changed."""
    return {"keeping": SimpleNamespace(saving=saving(), asked=asked(), changes=[change()])}


def saving() -> dict[str, Any]:
    """What views.saving.saving() gives."""
    others = SimpleNamespace(here=("Aino Laine",), elsewhere=())
    return {"others": others, "here": "[]", "elsewhere": "[]", "person_key": "", "place": "", "url": ""}


def asked() -> SimpleNamespace:
    """A question with the text of somebody else."""
    question = SimpleNamespace(label=_("Summary"), kind="prose")
    return SimpleNamespace(input=SimpleNamespace(code="sample", question=question), theirs=THEIRS)


def change() -> SimpleNamespace:
    """The way from one text to the other."""
    return SimpleNamespace(heading=_("From their text to yours"), pieces=compared(THEIRS, MINE), language="fi")
