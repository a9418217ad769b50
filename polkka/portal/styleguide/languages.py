"""Invented translations for the style guide: an answer beside its original, and rows beside rows."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit.differences import Difference, compared
from practices.inputs import text_field

BEFORE = "Viidennet luokat lukevat saman kirjan ja puhuvat siitä videolla."
AFTER = "Viidennet luokat lukevat saman kirjan ja puhuvat siitä videolla neljä kertaa."


def samples() -> dict[str, Any]:
    return {"languages_part": SimpleNamespace(pairs=[_outdated(), _rows()])}


def _outdated() -> SimpleNamespace:
    """A summary whose original has changed since."""
    form = _form(summary=(True, _("Summary"), "Femteklasserna läser samma bok och talar om den över video."))
    change = Difference(_("What has changed"), compared(BEFORE, AFTER), "fi")
    return _pair(
        "summary", "outdated", _("the original has changed"), _("Summary"),
        original=SafeString(f"<p>{AFTER}</p>"), since=(change,), fields=[form["summary"]], is_outdated=True,
    )  # fmt: skip


def _rows() -> SimpleNamespace:
    """Two steps, the first of them translated."""
    form = _form(**{f"steps-{n}": (False, _("What is done"), text) for n, text in enumerate(("Välj en bok", ""))})
    rows = [
        ([(_("What is done"), words)], [form[f"steps-{n}"]]) for n, words in enumerate(("Valitkaa kirja", "Lukekaa"))
    ]
    return _pair("steps", "missing", _("to be translated"), _("The steps"), rows=rows)


def _form(**asked: tuple[bool, str, str]) -> forms.Form:
    form = forms.Form(initial={name: text for name, (_prose, _label, text) in asked.items()}, auto_id="pair_%s")
    for name, (is_prose, label, _text) in asked.items():
        form.fields[name] = text_field(is_prose, 400, label, {"lang": "sv"})
        form.fields[name].required = True
    return form


def _pair(code: str, state: str, words: str, label: str, **given: Any) -> SimpleNamespace:
    shown = SimpleNamespace(code=code, state=state, made_from="")
    template = "practices/inputs/text.html"
    question = SimpleNamespace(example="", why="")
    asked = SimpleNamespace(
        input=SimpleNamespace(template=template, question=question, mark=""),
        fields=given.pop("fields", []), seen="", length=None,
    )  # fmt: skip
    empty: dict[str, Any] = {"original": "", "typed": "", "rows": [], "since": (), "is_outdated": False}
    named = {"label": label, "state": words, "name_of_source": f"{code}-from"}
    return SimpleNamespace(told=shown, asked=asked, **(empty | named | given))
