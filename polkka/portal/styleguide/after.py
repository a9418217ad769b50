"""What one does after reading: invented data of the practices to go on with, and of a letter with a fault."""

from typing import Any

from django.utils.translation import gettext as _

from polkka.portal.forms import ReportForm
from polkka.portal.related import SENTENCES, Group, Item, Shared

from . import basics


def samples() -> dict[str, Any]:
    """Related practices of both kinds, and the form of a report as it comes back."""
    return {"after": {"groups": groups(), "form": letter()}}


def groups() -> tuple[Group, ...]:
    """Two by relation; three by likeness: words and concepts, words of another language, long words."""
    first, second, swedish, fourth, _fifth, longest = basics.cards()
    shared = (
        Shared("kielisuihku, eskari", "", "teema INTO"),
        Shared("vänklass, språkgräns", "sv", ""),
        Shared("kotikansainvälisyystoimintasuunnitelma, lukuvuosisuunnitelma", "", "teema CLUE; oppiaine englanti"),
    )
    return (
        Group(
            _("Related to this"),
            (
                Item(second, str(SENTENCES["builds_on", True]), None),
                Item(fourth, str(SENTENCES["replaces", False]), None),
            ),
        ),
        Group(
            _("Like this"),
            tuple(Item(card, "", one) for card, one in zip((first, swedish, longest), shared, strict=True)),
        ),
    )


def letter() -> ReportForm:
    """A report without a word of what is wrong, and half an address."""
    form = ReportForm({"what": "link", "email": "ope(at)koulu"}, auto_id="next_%s")
    form.full_clean()
    return form
