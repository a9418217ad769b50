"""The parts of the guided form: why a question is asked, others' answers, lengths, tools, long lists, what is left."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from practices.lengths import Length

from .basics import PLACES

REGIONS = (("uusimaa", "Uusimaa"), ("satakunta", "Satakunta"), ("lappi", "Lappi"), ("aland", "Ahvenanmaa"))


class LongList(forms.Form):
    """A list that is long enough to be searched."""

    region = forms.MultipleChoiceField(
        label="Maakunta", choices=REGIONS, required=False, widget=forms.CheckboxSelectMultiple, initial=["satakunta"]
    )


def samples() -> dict[str, Any]:
    """An answer of every length, and an example of somebody."""
    counts = (0, 42, 253, 480, 1020)
    answer = SimpleNamespace(
        text="Ensimmäisellä kerralla puhui yhdeksän oppilasta, neljännellä kaksikymmentäkaksi.",
        language="fi", title="Lukupiiri videolla", path=PLACES, label=_("Peer-assessed"),
    )  # fmt: skip
    return {
        "lengths": [(f"length-{count}", Length(count, 80, 400, 1000)) for count in counts],
        "real_answer": answer,
        "long_list": LongList(auto_id="long_%s")["region"],
        "list_words": {"uusimaa": "Nyland pääkaupunkiseutu", "aland": "Åland saaristo"},
        "list_meanings": {"aland": "Itsehallinnollinen maakunta, jonka kieli on ruotsi."},
        "left_here": [("Tiivistelmä", "Tähän ei ole vielä vastattu.", "g-asking")],
        "places": PLACES,
    }
