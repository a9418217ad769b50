"""The foundation tables in the admin: rows to look at when something is amiss. The outbox: network/mail_admin.py."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from . import changes
from .curating import ModelAdmin, ReadOnly
from .filters import told
from .models import Change, DayCount, Generation, Parked, Receipt, Throttle


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly, ModelAdmin):
    description = _("Keys of forms that have been sent once, so that a double click does nothing twice.")
    list_display = fields = ("key", "created_at")  # whose form it was and where would tell who assesses what
    search_fields = ("key",)


@admin.register(Parked)
class ParkedAdmin(ReadOnly, ModelAdmin):
    """Forms kept for their writers: where they belong, never what was written."""

    description = _("Forms that arrived after a session had ended. They are kept for their writers for a day.")
    list_display = ("path", "created_at")
    search_fields = ("path",)
    fields = ("path", "created_at")


@admin.register(Generation)
class GenerationAdmin(ReadOnly, ModelAdmin):
    description = _("A number that grows with every change that readers can see.")
    list_display = ("number",)


@admin.register(Throttle)
class ThrottleAdmin(ReadOnly, ModelAdmin):
    """What is counted for the limits: by names of clients that last a day and tell nothing."""

    description = _("What was sent or tried how often; older rows are removed by themselves.")
    list_display = fields = ("key", "times", "until")
    search_fields = ("key",)
    ordering = ("-until", "-pk")


@admin.register(DayCount)
class DayCountAdmin(ReadOnly, ModelAdmin):
    """What was counted of a day, for instance how often a practice was opened."""

    description = _(
        "What was counted on a day, for instance how often a practice was opened; nothing of the people behind it."
    )
    list_display = ("day", "kind", "key", "times")
    list_filter = ("kind",)
    search_fields = ("key",)
    date_hierarchy = "day"
    ordering = ("-day", "kind", "-times", "key")


@admin.register(Change)
class ChangeAdmin(ReadOnly, ModelAdmin):
    """Who changed what in the admin."""

    description = _("Who changed what in the admin, field by field. It is kept for two years.")
    list_display = ("at", "name", "table", "deed", "touched", "by_name")
    list_filter = ("deed", told(_("table"), "model", changes.tables))
    search_fields = ("name", "by_name")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("at", "name", "table", "deed", "by_name", "differences")
    readonly_fields = ("table", "differences")

    @admin.display(description=_("table"), ordering="model")
    def table(self, change: Change) -> str:
        return changes.table(change)

    @admin.display(description=_("fields"))
    def touched(self, change: Change) -> str:
        return ", ".join(changes.headings(change)[:4])

    @admin.display(description=_("differences"))
    def differences(self, change: Change) -> str:
        return render_to_string("components/differences.html", {"changes": changes.told(change)})
