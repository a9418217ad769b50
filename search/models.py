"""What the search knows of each published text: rows that every process reads into its own index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One text of one published practice, analysed. A withdrawal is an entry that is no longer live."""

    public_id = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    generation = models.PositiveBigIntegerField(db_index=True)
    analyser = models.CharField(max_length=40)
    terms = models.BinaryField(
        default=b"\0", help_text="term → weight, the boosts of the fields counted in; see packing"
    )
    length = models.PositiveIntegerField(default=0, help_text="hundredths of a word, the boosts counted in")
    facets = models.JSONField(default=dict, help_text="facet → codes, narrower concepts only")
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="the other answers and the tags as plain words")
    lexemes = models.TextField(blank=True, help_text="the different words, one a line: surface, tab, lemma")
    sort_date = models.DateTimeField(null=True)
    sort_label = models.PositiveSmallIntegerField(default=0)
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["public_id", "language"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.language}"


class Lexeme(models.Model):
    """A word as it stands in published texts: for suggestions and for words of which only the beginning is typed."""

    language = models.CharField(max_length=2)
    surface = models.CharField(max_length=80)
    lemma = models.CharField(max_length=100, help_text="the first whole term of its analysis")
    frequency = models.IntegerField(default=0, help_text="in how many texts it stands")
    generation = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("word of the texts")
        verbose_name_plural = _("words of the texts")
        constraints = [models.UniqueConstraint(fields=["language", "surface"], name="lexeme_once")]

    def __str__(self) -> str:
        return f"{self.surface} ({self.language})"
