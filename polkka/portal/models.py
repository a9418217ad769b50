"""Texts of the site that coordinators keep: fixed keys, three languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import Line, Prose


class SiteText(models.Model):
    """One page of the site's own text, in Markdown."""

    class Key(models.TextChoices):
        ABOUT = "about", _("About POLKKA")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PRIVACY = "privacy", _("Privacy")
        TERMS = "terms", _("Terms")
        CONTACT = "contact", _("Contact")

    key = models.CharField(_("page"), max_length=20, choices=Key, unique=True)
    title_fi = Line(_("title in Finnish"), max_length=120)
    title_sv = Line(_("title in Swedish"), max_length=120)
    title_en = Line(_("title in English"), max_length=120)
    body_fi = Prose(_("text in Finnish"), max_length=12000)
    body_sv = Prose(_("text in Swedish"), max_length=12000)
    body_en = Prose(_("text in English"), max_length=12000)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("site text")
        verbose_name_plural = _("site texts")

    def __str__(self) -> str:
        return str(self.Key(self.key).label)
