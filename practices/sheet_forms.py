"""Sending a spreadsheet in: what is in it, and the file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polkka.kit.grids import Grid
from polkka.kit.refusing import Refused

from .files import arriving
from .models import Sheet
from .tabular import checking, reading


class SheetForm(forms.Form):
    """The file is read when the form is judged: `sheet` is what came of it, not stored yet."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("What does the spreadsheet hold?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx) or CSV, at most 5 MB and 5,000 rows. The first sheet is read."),
        widget=forms.FileInput(attrs={"accept": reading.ACCEPT}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
            "max_length": _("The name of the file is too long. Give it a shorter one."),
        },
        max_length=200,
    )
    sheet: Sheet

    def __init__(self, kinds: Sequence[tuple[str, str]], *sent: Any, by: Any, cut: Sequence[str] = (), kind: str = ""):
        """`cut` are names of files of which only the beginning was read, because they are too large."""
        super().__init__(*sent, initial={"kind": kind}, label_suffix="")
        self.by, self.cut = by, cut
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(kinds)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.grid: Grid = reading.read(Path(file.temporary_file_path()), file.name)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> None:
        """Find the columns of the kind that was chosen."""
        if self.cut and "file" in self.errors:
            self._errors["file"] = self.error_class([str(reading.refusal("size", most=5))])
        if self.errors or not hasattr(self, "grid"):
            return
        name = self.cleaned_data["file"].name
        try:
            self.sheet = checking.prepared(self.grid, self.cleaned_data["kind"], name=name, by=self.by)
        except Refused as refused:
            self.add_error("file", str(refused))


CUT = arriving.TOO_LARGE
