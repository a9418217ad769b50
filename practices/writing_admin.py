"""What belongs to writing together, in the admin: that it is there and how it stands, never what was said in it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import GoesWithPerson, ModelAdmin, ReadOnly

from . import searching
from .models import (
    Attachment,
    Author,
    Comment,
    Invitation,
    LinkCheck,
    Point,
    Presence,
    Rough,
    Text,
    Version,
    VersionAttachment,
)  # fmt: skip
from .permissions import SEE
from .questions import BY_CODE
from .views.wording import DEEDS


class Searched(ModelAdmin):
    """Lists that are searched in the words of the versions: see practices/searching.py. `way` leads to them.

    The names among `search_fields` are looked in too, as the stock admin does.
    """

    way = "version"
    search_fields: Any = ("pk",)
    search_help_text = _(
        "Words of the texts in any form, keywords, owners, projects, the beginning of a word, or a permanent name."
    )

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        found = searching.find(queryset, search_term, way=self.way, by=request.user)
        if self.search_fields == ("pk",) or not search_term.strip():
            return found, False
        named, may_repeat = super().get_search_results(request, queryset, search_term)
        return found | named, may_repeat


class OfVersion(ReadOnly, Searched):
    """Rows of the versions that this person sees; each is told with the title of its practice.

    `spoken`: field → the column that tells its code in words, on the page of a row too.
    """

    path = "version"
    spoken: ClassVar[dict[str, str]] = {}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [self.spoken.get(str(name), name) for name in super().get_fields(request, obj)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = Version.unscoped.for_user(request.user, SEE)
        rows = seen.values("pk" if self.path == "version" else "practice")
        return super().get_queryset(request).filter(**{f"{self.path}__in": rows})

    def fill(self, request: HttpRequest, rows: list[Any]) -> None:
        """The titles: one query."""
        keys = {getattr(row, f"{self.path}_id") for row in rows}
        column = "version" if self.path == "version" else "version__practice"
        texts = Text.unscoped.filter(is_original=True, **{f"{column}__in": keys})
        if self.path == "practice":
            texts = texts.filter(version__in=Version.unscoped.for_user(request.user, SEE).values("pk"))
        titles = dict(texts.order_by("version__number").values_list(column, "title"))
        for row in rows:
            row.told_title = titles.get(getattr(row, f"{self.path}_id"), "")

    @admin.display(description=BY_CODE["title"].label)
    def what(self, row: Any) -> str:
        return row.told_title or str(getattr(row, self.path))


class OfPractice(OfVersion):
    """Rows of the practices of which this person sees a version."""

    path = way = "practice"


def in_words(description: Any, field: str = "question") -> Any:
    """A column that tells a question of the form, or any move, in words."""

    def told(model_admin: Any, row: Any) -> str:
        code = str(getattr(row, field))
        if code in BY_CODE:
            return str(BY_CODE[code].label)
        return str(DEEDS.get(code, code)).rstrip(".")

    return admin.display(description=description, ordering=field)(told)


@admin.register(Author)
class AuthorAdmin(GoesWithPerson, OfPractice):
    description = _("People who were invited to write one practice together with its own authors.")
    list_display = ("what", "practice", "user", "joined_at")
    list_select_related = ("practice", "user")
    search_fields = ("user__email", "user__name")
    date_hierarchy = "joined_at"
    ordering = ("-joined_at", "-pk")


@admin.register(Invitation)
class InvitationAdmin(OfPractice):
    description = _("Links with which authors asked others to write with them. The links themselves are never shown.")
    list_display = (
        "what", "practice", "made_by_name", "created_at", "expires_at", "used_by_name", "used_at", "revoked_at",
    )  # fmt: skip
    list_filter = (("used_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("practice",)
    search_fields = ("made_by_name", "used_by_name")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    exclude = ("address",)


@admin.register(Comment)
class CommentAdmin(OfPractice):
    description = _("That authors comment on a text and how it stands; what they write is theirs alone.")
    list_display = ("what", "practice", "number", "asked", "by_name", "created_at", "done_at")
    list_filter = (("done_at", admin.EmptyFieldListFilter),)
    list_select_related = ("practice",)
    search_fields = ("by_name",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    exclude = ("text",)
    asked = in_words(_("question"))
    spoken: ClassVar[dict[str, str]] = {"question": "asked"}


@admin.register(Rough)
class RoughAdmin(OfVersion):
    description = _("Where authors have typed something that cannot be an answer yet; what it is, is theirs alone.")
    list_display = ("what", "version", "language", "asked", "by_name", "saved_at")
    list_filter = ("language",)
    list_select_related = ("version__practice",)
    search_fields = ("by_name",)
    date_hierarchy = "saved_at"
    ordering = ("-saved_at", "-pk")
    exclude = ("fields",)
    asked = in_words(_("question"))
    spoken: ClassVar[dict[str, str]] = {"question": "asked"}


@admin.register(Presence)
class PresenceAdmin(GoesWithPerson, OfVersion):
    description = _("Who has had which page of a draft open within minutes. It is forgotten by itself.")
    list_display = ("what", "version", "user", "page", "seen_at")
    list_select_related = ("version__practice", "user")
    search_fields = ("user__email", "user__name")
    ordering = ("-seen_at", "-pk")


@admin.register(Point)
class PointAdmin(OfVersion):
    description = _("What was asked for when a practice was returned, and whether its authors have answered.")
    list_display = ("what", "version", "order", "asked", "answered_by", "answered_at")
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    list_select_related = ("version__practice",)
    search_fields = ("text",)
    ordering = ("-version__updated_at", "version", "order")
    exclude = ("answer",)  # written in the next draft
    asked = in_words(_("question"))
    spoken: ClassVar[dict[str, str]] = {"question": "asked"}


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, ModelAdmin):
    """Files that a version shows which this person sees: not those of the next draft."""

    description = _("Files that are shown with a practice. They are added and taken away by its authors.")
    list_display = ("name", "practice", "kind", "size", "uploaded_by_name", "created_at")
    list_filter = ("kind",)
    list_select_related = ("practice",)
    search_fields = ("practice__public_id", "name")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = VersionAttachment.unscoped.filter(version__in=Version.unscoped.for_user(request.user, SEE).values("pk"))
        return super().get_queryset(request).filter(pk__in=seen.values("attachment"))


@admin.register(VersionAttachment)
class VersionAttachmentAdmin(OfVersion):
    description = _("Which files a version shows, with their captions, licences and consents.")
    list_display = ("what", "attachment", "version", "order", "caption", "licence", "consent")
    list_filter = ("licence", "consent", "language")
    list_select_related = ("version__practice", "attachment")
    search_fields = ("caption", "attachment__name")
    ordering = ("-version__updated_at", "version", "order")


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly, ModelAdmin):
    description = _(
        "Addresses to which published practices lead, and whether they have answered. Broken ones are first."
    )
    list_display = ("url", "status", "fault", "failures", "checked_at")
    list_filter = ("status",)
    ordering = ("-failures", "url")
    search_fields = ("url",)
    date_hierarchy = "checked_at"
