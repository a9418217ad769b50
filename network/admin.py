"""People, organisations and duties in the admin. Nobody changes the own rights here."""

from typing import Any

import allauth.mfa.admin  # registers its own page, which would show the secrets: it is replaced below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import speaking
from polkka.upkeep import changes, filters, outbox
from polkka.upkeep.curating import GoesWithPerson, ModelAdmin, PublicAdmin, ReadOnly, RightsOfOthers
from polkka.upkeep.models import Change
from polkka.upkeep.receipts import new_key

from . import digests, factor, mail_admin, mailing, sessions
from .models import Availability, Duty, MailChoice, Membership, Organisation, User


class RightsInline(admin.StackedInline):
    """Rights of the person whose page it is; one’s own are only shown."""

    extra = 0

    def _is_oneself(self, request: HttpRequest, person: Any) -> bool:
        return isinstance(person, User) and person.pk == request.user.pk

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_oneself(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_oneself(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_oneself(request, obj) and super().has_delete_permission(request, obj)


class DutyInline(RightsInline):
    model = Duty


class MembershipInline(RightsInline):
    model = Membership
    autocomplete_fields = ("organisation",)


class UserForm(forms.ModelForm):
    """A person’s address in small letters, as signing in looks it up."""

    class Meta:
        model = User
        fields = ("email", "name", "language", "is_active")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


def _contact(language: str) -> str:
    with speaking(language):
        return f"{settings.SITE_URL}{reverse('portal:contact_us')}"


def _tell_both(person: User, old: str) -> None:
    """The mailbox that was and the one that is hear of a new address: nobody takes an account over unseen."""
    for kind, address in (("address_changed", old), ("address_given", person.email)):
        context = {"name": person.name, "url": _contact(person.language)}
        outbox.queue(kind, key=f"address:{new_key()}", address=address, language=person.language, context=context)


def _end_sessions(request: HttpRequest, person: User) -> None:
    if person.pk == request.user.pk:
        sessions.end_others(request)
    else:
        sessions.end(person)


@admin.register(User)
class UserAdmin(ModelAdmin):
    """People: only administrators come here."""

    description = _(
        "People who have signed in or were given a place. Duties and organisations are given on their pages."
    )
    form = UserForm
    list_display = ("email", "name", "language", "is_active", "last_login")
    list_filter = ("is_active", "language", "duties__kind")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "last_login", "date_joined", "second_step", "mail_refused")
    readonly_fields = ("last_login", "date_joined", "second_step", "mail_refused")
    inlines = (DutyInline, MembershipInline)
    actions = ("end_sessions",)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """The sessions of these people end; the own one goes on."""
        for person in people:
            _end_sessions(request, person)
            self.log_change(request, person, [{"changed": {"fields": ["sessions"]}}])
        self.message_user(request, _("They have to sign in again."))

    @admin.display(description=_("second step"))
    def second_step(self, person: User) -> str:
        """Whether the person has one, and the way to take it off."""
        row = Authenticator.objects.filter(user_id=person.pk, type=factor.APP).first() if person.pk else None
        if row is None:
            return str(_("none"))
        url = reverse("admin:network_user_factor", args=[person.pk])
        since = _("in use since %(date)s") % {"date": date_format(row.created_at, "SHORT_DATE_FORMAT")}
        return format_html('{} <a href="{}">{}</a>', since, url, _("Take the second step off"))

    @admin.display(description=_("our mail"))
    def mail_refused(self, person: User) -> str:
        """Whether the address takes our messages."""
        return mail_admin.arrives(person)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reset_factor)
        return [path("<int:pk>/second-step/", view, name="network_user_factor"), *super().get_urls()]

    def reset_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask (GET), and then take the second step off somebody whose phone is lost (POST); never off oneself."""
        person = User.objects.filter(pk=pk).exclude(pk=request.user.pk).first()
        if person is None or not self.has_change_permission(request, person):
            raise Http404
        back = reverse("admin:network_user_change", args=[pk])
        if request.method == "POST":
            self._reset(request, person)
            return redirect(back)
        title = _("Take the second step off")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "person": person, "back": back}
        context |= {"title": title, "has_factor": factor.is_held(person)}
        return TemplateResponse(request, "admin/network/factor.html", context)

    def _reset(self, request: HttpRequest, person: User) -> None:
        with transaction.atomic():
            is_done = factor.reset(person, _contact(person.language))
            if is_done:
                self.log_change(request, person, [{"changed": {"fields": ["second step"]}}])
                told = {"second step": [True, False]}
                changes.note(person, Change.Deed.CHANGE, by=request.user, fields=told)
        words = _("The second step is off, and the person has been told.") if is_done else _("There was none.")
        messages.success(request, words)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        own = ("is_active",) if obj and obj.pk == request.user.pk else ()
        return [*super().get_readonly_fields(request, obj), *own]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_oneself = obj is not None and obj.pk == request.user.pk
        return not is_oneself and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """A new address has to be verified by the first code sent to it, and ends the sessions of the old one."""
        if not change:
            obj.set_unusable_password()
        old = form.initial.get("email", "")
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()
        EmailAddress.objects.get_or_create(user=obj, email=obj.email, defaults={"primary": True})
        if change and "email" in form.changed_data:
            _end_sessions(request, obj)
            digests.follow(old, obj.email)
            _tell_both(obj, old)


@admin.register(Organisation)
class OrganisationAdmin(PublicAdmin):
    list_display = ("name", "code", "kind", "municipality", "region", "is_demo")
    list_filter = ("kind", "is_demo")
    list_select_related = ("region",)
    search_fields = ("name", "name_sv", "name_en", "municipality", "municipality_sv", "code")
    fixed = ("code",)


@admin.register(Membership)
class MembershipAdmin(RightsOfOthers, ModelAdmin):
    description = _("Who belongs to which organisation, and so writes the practices that it owns.")
    list_display = ("user", "organisation")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    autocomplete_fields = ("organisation",)


@admin.register(Duty)
class DutyAdmin(RightsOfOthers, ModelAdmin):
    description = _("Who assesses, coordinates everything, reads along or administers. Nobody gives a duty to oneself.")
    list_display = ("user", "kind")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "kind")


@admin.register(Availability)
class AvailabilityAdmin(GoesWithPerson, ReadOnly, ModelAdmin):
    description = _("How many assessments somebody takes at a time, and until when nothing is to be asked.")
    list_display = ("user", "most", "paused_until")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")


MAIL_GROUPS = {group.code: group.name for group in mailing.GROUPS}


@admin.register(MailChoice)
class MailChoiceAdmin(GoesWithPerson, ReadOnly, ModelAdmin):
    description = _("Which messages people do not want, or want once a day. They choose themselves.")
    list_display = ("user", "group", "how")
    list_filter = (filters.told(_("kind"), "kind", MAIL_GROUPS.items), "how")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = ("user", "group", "how")
    readonly_fields = ("group",)

    @admin.display(description=_("kind"), ordering="kind")
    def group(self, choice: MailChoice) -> str:
        return str(MAIL_GROUPS.get(choice.kind, choice.kind))


admin.site.unregister(Authenticator)
assert allauth.mfa.admin
Authenticator._meta.verbose_name, Authenticator._meta.verbose_name_plural = _("second step"), _("second steps")
for _name, _words in {
    "user": _("person"), "type": _("kind"), "created_at": _("created"), "last_used_at": _("used")
}.items():  # fmt: skip
    Authenticator._meta.get_field(_name).verbose_name = _words


@admin.register(Authenticator)
class AuthenticatorAdmin(GoesWithPerson, ReadOnly, ModelAdmin):
    """Who has a second step, since when and when it was used; the secrets are never shown."""

    description = _("Who has a second step for signing in. What it holds is never shown.")
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return getattr(obj, "user_id", None) != request.user.pk and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """An app goes with its recovery codes, and the person is told."""
        changes.note_all([obj], Change.Deed.DELETE, by=request.user)
        factor.reset(obj.user, _contact(obj.user.language))

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Authenticator]") -> None:
        for row in queryset.select_related("user"):
            self.delete_model(request, row)
