"""What the search knows of each published text: rows that every process reads into its own index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One text of one published practice, analysed. A withdrawal is an entry that is no longer live."""

    public_id = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    generation = models.PositiveBigIntegerField(db_index=True)
    analyser = models.CharField(max_length=40)
    terms = models.JSONField(default=dict, help_text="term → weight, the boosts of the fields counted in")
    length = models.FloatField(default=0)
    facets = models.JSONField(default=dict, help_text="facet → codes, narrower concepts only")
    sort_date = models.DateTimeField(null=True)
    sort_label = models.PositiveSmallIntegerField(default=0)
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["public_id", "language"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.language}"
