"""What the search knows, in the admin: only to be looked at."""

from django.contrib import admin

from polkka.upkeep.curating import ModelAdmin, ReadOnly

from .models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnly, ModelAdmin):
    list_display = ("public_id", "language", "generation", "analyser", "sort_label", "live")
    list_filter = ("live", "language", "analyser")
    search_fields = ("public_id",)
    exclude = ("terms",)
