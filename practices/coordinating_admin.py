"""What coordinators' work needs, in the admin: planned publications, merged keywords, loaded sheets."""

from django.contrib import admin

from polkka.upkeep.curating import ModelAdmin, ReadOnly

from .models import DraftTerms, Schedule, Sheet, TagAlias
from .writing_admin import OfVersion


@admin.register(Schedule)
class ScheduleAdmin(OfVersion):
    list_display = ("version", "at", "by_name", "made_at", "fault")
    list_select_related = ("version__practice",)
    search_fields = ("version__practice__public_id", "by_name")


@admin.register(DraftTerms)
class DraftTermsAdmin(OfVersion):
    list_display = ("version", "edit", "analyser")
    list_select_related = ("version__practice",)
    search_fields = ("version__practice__public_id",)
    exclude = ("terms",)


@admin.register(TagAlias)
class TagAliasAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "slug", "tag", "concept")
    list_select_related = ("tag", "concept")
    search_fields = ("name", "slug")


@admin.register(Sheet)
class SheetAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "kind", "by_name", "created_at", "done_at", "undone_at")
    search_fields = ("name", "by_name")
