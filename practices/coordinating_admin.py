"""What coordinators' work needs, in the admin: planned publications, merged keywords."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import ModelAdmin, ReadOnly

from .models import DraftTerms, Schedule, TagAlias
from .writing_admin import OfVersion


@admin.register(Schedule)
class ScheduleAdmin(OfVersion):
    description = _(
        "Versions that will be published at a time of their own. They are changed on the page of the decision."
    )
    list_display = ("what", "version", "at", "by_name", "made_at", "fault")
    list_filter = (("fault", admin.EmptyFieldListFilter),)
    list_select_related = ("version__practice",)
    search_fields = ("by_name",)
    date_hierarchy = "at"
    ordering = ("at", "pk")


@admin.register(DraftTerms)
class DraftTermsAdmin(OfVersion):
    description = _("That the words of a version are ready for the search of the staff, and from which state of it.")
    list_display = ("what", "version", "edit", "analyser")
    list_filter = ("analyser",)
    list_select_related = ("version__practice",)
    ordering = ("-version__updated_at", "-pk")
    exclude = ("terms",)


@admin.register(TagAlias)
class TagAliasAdmin(ReadOnly, ModelAdmin):
    description = _("Keywords that were merged or made concepts: their old addresses lead to the new ones.")
    list_display = ("name", "slug", "tag", "concept")
    list_select_related = ("tag", "concept")
    search_fields = ("name", "slug")
