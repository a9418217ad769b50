"""The outbox in the admin: what is sent to whom and how it went, sending again, and the templates with examples."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from polkka.kit.languages import CODES, OWN_NAMES
from polkka.upkeep import changes, filters, outbox, receipts, undelivered
from polkka.upkeep.curating import ModelAdmin, ReadOnly
from polkka.upkeep.models import Change, Mail

from . import mail_kinds, mailing
from .models import User

NEVER_SHOWN = outbox.SECRET | outbox.FORGOTTEN | outbox.ABOUT_ASSESSORS | {"digest"}
"""Codes and links that let somebody in, what would tell who assesses what, and what may hold such lines."""
MOST_AT_ONCE = 200
AGAIN, ANEW, NOT = "again", "anew", "not"


@dataclass(frozen=True)
class Plan:
    """What sending again would do with one message: `again`, `anew` (a second message) or `not`, and why not."""

    mail: Mail
    what: str
    deed: str
    why_not: Any = ""


@dataclass(frozen=True)
class Example:
    """A template with its example: subject and body in one language."""

    code: str
    when: Any
    to: Any
    choice: Any
    subject: str
    body: str


class ReceiverFilter(admin.SimpleListFilter):
    """To whom, in words: fewer than there are kinds."""

    title = _("to whom")
    parameter_name = "to"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(mail_kinds.RECEIVERS.items())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Mail]") -> "QuerySet[Mail]":
        code = self.value()
        return queryset.filter(kind__in=mail_kinds.kinds_to(code)) if code else queryset


@admin.register(Mail)
class MailAdmin(ReadOnly, ModelAdmin):
    """The outbox. Codes are never shown; parked messages can be sent again."""

    description = _("Every message, how it went and when it is tried again.")
    list_display = ("what", "address", "state", "tries", "reason", "next_try", "written", "left")
    list_filter = ("state", ReceiverFilter, filters.told(_("language"), "language", OWN_NAMES.items))
    search_fields = ("address",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = (
        "what", "address", "language", "state", "tries", "reason", "next_try", "created_at", "sent_at", "expires_at",
        "message",
    )  # fmt: skip
    readonly_fields = ("what", "reason", "next_try", "message")
    actions = ("resend", "give_up")

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, mail: Mail) -> str:
        return mail_kinds.when(mail.kind)

    @admin.display(description=_("why it did not leave"))
    def reason(self, mail: Mail) -> str:
        return undelivered.why(mail.last_error) or "–"

    @admin.display(description=_("next try"), ordering="next_try_at")
    def next_try(self, mail: Mail) -> str:
        return _short(mail.next_try_at if mail.state == Mail.State.QUEUED and mail.tries else None)

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, mail: Mail) -> str:
        return _short(mail.created_at)

    @admin.display(description=_("sent at"), ordering="sent_at")
    def left(self, mail: Mail) -> str:
        return _short(mail.sent_at)

    @admin.display(description=_("message"))
    def message(self, mail: Mail) -> str:
        """The message as its receiver gets it."""
        if mail.kind in NEVER_SHOWN:
            return str(_("A message of this kind is not shown."))
        if not (mail.address and mail.context):
            return str(_("The message has been forgotten."))
        return format_html('<strong>{}</strong><pre class="letter">{}</pre>', *outbox.render(mail))

    # --- sending again ---
    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("upkeep.resend_mail")

    @admin.action(description=_("Send again"), permissions=["resend"])
    def resend(self, request: HttpRequest, rows: "QuerySet[Mail]") -> HttpResponse:
        """To the page that tells what will happen."""
        keys = ",".join(str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        return HttpResponseRedirect(f"{reverse('admin:upkeep_mail_resend')}?ids={keys}")

    @admin.action(description=_("Give up the parked ones"), permissions=["resend"])
    def give_up(self, request: HttpRequest, rows: "QuerySet[Mail]") -> None:
        """They wait for nobody any more; what was sent stays as it is."""
        done = [mail for mail in rows.filter(state=Mail.State.PARKED) if outbox.give_up(mail)]
        for mail in done:
            told = {"state": [str(Mail.State.PARKED.label), str(Mail.State.EXPIRED.label)]}
            changes.note(mail, Change.Deed.CHANGE, by=request.user, fields=told)
        words = ngettext("%(n)d message has been given up.", "%(n)d messages have been given up.", len(done))
        messages.success(request, words % {"n": len(done)})

    def get_urls(self) -> list[URLPattern]:
        again = path("again/", self.admin_site.admin_view(self.resend_view), name="upkeep_mail_resend")
        templates = path("templates/", self.admin_site.admin_view(self.templates_view), name="upkeep_mail_templates")
        return [again, templates, *super().get_urls()]

    def resend_view(self, request: HttpRequest) -> HttpResponse:
        """Ask before messages are sent again (GET), and send them (POST)."""
        if not self.has_resend_permission(request):
            raise PermissionDenied
        sent = request.POST.get("ids", "") if request.method == "POST" else request.GET.get("ids", "")
        keys = [int(key) for key in sent.split(",") if key.isascii() and key.isdecimal() and len(key) < 12]
        plans = [_plan(mail) for mail in Mail.objects.filter(pk__in=keys[:MOST_AT_ONCE]).order_by("pk")]
        back = reverse("admin:upkeep_mail_changelist")
        if request.method == "POST":
            self._send(request, plans)
            return redirect(back)
        context = {
            **self.admin_site.each_context(request), "title": _("Send again"), "opts": self.opts, "plans": plans,
            "n": sum(plan.deed != NOT for plan in plans), "back": back, "once": receipts.new_key(),
            "ids": ",".join(str(plan.mail.pk) for plan in plans),
        }  # fmt: skip
        return TemplateResponse(request, "admin/upkeep/mail/resend.html", context)

    def _send(self, request: HttpRequest, plans: list[Plan]) -> None:
        once = receipts.sent(request)

        def deed() -> str:
            done = [plan for plan in plans if _sent(plan, once)]
            for plan in done:
                told = {"state": [str(plan.mail.get_state_display()), str(Mail.State.QUEUED.label)]}
                changes.note(plan.mail, Change.Deed.CHANGE, by=request.user, fields=told)
            n = len(done)
            words = ngettext("%(n)d message waits to be sent again.", "%(n)d messages wait to be sent again.", n)
            messages.success(request, words % {"n": n})
            return reverse("admin:upkeep_mail_changelist")

        receipts.once(once, request.user, deed)

    # --- templates ---
    def templates_view(self, request: HttpRequest) -> HttpResponse:
        """Every kind with an example, in the language that is asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("language", "")
        language = asked if asked in CODES else request.LANGUAGE_CODE
        context = {
            **self.admin_site.each_context(request), "title": _("Templates of messages"), "opts": self.opts,
            "examples": examples(language), "language": language,
            "languages": [(code, OWN_NAMES[code], code == language) for code in CODES],
        }  # fmt: skip
        return TemplateResponse(request, "admin/upkeep/mail/templates.html", context)


