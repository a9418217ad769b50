"""Redirects and banners in the admin: checked when they are written, so that readers never land nowhere."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import PublicAdmin

from . import banners, redirects
from .models import Banner, Redirect


class RedirectForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """An old address and the page it leads to, at the end of every chain."""

    def clean_old(self) -> str:
        old = redirects.check_old(self.cleaned_data["old"])
        taken = {redirects.plain(path) for path in redirects.table_of_others(self.instance.pk)}
        if redirects.plain(old) in taken:
            raise ValidationError(_("This old address has a redirect already. Change that one."))
        return old

    def clean_new(self) -> str:
        return redirects.check_new(self.cleaned_data["new"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("old") and values.get("new"):
            try:
                others = redirects.table_of_others(self.instance.pk)
                values["new"] = redirects.final(values["old"], values["new"], others)
            except ValidationError as circle:
                self.add_error("new", circle)
        return values


@admin.register(Redirect)
class RedirectAdmin(PublicAdmin):
    """Addresses of pages that are no more. Each language has its own address, and so its own row."""

    description = _(
        "An address that is no more leads to a page that is. A redirect never hides a page: it is asked only where "
        "there is none. Addresses begin with a language, /fi/…, and each language is a row of its own."
    )
    form = RedirectForm
    list_display = ("old", "new", "created_at")
    search_fields = ("old", "new")

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        redirects.shorten(obj)


class BannerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """A message whose times are in order and whose link can be followed."""

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        return banners.check_url(url) if url else ""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("from_at"), values.get("to_at")
        if first and last and last <= first:
            self.add_error("to_at", _("It ends before it begins."))
        return values


@admin.register(Banner)
class BannerAdmin(PublicAdmin):
    """Messages at the top of every page."""

    description = _(
        "A message at the top of every page between its times, at most two at once. Disturbances come first."
    )
    form = BannerForm
    list_display = ("text_fi", "kind", "state", "from_at", "to_at", "active")
    list_filter = ("kind", "active")
    search_fields = ("text_fi", "text_sv", "text_en")

    @admin.display(description=_("state"))
    def state(self, row: Banner) -> Any:
        """Whether readers see it now, and if not, why."""
        now = timezone.now()
        if not row.active:
            return _("taken off")
        if row.from_at and now < row.from_at:
            return _("shown later")
        return _("its days are over") if row.to_at and row.to_at <= now else _("shown")
