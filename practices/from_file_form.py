"""The form of starting from a document: what beginning a practice asks, and a file or pasted text."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import documents
from .comment_forms import WholeInput
from .fitting import Fitted
from .forms import CreateForm
from .inputs import MESSAGES
from .places import Place

END = "end"
"""The last field of the form: where it is missing, the upload was cut short."""


class FileInput(forms.FileField):
    """A file that may be missing where text is pasted instead; so neither of the two is called optional."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else None


class PasteInput(WholeInput):
    """Text from anywhere: characters that cannot be saved are left out instead of refused."""

    def validate(self, value: Any) -> None:
        """It may be missing where a file is chosen instead."""

    def to_python(self, value: Any) -> str:
        return documents.tidy(str(value)) if value not in self.empty_values else ""


class FromFileForm(CreateForm):
    """`fitted` is what the document says, once the form is valid."""

    file = FileInput(
        label=_("A Word document or a Markdown file"),
        help_text=_("A .docx or .md file, at most 5 MB. Pictures are left out; they are added to the materials later."),
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
        error_messages={"empty": documents.REASONS["empty"]},
    )
    paste = PasteInput(
        label=_("Or paste the text here"),
        help_text=_("Put each heading on a line of its own."),
        max_length=documents.MOST_LETTERS,
        error_messages=dict(MESSAGES),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, offered: Iterable[Place], data: Any = None, files: Any = None, *, depth: str = "") -> None:
        super().__init__(offered, data, depth=depth)
        self.files = {} if files is None else files
        del self.fields["title"]
        self.fitted = Fitted()
        self.sent = b""

    def clean(self) -> dict[str, Any]:
        held: dict[str, Any] = super().clean() or {}
        if END not in self.data:
            self.add_error("file", _("The file did not arrive whole. Choose it again."))
        file, paste = held.get("file"), held.get("paste")
        if not {"file", "paste"} & set(self.errors):
            if bool(file) == bool(paste):
                fault = _("Choose a file, or paste the text, not both.") if file else _("Choose a file or paste text.")
                self.add_error("file", fault)
            else:
                self._read(file, paste or "")
        return held

    def _read(self, file: Any, paste: str) -> None:
        try:
            if file:
                self.sent = file.read(documents.MOST_BYTES + 1)
                self.fitted = documents.of_file(file.name or "", self.sent)
            else:
                self.sent = paste.encode()
                self.fitted = documents.of_text(paste)
        except documents.Refused as refusal:
            self.add_error("file" if file else "paste", str(refusal.message))
