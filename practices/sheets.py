"""A page of questions in one language as somebody has it open: its form, what is kept of it, and its saving."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from network.models import User
from polkka.kit.differences import Difference, compared

from . import edits, rough
from .edits import Saved
from .forms import PageForm
from .inputs import Input
from .merging import Raw, digest
from .models import Text, Version
from .permissions import OWN
from .questions import CONCEPTS, Page
from .rows import DEEDS, RowsInput, moved
from .states import State


@dataclass(frozen=True)
class Sheet:
    """One page of questions of a version; `language` is that of a translation, "" the original.

    `version` was read for somebody who may write it, with `to_write()`, at the beginning of the request.
    `made_from` tells of a translation which answers of the original its writer was shown (code → digest).
    """

    version: Version
    page: Page
    language: str = ""
    made_from: Mapping[str, str] | None = None

    @property
    def text(self) -> Text:
        """The text that is written; a translation not begun yet is an empty one."""
        found = (text for text in self.version.texts.all() if text.language == self.written_in)
        return next(found, None) or Text(language=self.language)

    @property
    def written_in(self) -> str:
        return self.language or self.version.original.language

    def answers(self) -> dict[str, Any]:
        """The stored answers by code."""
        return {question.code: edits.value(self.version, question, self.text) for question in self.page.questions}

    def rough(self) -> dict[str, Raw]:
        """What was typed on this page and is no answer yet, by code."""
        codes = {question.code for question in self.page.questions}
        return {code: raw for code, raw in rough.held(self.version, self.written_in).items() if code in codes}

    def opened(self) -> PageForm:
        """The form as it is held now: what cannot be an answer yet stands in its field with its error."""
        kept = self.rough()
        if not kept:
            return self._form()
        return self._bound(kept, seen={code: digest(raw) for code, raw in kept.items()})

    def sent(self, data: Any) -> PageForm:
        """The form as it was sent, with its rows moved or removed as the button of one of them says."""
        return self._form(data=_arranged(data, self._form(data=data).inputs))

    def save(self, form: PageForm, *, by: User, given_up: Iterable[str] = (), dropped: Iterable[str] = ()) -> Saved:
        """Save everything that was sent, valid or not. Raises edits.NotWritable.

        Of the codes in `given_up`, what is kept but is no answer gives way to the stored answer; of those in `dropped`,
        what was sent gives way to what is held.
        """
        answers = form.to_save() | {code: rough.raw(fields_of(form, code)) for code in form.refused()}
        kept, stored = self.rough(), self.answers()
        for code in {*given_up, *dropped} & answers.keys():
            del answers[code]
        answers |= {code: stored[code] for code in given_up if code in kept}
        return self.store(answers, by=by, seen=form.sent_digests())

    def store(self, answers: Mapping[str, Any], *, by: User, seen: Mapping[str, str]) -> Saved:
        """Save answers by code. Raises edits.NotWritable."""
        return edits.save(
            self.version, answers, by=by, seen=seen, language=self.language, made_from=self.made_from, is_read=True
        )

    def renewed(self, by: User) -> "Sheet":
        """The same page as the database has it now. Raises edits.NotWritable if the version is gone."""
        rows = Version.unscoped.for_user(by, OWN).to_write().select_related("practice__owner", "practice__project")
        version = rows.filter(pk=self.version.pk).first()
        if version is None:
            raise edits.NotWritable(_("This draft has been discarded."))
        return replace(self, version=version)

    def again(self, form: PageForm, saved: Saved, *, without: Collection[str] = ()) -> PageForm:
        """After a save, on a renewed sheet: what was refused or is in conflict as it was typed, the rest as it is held.

        What was typed to the codes in `without` is not shown again.
        """
        kept = self.rough()
        codes = {*saved.conflicts, *form.refused()} - set(without)
        typed = {code: rough.raw(fields_of(form, code)) for code in codes}
        seen = {code: digest(raw) for code, raw in kept.items()}
        seen |= {code: digest(held) for code, held in saved.conflicts.items()}
        shown = self._bound(kept | typed, seen=seen, theirs=saved.conflicts)
        shown.differences = {
            code: [_difference(shown, code, held, typed[code], self.written_in)]
            for code, held in saved.conflicts.items()
            if code in typed
        }
        return shown

    def is_open(self) -> bool:
        """Whether it can still be written, as far as its state says."""
        return self.version.state == State.DRAFT

    def _form(self, **options: Any) -> PageForm:
        version, language = self.version, self.written_in
        return PageForm(self.page, depth=version.depth, language=language, answers=self.answers(), **options)

    def _bound(self, kept: Mapping[str, Raw], **options: Any) -> PageForm:
        """A form that shows `kept` for its codes and the stored answers for the others."""
        form = self._form(data=self._data(kept), **options)
        form.rough = frozenset(self.rough())
        for item in form.inputs:
            if item.code in form.rough and item.code in kept and item.code not in form.refused():
                form.add_error(
                    item.names()[0], _("This is kept, but it is not the answer yet. Look at it and save again.")
                )
        return form

    def _data(self, kept: Mapping[str, Raw]) -> MultiValueDict[str, Any]:
        data: MultiValueDict[str, Any] = MultiValueDict()
        answers = self.answers()
        for item in self._form().inputs:
            if item.code in kept:
                for name, value in kept[item.code].fields:
                    data.appendlist(name, value)
            else:
                for name, value in item.shown(answers[item.code]).items():
                    data.setlist(name, value if isinstance(value, list) else [value])
        return data


def _arranged(data: Any, inputs: Iterable[Input]) -> Any:
    """What was sent, after the deed of a row: also when a row is there that cannot be saved."""
    for deed in DEEDS:
        code, _dash, number = str(data.get(deed) or "").rpartition("-")
        for item in inputs:
            if isinstance(item, RowsInput) and item.code == code and number.isdecimal() and int(number) < item.count:
                return _with_rows(data, item, int(number), deed)
    return data


def _with_rows(data: Any, item: RowsInput, number: int, deed: str) -> Any:
    arranged = data.copy()
    rows = [{name.rpartition("-")[2]: data.get(name, "") for name in names} for names in item.row_names()]
    rows = moved(rows, number, deed)
    for place, names in enumerate(item.row_names()):
        row = rows[place] if place < len(rows) else {}
        for name in names:
            arranged[name] = row.get(name.rpartition("-")[2], "")
    del arranged[deed]
    return arranged


def fields_of(form: PageForm, code: str) -> list[tuple[str, str]]:
    """Names and values of one question as they were sent."""
    data = form.data
    names = _input(form, code).names()
    if isinstance(data, MultiValueDict | QueryDict):
        return [(name, str(value)) for name in names for value in data.getlist(name)]
    return [(name, str(data[name])) for name in names if name in data]


def _input(form: PageForm, code: str) -> Input:
    return next(item for item in form.inputs if item.code == code)


def _difference(form: PageForm, code: str, theirs: Any, mine: Raw, language: str) -> Difference:
    """The way from their text to the one that was sent, word by word."""
    item = _input(form, code)
    pieces = compared(rough.words(item, theirs), rough.words(item, mine))
    return Difference(_("From their text to yours"), pieces, "" if item.question.kind == CONCEPTS else language)
