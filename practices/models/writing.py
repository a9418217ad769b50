"""Writing together and losing nothing: co-authors, invitations, comments, raw input, and who is writing now."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.text import Prose

from .practice import LANGUAGES, Practice, Version


class Invitation(models.Model):
    """A link by which one person becomes a co-author of one practice. Only a digest of its secret is kept."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"))
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    address = models.EmailField(_("sent to"), blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    made_by_name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    used_by_name = models.CharField(_("who joined"), max_length=120, blank=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.practice}: {self.created_at:%Y-%m-%d}"


class Author(models.Model):
    """A person who writes one practice without belonging to its project or school, or not yet."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="+", related_query_name="author", verbose_name=_("practice")
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    invitation = models.ForeignKey(Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [models.UniqueConstraint(fields=["practice", "user"], name="author_once")]

    def __str__(self) -> str:
        return f"{self.practice}: {self.user}"


class Comment(models.Model):
    """A remark on a practice that is being written, between its authors and, once asked, its coordinators."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"))
    number = models.PositiveSmallIntegerField(_("version number"))
    question = models.CharField(_("question"), max_length=30, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=120)
    by_coordinator = models.BooleanField(_("from a coordinator"), default=False)
    to_coordinator = models.BooleanField(_("asks a coordinator"), default=False)
    text = Prose(_("comment"), max_length=3000)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by_name = models.CharField(_("marked done by"), max_length=120, blank=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        ordering = ["created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return f"{self.practice}: {self.created_at:%Y-%m-%d}"


class Rough(models.Model):
    """What was typed to one question and cannot be stored as its answer yet: too long, or not in the list."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="rough", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    question = models.CharField(_("question"), max_length=30)
    fields: Any = models.JSONField(default=list, help_text="[[name, value], …] as they were sent")
    seen = models.CharField(max_length=16, blank=True, help_text="digest of the stored answer it was typed over")
    by_name = models.CharField(_("name"), max_length=120)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("rough answer")
        verbose_name_plural = _("rough answers")
        constraints = [models.UniqueConstraint(fields=["version", "language", "question"], name="rough_once")]

    def __str__(self) -> str:
        return f"{self.version} {self.language} {self.question}"


class Presence(models.Model):
    """A person has a page of a draft open; forgotten after a minute without a sign."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", verbose_name=_("version"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    page = models.CharField(_("page"), max_length=30)
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("somebody writing")
        verbose_name_plural = _("people writing")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.user}"
