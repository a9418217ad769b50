"""Files of a practice, how each version shows them, and whether its links still lead somewhere."""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import Line

from .practice import LANGUAGES, Practice, Version


def new_file_name() -> str:
    """A stored name that tells nothing and cannot be guessed."""
    return secrets.token_hex(16)


class Attachment(models.Model):
    """The bytes of one file of a practice; versions share them."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"))
    key = models.CharField(max_length=32, unique=True, default=new_file_name, editable=False)
    name = Line(_("name of the file"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=10, help_text="pdf, docx, odt, pptx, odp, xlsx, jpg, png, webp, mp3, mp4"
    )
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, help_text="of the bytes as they were sent")
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    warnings: Any = models.JSONField(_("warnings"), default=list, blank=True)
    uploaded_by_name = models.CharField(_("uploaded by"), max_length=120)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [models.UniqueConstraint(fields=["practice", "sha256"], name="file_of_practice_once")]

    def __str__(self) -> str:
        return self.name


class VersionAttachment(models.Model):
    """A file as one version shows it."""

    class Consent(models.TextChoices):
        NOBODY = "nobody", _("nobody can be recognised")
        GIVEN = "given", _("everybody who can be recognised has given consent")

    class Licence(models.TextChoices):
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
        CC0 = "cc0-1.0", "CC0 1.0"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files", verbose_name=_("version"))
    attachment = models.ForeignKey(
        Attachment, on_delete=models.RESTRICT, related_name="+", related_query_name="shown", verbose_name=_("file")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    caption = Line(_("caption"), max_length=200, blank=True)
    alt = Line(_("text for those who do not see the picture"), max_length=300, blank=True)
    is_decorative = models.BooleanField(_("decorative"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, blank=True)
    licence = models.CharField(_("licence"), max_length=15, choices=Licence, default=Licence.CC_BY)
    consent = models.CharField(_("recognisable people"), max_length=10, choices=Consent, blank=True)
    removed_at = models.DateTimeField(_("taken away"), null=True, blank=True, editable=False)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        ordering = ["order", "pk"]
        verbose_name = _("file of a version")
        verbose_name_plural = _("files of versions")
        constraints = [
            models.UniqueConstraint(fields=["version", "attachment"], name="file_shown_once"),
            models.CheckConstraint(condition=Q(is_decorative=False) | Q(alt=""), name="alt_or_decorative"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.attachment}"


class LinkCheck(models.Model):
    """Whether a web address named in practices answers; asked by the clock, never while somebody waits."""

    url = models.CharField(_("address"), max_length=300, unique=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True, help_text="HTTP status, or nothing")
    fault = models.CharField(_("fault"), max_length=100, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    due_at = models.DateTimeField(_("next check"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url
