"""The site’s own texts in the admin: three languages side by side, shown as readers will see them before saving."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polkka.kit import markdown
from polkka.kit.differences import Piece, compared
from polkka.kit.languages import CODES, OWN_NAMES
from polkka.upkeep.curating import PublicAdmin

from .models import SiteText
from .sitemap import TEXTS

UNFILLED = re.compile(r"\[[^\]]+\](?!\()|\.example\b")
"""Words in brackets that are no link, and invented addresses: what the operator puts in place of."""
PREVIEW = "_preview"
MOST_SHOWN = 5


def unfilled(text: str) -> list[str]:
    """What in a text is still to be filled in, each once."""
    return list(dict.fromkeys(match[0] for match in UNFILLED.finditer(text)))


class SiteTextForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """A text in three languages; sent with `_preview` it is only shown."""

    def is_valid(self) -> bool:
        """A preview is never saved, however right it is."""
        return super().is_valid() and not self.is_preview

    @property
    def is_preview(self) -> bool:
        return PREVIEW in self.data

    def said(self, code: str) -> str:
        """The text of a language as it stands in the form."""
        return str(self[f"body_{code}"].value() or "")


@admin.register(SiteText)
class SiteTextAdmin(PublicAdmin):
    """The pages of text."""

    description = _("The pages of text, in Markdown. Change all three languages at once.")
    form = SiteTextForm
    list_display = ("key", "title_fi", "title_sv", "title_en", "is_filled_in", "is_own", "updated_at")
    search_fields = ("title_fi", "title_sv", "title_en")
    fixed = ("key",)
    readonly_fields = ("updated_at",)
    change_form_template = "admin/curating/text_change_form.html"
    fieldsets = (
        (None, {"fields": ("key",)}),
        (
            _("Three languages side by side"),
            {
                "fields": (tuple(f"title_{code}" for code in CODES), tuple(f"body_{code}" for code in CODES)),
                "classes": ("curating-texts",),
                "description": _("A heading begins with ##, **bold** with two stars, a link is [words](address)."),
            },
        ),
        (None, {"fields": ("updated_at",)}),
    )

    @admin.display(description=_("nothing left to fill in"), boolean=True)
    def is_filled_in(self, text: SiteText) -> bool:
        return not any(unfilled(getattr(text, f"body_{code}")) for code in CODES)

    @admin.display(description=_("changed here"), boolean=True)
    def is_own(self, text: SiteText) -> bool:
        """Whether it differs from what came with the portal."""
        names = (f"{part}_{code}" for part in ("title", "body") for code in CODES)
        return any(getattr(text, name) != text.loaded.get(name, getattr(text, name)) for name in names)

    def view_on_site(self, text: SiteText) -> str:
        """The page in the language of the admin."""
        name = next(name for name, key in TEXTS.items() if key == text.key)
        return reverse(f"portal:{name}")

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        if isinstance(form, SiteTextForm) and hasattr(form, "fields") and "body_fi" in form.fields:
            context |= {
                "is_preview": form.is_bound and form.is_preview,
                "sides": [_side(form, code, obj) for code in CODES],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)


def _side(form: SiteTextForm, code: str, stored: SiteText | None) -> dict[str, Any]:
    """One language: what is left to fill in, the text as it will look, and how it differs from what was loaded."""
    text = form.said(code)
    loaded = stored.loaded.get(f"body_{code}", "") if stored else ""
    pieces: tuple[Piece, ...] = compared(loaded, text) if loaded else ()
    return {
        "code": code,
        "name": OWN_NAMES[code],
        "left": unfilled(text)[:MOST_SHOWN],
        "html": markdown.render(text, lower=2),
        "pieces": pieces,
        "length": len(text),
        "limit": SiteText._meta.get_field(f"body_{code}").max_length,
    }
