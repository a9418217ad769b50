"""Before and after sending: the way of a practice, requests and their answers, and the rows in which they are asked."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

ANSWERED = datetime(2026, 9, 15, 9, 30, tzinfo=UTC)


def samples() -> dict[str, Any]:
    """A practice that is being assessed, two requests of which one is answered, two rows for more, and what changed."""
    return {"sending": {"stations": stations(), "points": points(), "rows": rows(), "differences": differences()}}


def stations() -> list[SimpleNamespace]:
    names = (_("Written"), _("Sent"), _("Being assessed"), _("Decided"), _("Published"))
    states = ("done", "done", "here", "ahead", "ahead")
    return [SimpleNamespace(name=name, state=state) for name, state in zip(names, states, strict=True)]


def points() -> list[SimpleNamespace]:
    asked = ("Kertokaa, montako oppilasta oli mukana ja mistä luku on peräisin.", "Avatkaa, kuka jatkaa työtä.")
    answers = ("Lisäsimme luvun 22 ja kerroimme, että se on laskettu tallenteista.", "")
    return [
        SimpleNamespace(order=n, text=text, answer=answer, answered_by="Aino Lehto", answered_at=ANSWERED)
        for n, (text, answer) in enumerate(zip(asked, answers, strict=True))
    ]


def rows() -> SimpleNamespace:
    """What the form of requests shows, with its second row at fault."""
    form = forms.Form({"0_text": "Lyhentäkää otsikkoa.", "1_text": ""}, auto_id="next_%s", label_suffix="")
    pages = [("", _("the whole text")), ("result", _("Result"))]
    for n in range(2):
        area = forms.Textarea(attrs={"rows": 2})
        form.fields[f"{n}_text"] = forms.CharField(label=_("Request %(n)d") % {"n": n + 1}, required=False, widget=area)
        form.fields[f"{n}_question"] = forms.ChoiceField(label=_("It concerns"), required=False, choices=pages)
    form.add_error("1_text", _("Write what is asked, or choose “the whole text” again."))
    return SimpleNamespace(rows=[(form[f"{n}_text"], form[f"{n}_question"]) for n in range(2)], has_room=True)


def differences() -> SimpleNamespace:
    """A word changed in the result, and a summary that came in Swedish."""
    said = SimpleNamespace(
        heading=_("Result"),
        language="fi",
        pieces=[
            SimpleNamespace(kind="same", text="Keväällä"),
            SimpleNamespace(kind="removed", text="moni"),
            SimpleNamespace(kind="added", text="19 oppilasta 22:sta"),
            SimpleNamespace(kind="same", text="puhui."),
        ],
    )
    new = SimpleNamespace(
        heading=_("Summary"), language="sv", pieces=[SimpleNamespace(kind="added", text="Två klasser läser en bok.")]
    )
    texts = [
        SimpleNamespace(code="fi", name="Suomi", is_new=False, is_gone=False, changes=[said]),
        SimpleNamespace(code="sv", name="Svenska", is_new=True, is_gone=False, changes=[new]),
    ]
    return SimpleNamespace(is_empty=False, texts=texts, others=[])
