"""What belongs to writing together, in the admin: that it is there and how it stands, never what was said in it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from polkka.upkeep.curating import GoesWithPerson, ModelAdmin, ReadOnly

from .models import (
    Attachment,
    Author,
    Comment,
    Invitation,
    LinkCheck,
    Point,
    Presence,
    Rough,
    Version,
    VersionAttachment,
)  # fmt: skip
from .permissions import SEE


class OfVersion(ReadOnly, ModelAdmin):
    """Rows of the versions that this person sees."""

    path = "version"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = Version.unscoped.for_user(request.user, SEE)
        rows = seen.values("pk" if self.path == "version" else "practice")
        return super().get_queryset(request).filter(**{f"{self.path}__in": rows})


class OfPractice(OfVersion):
    """Rows of the practices of which this person sees a version."""

    path = "practice"


@admin.register(Author)
class AuthorAdmin(GoesWithPerson, OfPractice):
    list_display = ("practice", "user", "joined_at")
    list_select_related = ("practice", "user")
    search_fields = ("practice__public_id", "user__email", "user__name")


@admin.register(Invitation)
class InvitationAdmin(OfPractice):
    list_display = ("practice", "made_by_name", "created_at", "expires_at", "used_by_name", "used_at", "revoked_at")
    list_select_related = ("practice",)
    search_fields = ("practice__public_id", "made_by_name", "used_by_name")
    exclude = ("address",)


@admin.register(Comment)
class CommentAdmin(OfPractice):
    list_display = ("practice", "number", "question", "by_name", "created_at", "done_at")
    list_select_related = ("practice",)
    search_fields = ("practice__public_id", "by_name")
    exclude = ("text",)


@admin.register(Rough)
class RoughAdmin(OfVersion):
    list_display = ("version", "language", "question", "by_name", "saved_at")
    list_select_related = ("version__practice",)
    search_fields = ("version__practice__public_id", "by_name")
    exclude = ("fields",)


@admin.register(Presence)
class PresenceAdmin(GoesWithPerson, OfVersion):
    list_display = ("version", "user", "page", "seen_at")
    list_select_related = ("version__practice", "user")
    search_fields = ("version__practice__public_id", "user__email", "user__name")


@admin.register(Point)
class PointAdmin(OfVersion):
    list_display = ("version", "order", "question", "answered_by", "answered_at")
    list_select_related = ("version__practice",)
    search_fields = ("version__practice__public_id", "text")
    exclude = ("answer",)  # written in the next draft


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, ModelAdmin):
    """Files that a version shows which this person sees: not those of the next draft."""

    list_display = ("name", "practice", "kind", "size", "uploaded_by_name", "created_at")
    list_filter = ("kind",)
    list_select_related = ("practice",)
    search_fields = ("practice__public_id", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = VersionAttachment.unscoped.filter(version__in=Version.unscoped.for_user(request.user, SEE).values("pk"))
        return super().get_queryset(request).filter(pk__in=seen.values("attachment"))


@admin.register(VersionAttachment)
class VersionAttachmentAdmin(OfVersion):
    list_display = ("attachment", "version", "order", "caption", "licence", "consent")
    list_filter = ("licence", "consent")
    list_select_related = ("version__practice", "attachment")
    search_fields = ("version__practice__public_id", "caption", "attachment__name")


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly, ModelAdmin):
    list_display = ("url", "status", "fault", "failures", "checked_at")
    ordering = ("-failures", "url")
    search_fields = ("url",)
