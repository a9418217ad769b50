"""What has been done to a version, and what its authors were asked to change."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.text import Prose

from ..states import State
from .practice import Practice, Version


class HistoryEntry(models.Model):
    """What was done to a version, by whom and why. The name is kept when the person leaves."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"))
    version = models.ForeignKey(
        Version, on_delete=models.SET_NULL, null=True, related_name="history", verbose_name=_("version")
    )
    number = models.PositiveSmallIntegerField(_("version number"))
    move = models.CharField(_("move"), max_length=20)
    source = models.CharField(_("from"), max_length=15, choices=State, blank=True)
    target = models.CharField(_("to"), max_length=15, choices=State, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=120)
    note = Prose(_("letter or reason"), max_length=6000, blank=True)
    once = models.CharField(max_length=80, unique=True, null=True, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        verbose_name = _("history entry")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return f"{self.practice.public_id}/{self.number}: {self.move}"


class Point(models.Model):
    """One thing that a letter of return asks for, and what the authors answer to it."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="points", verbose_name=_("returned version")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    question = models.CharField(_("question"), max_length=30, blank=True)
    text = Prose(_("request"), max_length=1000)
    answer = Prose(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        ordering = ["order", "pk"]
        verbose_name = _("request of a return")
        verbose_name_plural = _("requests of returns")
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="point_order_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.order}"
