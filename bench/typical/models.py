"""Practices with concepts, and a search vector with its GIN index."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Concept(models.Model):
    """A value of a facet."""

    vocabulary = models.CharField(max_length=40, db_index=True)
    code = models.CharField(max_length=60)

    class Meta:
        app_label = "typical"

    def __str__(self) -> str:
        return self.code


class Practice(models.Model):
    """A practice in one language."""

    public_id = models.CharField(max_length=8, unique=True)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    body = models.TextField()
    published_at = models.DateTimeField(db_index=True)
    concepts = models.ManyToManyField(Concept, related_name="practices")
    vector = SearchVectorField(null=True)

    class Meta:
        app_label = "typical"
        indexes = [GinIndex(fields=["vector"], name="practice_vector")]

    def __str__(self) -> str:
        return self.title
