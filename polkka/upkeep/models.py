"""Foundation tables: the generation of what the public can see, the outbox, receipts and parked posts."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Generation(models.Model):
    """One row: a number that grows with every change of what the public can see."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")

    def __str__(self) -> str:
        return str(self.number)


def new_message_id() -> str:
    return f"<{secrets.token_hex(16)}@polkka>"


class Mail(models.Model):
    """One message to one person; written with its cause, sent after it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        PARKED = "parked", _("parked")
        EXPIRED = "expired", _("expired")
        GATHERED = "gathered", _("in the message of the day")

    key = models.CharField(_("key"), max_length=120, unique=True, help_text=_("One cause gives one message."))
    kind = models.CharField(_("kind"), max_length=40)
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2)
    context = models.JSONField(_("content"), default=dict, blank=True)
    message_id = models.CharField(max_length=80, default=new_message_id, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="mail_waiting"),
            models.Index(fields=["address", "created_at"], name="mail_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}"


class Receipt(models.Model):
    """A form key that has been used once, and where its deed led."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return self.key


def parked_key() -> str:
    return secrets.token_urlsafe(24)


class Parked(models.Model):
    """A form that arrived after its session had ended, kept a day so that nothing typed is lost."""

    key = models.CharField(max_length=64, unique=True, default=parked_key)
    path = models.CharField(max_length=300)
    fields: Any = models.JSONField(help_text="[[name, value], …] as they were sent")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("parked form")
        verbose_name_plural = _("parked forms")

    def __str__(self) -> str:
        return self.path


class Throttle(models.Model):
    """How often something was done within one window of time; `until`: when the row is of no use any more."""

    key = models.CharField(_("key"), max_length=120)
    window = models.PositiveBigIntegerField()
    times = models.PositiveIntegerField(_("times"), default=0)
    until = models.DateTimeField(_("counted until"), db_index=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="throttle_once_a_window")]

    def __str__(self) -> str:
        return self.key


class DayCount(models.Model):
    """How often something happened on one day: a number with nothing of the people behind it."""

    day = models.DateField(_("day"), db_index=True)
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("what"), max_length=60)
    times = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")
        constraints = [models.UniqueConstraint(fields=["kind", "key", "day"], name="count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.day}: {self.times}"


class Change(models.Model):
    """What somebody changed in the admin, field by field, so that a history can show the difference."""

    class Deed(models.TextChoices):
        ADD = "add", _("added")
        CHANGE = "change", _("changed")
        DELETE = "delete", _("deleted")
        MERGE = "merge", _("merged")

    model = models.CharField(_("table"), max_length=60, help_text="app.model")
    key = models.CharField(_("row"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    deed = models.CharField(_("deed"), max_length=10, choices=Deed)
    fields: Any = models.JSONField(_("fields"), default=dict, help_text="{field: [before, after]}")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by name"), max_length=120)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["model", "key"], name="change_of_row")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_deed_display()}"
