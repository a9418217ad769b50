"""Questions answered by choosing concepts of a vocabulary."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import current
from taxonomy.catalogue import Node

from .inputs import Input

LONGEST_HINT = 180
LONG_LIST = 12
"""So many choices are worth a field to find them with."""
MESSAGES = {
    "invalid_choice": _("This choice is not in the list. Choose again."),
    "invalid_list": _("This choice is not in the list. Choose again."),
}


class _Renewed(forms.ChoiceField):
    """Takes a concept that has been merged since the page was opened as the one in its place."""

    replaced: Mapping[str, str] = {}


class OneAnswer(_Renewed):
    """One choice or none."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return self.replaced.get(text, text)

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class ManyAnswer(_Renewed, forms.MultipleChoiceField):
    """Any number of choices."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(self.replaced.get(one, one) for one in super().to_python(value)))

    def validate(self, value: Any) -> None:
        if not all(self.valid_value(choice) for choice in value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes of which the narrower ones stand deeper."""

    def __init__(self, deep: Iterable[str] = ()) -> None:
        super().__init__()
        self.deep = frozenset(deep)

    def create_option(self, name: str, value: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *arguments, **options)
        if value in self.deep:
            option["attrs"]["class"] = "tick-deep"
        return option


class ConceptsInput(Input):
    """Rounds for a vocabulary of which one is chosen, boxes for the others."""

    template = "practices/inputs/choices.html"

    @property
    def is_many(self) -> bool:
        return self.shelves.shelves[self.code].many

    @property
    def is_long(self) -> bool:
        return self.is_many and len(self.nodes()) >= LONG_LIST

    @property
    def scripts(self) -> tuple[str, ...]:
        return ("picker",) if self.is_long else ()

    def nodes(self) -> list[Node]:
        """The concepts in use, and those chosen before they went out of use."""
        nodes = self.shelves.shelves[self.code].nodes.values()
        return [node for node in nodes if node.active or node.code in (self.present or ())]

    def choices(self) -> list[tuple[str, str]]:
        return [(node.code, node.term(current()).name) for node in self.nodes()]

    def hints(self) -> dict[str, str]:
        """Short explanations by code, of the broadest concepts of a short list."""
        if self.is_long and not any(node.parents for node in self.nodes()):
            return {}
        terms = [node.term(current()) for node in self.nodes() if not node.parents]
        found = {term.code: term.long_name or term.definition for term in terms}
        return {code: hint for code, hint in found.items() if 0 < len(hint) <= LONGEST_HINT}

    def meanings(self) -> dict[str, str]:
        """Definitions by code, of the concepts without a hint: shown when they are asked for."""
        hints, terms = self.hints(), [node.term(current()) for node in self.nodes()]
        return {term.code: term.definition for term in terms if term.definition and term.code not in hints}

    def other_words(self) -> dict[str, str]:
        """By code what else finds a concept: its other words and its names in other languages."""
        return {
            node.code: " ".join(filter(None, (*node.names.values(), *node.long_names.values(), *node.alternatives)))
            for node in self.nodes()
        }

    def fields(self) -> dict[str, forms.Field]:
        return {self.code: self._many(self.question.label) if self.is_many else self._one(self.question.label)}

    def _many(self, label: str | Promise) -> forms.Field:
        deep = [node.code for node in self.nodes() if node.parents]
        options = self._options(label)
        field = ManyAnswer(choices=self.choices(), widget=Boxes(deep), **options)
        field.replaced = self.replaced()
        return field

    def _one(self, label: str | Promise) -> forms.Field:
        choices = self.choices() if self.is_required else [("", str(_("No answer"))), *self.choices()]
        field = OneAnswer(choices=choices, widget=forms.RadioSelect, **self._options(label))
        field.replaced = self.replaced()
        return field

    def replaced(self) -> dict[str, str]:
        """Merged concept → the one in its place, where that can be chosen."""
        nodes = self.shelves.shelves[self.code].nodes.values()
        there = {code for code, _name in self.choices()}
        return {node.code: node.replaced_by for node in nodes if node.replaced_by in there and node.code not in there}

    def _options(self, label: str | Promise) -> dict[str, Any]:
        return {
            "label": label,
            "help_text": str(self.help),
            "required": self.is_required,
            "error_messages": dict(MESSAGES),
        }

    def shown(self, answer: Any) -> dict[str, Any]:
        return {self.code: list(answer) if self.is_many else next(iter(answer), "")}

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        chosen = cleaned[self.code]
        return list(dict.fromkeys(chosen)) if self.is_many else [chosen] if chosen else []

    def words(self, shown: Mapping[str, Any]) -> str:
        names = dict(self.choices())
        chosen = shown.get(self.code) or []
        return ", ".join(names[code] for code in ([chosen] if isinstance(chosen, str) else chosen) if code in names)


class LevelInput(ConceptsInput):
    """The main level, and the others on which the practice also sits."""

    template = "practices/inputs/level.html"
    also = "level_also"

    def fields(self) -> dict[str, forms.Field]:
        main, also = self._one(_("Main level")), self._many(_("Also on these levels"))
        also.help_text, also.required = "", False
        return {self.code: main, self.also: also}

    def shown(self, answer: Any) -> dict[str, Any]:
        return {self.code: next(iter(answer), ""), self.also: list(answer[1:])}

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        chosen = [cleaned[self.code], *cleaned[self.also]]
        return [code for code in dict.fromkeys(chosen) if code]

    def words(self, shown: Mapping[str, Any]) -> str:
        names = dict(self.choices())
        chosen = [shown.get(self.code), *(shown.get(self.also) or ())]
        return ", ".join(names[code] for code in dict.fromkeys(chosen) if code in names)
