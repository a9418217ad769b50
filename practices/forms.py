"""Forms of writing: beginning a practice, one page of guided questions, and the letter of a move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import OWN_NAMES, current
from polkka.kit.text import LineInput, ProseInput
from polkka.upkeep import generation
from taxonomy import catalogue

from .aligned import AlignedRows
from .choices import ConceptsInput, LevelInput
from .inputs import MESSAGES, Input, NotedField, TagsInput
from .lengths import Length
from .merging import digest
from .models import HistoryEntry
from .places import Place
from .questions import BY_CODE, CONCEPTS, ROWS, TAGS, Page, Question
from .rough import words
from .rows import RowsInput
from .states import Depth

SEEN = "seen-"
"""Before the code of a question: the digest of the answer that the form was shown."""
DEPTHS: dict[str, str | Promise] = {
    Depth.TIP: _(
        "What it is, why, how and what changed. About five minutes. It may be published without an assessment."
    ),
    Depth.PRACTICE: _(
        "Also the steps, the curriculum and what it takes. About half an hour. Peers and experts assess it."
    ),
    Depth.MODEL: _(
        "All that another school needs to take it up from the description alone. An hour or two, in parts if you wish."
    ),
}


class CreateForm(forms.Form):
    """What is asked before the first page: for whom, how much, in which language, under which name."""

    use_required_attribute = False
    place = forms.ChoiceField(
        label=_("For which project or school do you write?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the project or school."), "invalid_choice": _("Choose one of these.")},
    )
    depth = forms.ChoiceField(
        label=_("How much will you tell?"),
        help_text=_("You can tell more or less later; what you have written is kept."),
        choices=[(depth.value, capfirst(depth.label)) for depth in Depth],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much you will tell."), "invalid_choice": _("Choose one of these.")},
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"),
        choices=list(OWN_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language."), "invalid_choice": _("Choose one of these.")},
    )
    title = LineInput(
        label=_("What is the practice called?"),
        help_text=BY_CODE["title"].help,
        max_length=BY_CODE["title"].limit,
        error_messages={"required": _("Give it a name. You can change it later."), **MESSAGES},
    )

    def __init__(self, offered: Iterable[Place], data: Any = None, *, depth: str = "", last: str = "") -> None:
        self.offered = {place.value: place for place in offered}
        only = next(iter(self.offered), "") if len(self.offered) == 1 else last
        chosen = {"depth": depth} if depth in Depth.values else {}
        super().__init__(data, initial={"place": only, "language": current(), **chosen}, label_suffix="")
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(place.value, place.name) for place in self.offered.values()]
        self.hints = {
            "place": {place.value: _hint(place) for place in self.offered.values()},
            "depth": DEPTHS,
        }

    def clean_place(self) -> Place:
        place = self.offered[self.cleaned_data["place"]]
        if place.owner is None:
            raise forms.ValidationError(_("This project has no school yet. Ask a coordinator to add yours to it."))
        return place


def _hint(place: Place) -> str:
    """What stands under a place to choose."""
    waiting = str(_("Nobody has confirmed yet that you belong here. You can write already."))
    return ". ".join(words for words in (place.hint, waiting if place.is_waiting else "") if words)


class MoveForm(forms.Form):
    """The letter or reason that goes with a move."""

    use_required_attribute = False
    note = ProseInput(
        label=_("Letter to the authors"),
        required=False,
        max_length=HistoryEntry._meta.get_field("note").max_length,
        error_messages=dict(MESSAGES),
    )


@dataclass(frozen=True)
class Asked:
    """One question as the template shows it."""

    input: Input
    fields: list[forms.BoundField]
    rows: list[list[forms.BoundField]]
    length: Length | None
    seen: str
    theirs: str
    words: str

    @property
    def is_open(self) -> bool:
        """Whether a folded question is shown at once: something in it is wrong or in conflict."""
        return bool(self.theirs) or any(field.errors for field in self.fields)


SCRIPTS = ("rows", "lengths", "markdown", "paste", "picker", "keywords")
"""Every script of the form: rows come first, for they keep an empty one before others add to it."""
KINDS: dict[str, type[Input]] = {CONCEPTS: ConceptsInput, TAGS: TagsInput, ROWS: RowsInput}


class PageForm(forms.Form):
    """One page of guided questions. It refuses only what cannot be stored; what is missing is asked at submission.

    `answers` are the stored answers by code; `seen` overrides their digests and `theirs` holds conflicting answers.
    """

    use_required_attribute = False
    bound_field_class = NotedField
    rough: frozenset[str] = frozenset()
    """Codes of which is kept what cannot be the answer."""
    differences: Mapping[str, Sequence[object]] = {}
    """The way from the text in `theirs` to the one in the field, by code: polkka.kit.differences."""

    def __init__(
        self,
        page: Page,
        *,
        depth: str,
        language: str,
        answers: Mapping[str, Any],
        data: Any = None,
        seen: Mapping[str, str] | None = None,
        theirs: Mapping[str, Any] | None = None,
    ) -> None:
        shelves = catalogue.at(generation.number())
        common = {"depth": depth, "language": language, "shelves": shelves}
        self.inputs = [
            _input(q, present=answers.get(q.code), sent=data, is_folded=q.code in page.folded, **common)
            for q in page.questions
        ]
        self.digests = {code: digest(answer) for code, answer in answers.items()} | dict(seen or {})
        self.theirs = dict(theirs or {})
        initial: dict[str, Any] = {}
        for item in self.inputs:
            if item.code in answers:
                initial |= item.shown(answers[item.code])
        super().__init__(data, initial=initial, label_suffix="")
        self.headings: dict[str, str] = {}
        for item in self.inputs:
            self.fields.update(item.fields())
            self.headings |= item.headings()

    def clean(self) -> None:
        """Judge the answers of more than one field as a whole."""
        for item in self.inputs:
            if all(name in self.cleaned_data for name in item.names()):
                for name, message in item.faults(self.cleaned_data).items():
                    self.add_error(name, message)

    @property
    def scripts(self) -> list[str]:
        """The names of the scripts that make answering this page easier, in their order."""
        wanted = {name for item in self.inputs for name in item.scripts}
        return [name for name in SCRIPTS if name in wanted]

    def refused(self) -> set[str]:
        """Codes of the questions whose answer cannot be stored as it was sent."""
        return {item.code for item in self.inputs if any(name in self.errors for name in item.names())}

    def to_save(self) -> dict[str, Any]:
        """The answers by code that were sent and can be stored."""
        refused = self.refused()
        sent = [item for item in self.inputs if item.code not in refused and self._was_sent(item)]
        return {item.code: item.answer(self.cleaned_data) for item in sent}

    def _was_sent(self, item: Input) -> bool:
        return SEEN + item.code in self.data or any(name in self.data for name in item.names())

    def sent_digests(self) -> dict[str, str]:
        """The digests that the form was shown, by code."""
        return {item.code: self.data[SEEN + item.code] for item in self.inputs if SEEN + item.code in self.data}

    def asked(self) -> list[Asked]:
        """The questions in order, for the template."""
        return [self._asked(item) for item in self.inputs]

    def _asked(self, item: Input) -> Asked:
        rows = [[self[name] for name in names] for names in item.row_names()] if isinstance(item, RowsInput) else []
        theirs = words(item, self.theirs[item.code]) if item.code in self.theirs else ""
        if item.code in self.theirs and not theirs:
            theirs = "–"
        shown = {name: self[name].value() for name in item.names()}
        bound = [self[name] for name in item.names()]
        seen = self.digests.get(item.code, "")
        return Asked(item, bound, rows, item.length(shown), seen, theirs, item.words(shown))

    def typed(self) -> list[tuple[str | Promise, str]]:
        """Label and plain words of everything the form holds, to be copied."""
        shown = {name: self[name].value() for name in self.fields}
        told = ((item.question.label, item.words(shown)) for item in self.inputs)
        return [(label, words) for label, words in told if words]


def _input(question: Question, *, sent: Any, **common: Any) -> Input:
    if question.kind == ROWS:
        return (AlignedRows if question.is_aligned else RowsInput)(question, sent=sent, **common)
    kind = LevelInput if question.code == "level" else KINDS.get(question.kind, Input)
    return kind(question, **common)
