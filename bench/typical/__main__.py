"""`python -m bench.typical NUMBER`: fill an empty PostgreSQL, ask the fixed questions, print milliseconds as JSON."""

import json
import os
import sys
from functools import partial
from typing import Any

import dj_database_url
import django
from django.conf import settings

BATCH = 2_000
REPEATS = 3
PAGE = 20


def main() -> None:
    """Settings of its own: nothing of the portal takes part."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.postgres", "django_filters", "bench.typical"],
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": None}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from bench.questions import questions
    from bench.timing import interleaved

    keys = fill(int(sys.argv[1]))
    [times] = interleaved([partial(_ask, keys)], questions(), REPEATS)
    json.dump(times.each, sys.stdout)


def fill(number: int) -> dict[tuple[str, str], int]:
    """Make the tables and the practices of the generator; the keys of the concepts by vocabulary and code."""
    from django.db import connection

    from bench import generator
    from bench.typical.models import Concept, Practice

    with connection.schema_editor() as editor:
        editor.create_model(Concept)
        editor.create_model(Practice)
    known = {
        (v, code): Concept(vocabulary=v, code=code) for v, codes in generator.vocabularies().items() for code in codes
    }
    Concept.objects.bulk_create(known.values())
    batch: list[generator.Made] = []
    for made in generator.make(number):
        batch.append(made)
        if len(batch) == BATCH:
            _save(batch, known)
            batch = []
    _save(batch, known)
    _vectors()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {place: concept.pk for place, concept in known.items()}


def _save(batch: list[Any], known: dict[tuple[str, str], Any]) -> None:
    from bench import generator
    from bench.typical.models import Practice

    saved = Practice.objects.bulk_create(
        Practice(
            public_id=made.public_id, language=made.language, title=made.title, summary=made.summary,
            body=made.body, published_at=made.published_at,
        )
        for made in batch
    )  # fmt: skip
    links = Practice.concepts.through
    links.objects.bulk_create(
        (
            links(practice_id=practice.pk, concept_id=known[vocabulary, code].pk)
            for practice, made in zip(saved, batch, strict=True)
            for vocabulary, codes in made.chosen.items()
            for code in generator.with_broader(vocabulary, codes)
        ),
        batch_size=5_000,
    )


def _vectors() -> None:
    from django.contrib.postgres.search import SearchVector

    from bench.typical.filters import CONFIGS
    from bench.typical.models import Practice

    for language, config in CONFIGS.items():
        vector = (
            SearchVector("title", weight="A", config=config)
            + SearchVector("summary", weight="B", config=config)
            + SearchVector("body", weight="D", config=config)
        )
        Practice.objects.filter(language=language).update(vector=vector)


def _ask(keys: dict[tuple[str, str], int], query: Any) -> tuple[list[Any], int, dict[str, dict[str, int]]]:
    """The page, the total, and a COUNT for each facet without its own selection."""
    from bench.generator import DRAWN
    from bench.typical.filters import Finder

    data = {"q": query.words, **{f: [keys[f, code] for code in codes] for f, codes in query.facets.items()}}
    found = Finder(data, query.language).qs
    counts = {}
    for facet in DRAWN:
        others = {key: value for key, value in data.items() if key != facet}
        counts[facet] = _counts(facet, Finder(others, query.language).qs if facet in data else found)
    return list(found.defer("vector", "body")[:PAGE]), found.count(), counts


def _counts(facet: str, found: Any) -> dict[str, int]:
    from django.db.models import Count

    from bench.typical.models import Practice

    links = Practice.concepts.through.objects.filter(concept__vocabulary=facet)
    inside = found.order_by().values("pk")
    grouped = links.filter(practice__in=inside).values("concept__code").annotate(n=Count("practice"))
    return dict(grouped.values_list("concept__code", "n"))


if __name__ == "__main__":
    main()