def arrives(person: User) -> str:
    """Whether the address of a person takes our messages, in words; with the way to those that were refused."""
    since = undelivered.refused_since(person.email) if person.pk else None
    if since is None:
        return str(_("nothing has been refused"))
    url = reverse("admin:upkeep_mail_changelist") + "?" + urlencode({"state__exact": "parked", "q": person.email})
    words = _("The address has not received our messages since %(date)s.") % {"date": _short(since)}
    return format_html('{} <a href="{}">{}</a>', words, url, _("Show them"))


def _short(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"


def _plan(mail: Mail) -> Plan:
    what = mail_kinds.when(mail.kind)
    if mail.kind in outbox.SECRET | outbox.FORGOTTEN and not (
        mail.kind == "invitation" and mail.state == Mail.State.PARKED
    ):
        return Plan(mail, what, NOT, _("It carries a code or a link that lets somebody in, or its receiver is gone."))
    if not (mail.address and mail.context):
        return Plan(mail, what, NOT, _("The message has been forgotten."))
    if mail.state == Mail.State.PARKED:
        return Plan(mail, what, AGAIN)
    if outbox.can_go_again(mail):
        return Plan(mail, what, ANEW)
    return Plan(mail, what, NOT, _("It waits to be sent, or has expired."))


def _sent(plan: Plan, once: str) -> bool:
    if plan.deed == AGAIN:
        return outbox.resend(Mail.objects.filter(pk=plan.mail.pk)) == 1
    return plan.deed == ANEW and outbox.send_anew(plan.mail, once)


def examples(language: str) -> list[Example]:
    """Every kind as it reads in `language`, in the order of the table."""
    found = []
    for code, kind in mail_kinds.KINDS.items():
        group = mailing.GROUP_OF.get(code)
        mail = Mail(kind=code, language=language, context=mail_kinds.context_of(code, language))
        found.append(
            Example(code, kind.when, mail_kinds.RECEIVERS[kind.to], group.name if group else "", *outbox.render(mail))
        )
    return found
