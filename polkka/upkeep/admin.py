"""The foundation tables in the admin: the outbox, and rows to look at when something is amiss."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from . import outbox
from .curating import ModelAdmin, ReadOnly
from .models import Change, DayCount, Generation, Mail, Parked, Receipt

NEVER_SHOWN = outbox.SECRET | {"assigned"}
"""Codes and links that let somebody in, and the request that would tell who assesses what."""


@admin.register(Mail)
class MailAdmin(ReadOnly, ModelAdmin):
    """The outbox. Codes are never shown; parked messages can be sent again."""

    list_display = ("kind", "address", "state", "tries", "created_at", "sent_at")
    list_filter = ("state", "kind", "language")
    search_fields = ("address", "key")
    date_hierarchy = "created_at"
    exclude = ("context",)
    readonly_fields = ("message",)
    actions = ("resend",)

    @admin.display(description=gettext_lazy("message"))
    def message(self, mail: Mail) -> str:
        """The message as its receiver gets it."""
        return "–" if mail.kind in NEVER_SHOWN or not mail.address else "\n\n".join(outbox.render(mail))

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("upkeep.resend_mail")

    @admin.action(description=gettext_lazy("Send the parked ones again"), permissions=["resend"])
    def resend(self, request: HttpRequest, rows: "QuerySet[Mail]") -> None:
        number = outbox.resend(rows)
        words = ngettext("%(n)d message waits to be sent again.", "%(n)d messages wait to be sent again.", number)
        messages.success(request, words % {"n": number})


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly, ModelAdmin):
    list_display = ("key", "user", "url", "created_at")
    list_select_related = ("user",)
    search_fields = ("url", "user__email")


@admin.register(Parked)
class ParkedAdmin(ReadOnly, ModelAdmin):
    """Forms kept for their writers: where they belong, never what was written."""

    list_display = ("path", "created_at")
    search_fields = ("path",)
    fields = ("path", "created_at")


@admin.register(Generation)
class GenerationAdmin(ReadOnly, ModelAdmin):
    list_display = ("number",)


@admin.register(DayCount)
class DayCountAdmin(ReadOnly, ModelAdmin):
    """What was counted of a day, for instance how often a practice was opened."""

    list_display = ("day", "kind", "key", "times")
    list_filter = ("kind",)
    search_fields = ("key",)
    date_hierarchy = "day"
    ordering = ("-day", "kind", "-times", "key")


@admin.register(Change)
class ChangeAdmin(ReadOnly, ModelAdmin):
    """Who changed what in the admin."""

    list_display = ("at", "model", "name", "deed", "by_name")
    list_filter = ("deed", "model")
    search_fields = ("name", "by_name")
    date_hierarchy = "at"
