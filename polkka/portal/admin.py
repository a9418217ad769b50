"""What readers looked for, wished and wrote, in the admin; the rest of the portal is in the modules beside."""

from django.contrib import admin
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import speaking
from polkka.upkeep.curating import LONG_TEXT, ModelAdmin, ReadOnly

from . import admin_addresses as admin_addresses
from . import admin_front as admin_front
from . import admin_texts as admin_texts
from .models import Feedback, SearchMiss, Wish


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnly, ModelAdmin):
    """A work list: each search once, with how often it was made in all and when it was made last."""

    description = _(
        "Searches that found little: words that readers use and texts do not. Give a concept these other words."
    )
    list_display = ("searched", "language", "all_times", "last_day", "last_found")
    list_display_links = None
    list_filter = ("language",)
    search_fields = ("words",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[SearchMiss]":
        """The newest row of each search, and the sum over its days."""
        same = SearchMiss.objects.filter(language=OuterRef("language"), words=OuterRef("words")).order_by()
        newest = same.values("words").annotate(newest=Max("day")).values("newest")
        total = same.values("words").annotate(total=Sum("times")).values("total")
        rows = super().get_queryset(request).filter(day=Subquery(newest)).annotate(total=Subquery(total))
        return rows.order_by("-total", "-day", "words")

    @admin.display(description=_("words"), ordering="words")
    def searched(self, miss: SearchMiss) -> str:
        """The words, and the search as it answers now."""
        with speaking(miss.language):
            url = reverse("portal:practices")
        return format_html('<a href="{}?{}">{}</a>', url, urlencode({"q": miss.words}), miss.words)

    @admin.display(description=_("times"), ordering="total")
    def all_times(self, miss: SearchMiss) -> int:
        return miss.total  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("last day"), ordering="day")
    def last_day(self, miss: SearchMiss) -> object:
        return miss.day

    @admin.display(description=_("found"), ordering="found")
    def last_found(self, miss: SearchMiss) -> int:
        return miss.found


@admin.register(Wish)
class WishAdmin(ModelAdmin):
    """What readers asked for: only whether it has been answered can be changed."""

    description = _("What readers wish somebody would write about. Mark what has been answered.")
    list_display = ("words", "language", "state", "created_at")
    list_filter = ("state", "language")
    search_fields = ("words", "purpose")
    fields = ("words", "purpose", "email", "language", "created_at", "state")
    readonly_fields = ("words", "purpose", "email", "language", "created_at")
    ordering = ("-created_at", "-pk")
    formfield_overrides = LONG_TEXT

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Feedback)
class FeedbackAdmin(ModelAdmin):
    """What readers wrote: only whether it has been answered can be changed."""

    description = _("What readers say about the site or a practice. Mark what has been answered.")
    list_display = ("beginning", "kind", "public_id", "language", "state", "created_at")
    list_filter = ("state", "kind", "language")
    search_fields = ("text", "page", "public_id")
    fields = ("kind", "practice", "page", "text", "email", "language", "created_at", "state")
    readonly_fields = ("kind", "practice", "page", "text", "email", "language", "created_at")
    ordering = ("-created_at", "-pk")
    formfield_overrides = LONG_TEXT

    @admin.display(description=_("message"))
    def beginning(self, feedback: Feedback) -> str:
        return Truncator(feedback.text).chars(60)

    @admin.display(description=_("practice"))
    def practice(self, feedback: Feedback) -> str:
        """The public name, and the practice as it is now."""
        if not feedback.public_id:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("permanent", args=[feedback.public_id]), feedback.public_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
