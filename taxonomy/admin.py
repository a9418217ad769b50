"""Vocabularies and their concepts in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import ProseInput
from polkka.upkeep.curating import LONG_TEXT, PublicAdmin

from .models import Concept, Gain, Vocabulary

LONGEST_WORD = 80


class WordsField(ProseInput):
    """Other words for a concept, one on a line; stored as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(_("Write each word on its own line, at most %(n)d characters.") % {"n": LONGEST_WORD})
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != (data or "").split("\n"))


@admin.register(Vocabulary)
class VocabularyAdmin(PublicAdmin):
    description = _(
        "Lists of concepts: themes, levels, stages, subjects, regions. Those that are facets narrow the search."
    )
    list_display = ("code", "name_fi", "name_sv", "name_en", "is_facet", "many", "order")
    list_filter = ("is_facet",)
    search_fields = ("code", "name_fi", "name_sv", "name_en")
    fixed = ("code",)


class GainInline(admin.StackedInline):
    """What a pupil, a teacher and a principal get from a theme."""

    model = Gain
    extra = 0
    max_num = len(Gain.Who)
    formfield_overrides = LONG_TEXT


@admin.register(Concept)
class ConceptAdmin(PublicAdmin):
    """A term. Its code and vocabulary stand in addresses and answers, so they are set once."""

    description = _(
        "The concepts that authors choose and readers search by, with their names, meanings and other words."
    )
    list_display = ("code", "vocabulary", "parent", "name_fi", "name_sv", "name_en", "order", "explained", "active")
    list_filter = ("vocabulary", "explained", "active")
    list_select_related = ("vocabulary", "parent")
    search_fields = ("code", "name_fi", "name_sv", "name_en")
    autocomplete_fields = ("parent", "replaced_by")
    fixed = ("code", "vocabulary")
    inlines = (GainInline,)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **options: Any) -> Any:
        if db_field.name.startswith("alternatives_"):
            return WordsField(label=capfirst(db_field.verbose_name), required=False, help_text=_("One on each line."))
        return super().formfield_for_dbfield(db_field, request, **options)
