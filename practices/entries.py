"""What the search is told of a version: analysed text and facets, per language."""

from datetime import datetime

from django.utils import timezone

from polkka.kit import markdown
from search.loading import Analysed, analysed
from search.query import WITHOUT

from .completeness import chosen_codes
from .models import Text, Version
from .questions import ROWS, TEXT_QUESTIONS
from .sources import shown_codes
from .states import Label

COUNTED_WITHOUT = ("theme", "level", "stage", "region", "subject")
"""Vocabularies whose practices without a choice can be counted and found as well: the overall picture shows them."""


def fields(text: Text, tags: list[str], asked: frozenset[str]) -> dict[str, str]:
    """Title, summary, tags and the answers to the questions `asked`, as plain words."""
    body: list[str] = []
    for question in (q for q in TEXT_QUESTIONS if q.code in asked):
        answer = getattr(text, question.code)
        if question.kind == ROWS:
            body.extend(value for row in answer for value in row.values())
        elif question.code not in ("title", "summary"):
            body.append(answer)
    words = "\n".join(markdown.plain(part) for part in body if part)
    return {"title": text.title, "summary": text.summary, "tags": " ".join(tags), "body": words}


def facets(version: Version, label: str, published_at: datetime) -> dict[str, list[str]]:
    """The values of every facet: the vocabularies, and the facets that are no vocabulary."""
    project = version.practice.project
    coordination = project.coordination if project else None
    return {
        **{vocabulary: [WITHOUT] for vocabulary in COUNTED_WITHOUT},
        **chosen_codes(version),
        "label": [label],
        "language": [other.language for other in version.texts.all() if other.state == Text.State.CURRENT],
        "year": [str(timezone.localdate(published_at).year)],
        "project": [project.code] if project else [],
        "coordination": [coordination.code] if coordination else [],
        "tag": [tag.slug for tag in version.tags.all()],
    }


def prepare(version: Version, label: str, published_at: datetime) -> list[Analysed]:
    """Analyse every text and lone summary of a version; done before the transaction that publishes it opens."""
    tags = sorted(tag.name for tag in version.tags.all())
    return [
        analysed(
            version.practice.public_id,
            text.language,
            fields(text, tags, frozenset(shown_codes(version, text))),
            facets(version, label, published_at),
            sort_date=published_at,
            sort_label=Label(label).step,
        )
        for text in version.texts.all()
        if text.state != Text.State.DRAFT
    ]
