"""What the search knows, in the admin: only to be looked at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import ModelAdmin, ReadOnly

from .models import Entry, Lexeme


@admin.register(Entry)
class EntryAdmin(ReadOnly, ModelAdmin):
    description = _("What the search knows of each published text. It is written anew with every publication.")
    list_display = ("public_id", "language", "generation", "analyser", "sort_label", "live")
    list_filter = ("live", "language", "analyser")
    search_fields = ("public_id",)
    exclude = ("terms", "lexemes")


@admin.register(Lexeme)
class LexemeAdmin(ReadOnly, ModelAdmin):
    description = _("The words of the published texts, from which the search suggests.")
    list_display = ("surface", "lemma", "language", "frequency")
    list_filter = ("language",)
    search_fields = ("surface", "lemma")
    ordering = ("-frequency", "surface")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lexeme]:
        """Only words that stand in a published text now."""
        return super().get_queryset(request).filter(frequency__gt=0)
