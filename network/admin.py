"""People, organisations and duties in the admin. Nobody changes the own rights here."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import GoesWithPerson, ModelAdmin, PublicAdmin, ReadOnly, RightsOfOthers

from . import sessions
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


def _end_sessions(request: HttpRequest, person: User) -> None:
    if person.pk == request.user.pk:
        sessions.end_others(request)
    else:
        sessions.end(person)


@admin.register(User)
class UserAdmin(ModelAdmin):
    """People: only administrators come here."""

    form = UserForm
    list_display = ("email", "name", "language", "is_active", "last_login")
    list_filter = ("is_active", "language", "duties__kind")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")
    inlines = (DutyInline, MembershipInline)
    actions = ("end_sessions",)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """The sessions of these people end; the own one goes on."""
        for person in people:
            _end_sessions(request, person)
            self.log_change(request, person, [{"changed": {"fields": ["sessions"]}}])
        self.message_user(request, _("They have to sign in again."))

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
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()
        EmailAddress.objects.get_or_create(user=obj, email=obj.email, defaults={"primary": True})
        if change and "email" in form.changed_data:
            _end_sessions(request, obj)


@admin.register(Organisation)
class OrganisationAdmin(PublicAdmin):
    list_display = ("name", "code", "kind", "municipality", "region", "is_demo")
    list_filter = ("kind", "is_demo")
    list_select_related = ("region",)
    search_fields = ("name", "name_sv", "name_en", "municipality", "municipality_sv", "code")
    fixed = ("code",)


@admin.register(Membership)
class MembershipAdmin(RightsOfOthers, ModelAdmin):
    list_display = ("user", "organisation")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    autocomplete_fields = ("organisation",)


@admin.register(Duty)
class DutyAdmin(RightsOfOthers, ModelAdmin):
    list_display = ("user", "kind")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "kind")


@admin.register(Availability)
class AvailabilityAdmin(GoesWithPerson, ReadOnly, ModelAdmin):
    list_display = ("user", "most", "paused_until")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")


@admin.register(MailChoice)
class MailChoiceAdmin(GoesWithPerson, ReadOnly, ModelAdmin):
    list_display = ("user", "kind", "how")
    list_filter = ("kind", "how")
    list_select_related = ("user",)
    search_fields = ("user__email",)
