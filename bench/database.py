"""The generator's practices straight into the portal's tables: for measuring, never for a database of one's own."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from taggit.models import Tag

from network.models import Organisation
from polkka.upkeep import generation
from practices.entries import COUNTED_WITHOUT, prepare
from practices.models import Practice, Text, Version, VersionConcept, VersionTag
from practices.states import Depth, Label, State
from projects.models import CoordinationProject, Project
from search.entries import Analysed
from search.loading import write_many
from search.query import WITHOUT
from taxonomy.models import Concept

from . import generator, rows
from .generator import Made

BATCH = 2_000
LINES = 500
"""Rows of one INSERT."""
CHECKED = 20


@dataclass(frozen=True)
class Shelves:
    """What practices refer to, made before them."""

    owners: Sequence[Organisation]
    projects: Sequence[Project]
    tags: Sequence[Tag]
    concepts: Mapping[tuple[str, str], int]


def fill(number: int) -> None:
    """Make so many published practices with their search entries in an empty, seeded database."""
    shelves = shelve()
    made = list(generator.make(number))
    for start in range(0, number, rows.BATCH):
        batch = made[start : start + rows.BATCH]
        entries = rows.entries([(one, facets(one, shelves)) for one in batch])
        for first in range(0, len(batch), BATCH):
            some = slice(first, first + BATCH)
            _write(batch[some], entries[some], shelves)
            print(
                f"\r{start + first + len(batch[some]):,} of {number:,} practices", end="", file=sys.stderr, flush=True
            )
        _compare(batch[:CHECKED], entries[:CHECKED])
    print(file=sys.stderr)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _write(batch: Sequence[Made], entries: Sequence[Analysed], shelves: Shelves) -> None:
    with transaction.atomic():
        _save(batch, shelves)
        write_many({entry.public_id: [entry] for entry in entries}, at=generation.bump())


def _compare(batch: Sequence[Made], entries: Sequence[Analysed]) -> None:
    """Stop if the portal itself would write other entries."""
    for made, entry in zip(batch, entries, strict=True):
        version = Version.unscoped.with_words().get(practice__public_id=made.public_id)
        if prepare(version, version.label, made.published_at) != [entry]:
            raise SystemExit("bench/database.py makes other entries than practices/entries.py: mend it.")


def shelve() -> Shelves:
    """Thirty projects of every coordination and three hundred keywords; owners and concepts are there already."""
    coordinations = list(CoordinationProject.objects.all())
    for n in range(generator.N_PROJECTS):
        values = {"name": f"Hanke {n + 1}", "coordination": coordinations[n % len(coordinations)]}
        Project.objects.get_or_create(code=f"bench-{n}", defaults=values)
    projects = Project.objects.filter(code__startswith="bench-").select_related("coordination")
    Tag.objects.bulk_create(
        (Tag(name=generator.tag_name(n), slug=f"bench-{n}") for n in range(generator.N_TAGS)), ignore_conflicts=True
    )
    tags = {tag.slug: tag for tag in Tag.objects.filter(slug__startswith="bench-")}
    return Shelves(
        list(Organisation.objects.order_by("pk")),
        sorted(projects, key=lambda project: int(project.code.removeprefix("bench-"))),
        [tags.get(f"bench-{n}") or tags["bench-0"] for n in range(generator.N_TAGS)],
        {(c.vocabulary.code, c.code): c.pk for c in Concept.objects.select_related("vocabulary")},
    )


def facets(made: Made, shelves: Shelves) -> dict[str, list[str]]:
    """What practices.entries.facets says of the version made of this."""
    project = shelves.projects[made.project]
    return {
        **{vocabulary: [WITHOUT] for vocabulary in COUNTED_WITHOUT},
        **{vocabulary: list(codes) for vocabulary, codes in made.chosen.items() if codes},
        "label": [generator.LABELS[made.label]],
        "language": [made.language],
        "year": [str(timezone.localdate(made.published_at).year)],
        "project": [project.code],
        "coordination": [project.coordination.code] if project.coordination else [],
        "tag": [shelves.tags[n].slug for n in made.tags],
    }


def _save(batch: Sequence[Made], shelves: Shelves) -> None:
    practices = Practice.unscoped.bulk_create(
        (_practice(place, made, shelves) for place, made in enumerate(batch)), LINES
    )
    versions = Version.unscoped.bulk_create(
        (_version(practice, made) for practice, made in zip(practices, batch, strict=True)), LINES
    )
    pairs = list(zip(versions, batch, strict=True))
    Text.unscoped.bulk_create((_text(version, made) for version, made in pairs), LINES)
    VersionConcept.objects.bulk_create((c for pair in pairs for c in concepts(*pair, shelves)), 5 * LINES)
    VersionTag.objects.bulk_create(
        (
            VersionTag(content_object=version, tag=tag)
            for version, made in pairs
            for tag in {shelves.tags[n].pk: shelves.tags[n] for n in made.tags}.values()
        ),
        5 * LINES,
    )


def _practice(place: int, made: Made, shelves: Shelves) -> Practice:
    owner = shelves.owners[place % len(shelves.owners)]
    return Practice(public_id=made.public_id, owner=owner, project=shelves.projects[made.project])


def _version(practice: Practice, made: Made) -> Version:
    return Version(
        practice=practice, state=State.PUBLISHED, depth=Depth.TIP, label=list(Label)[made.label],
        submitted_at=made.published_at, published_at=made.published_at, updated_at=made.published_at,
        contact_name="Koulu", contact_email="koulu@example.org",
    )  # fmt: skip


def _text(version: Version, made: Made) -> Text:
    answers = dict(zip(generator.ANSWERS, made.body.split("\n"), strict=True))
    return Text(
        version=version, language=made.language, is_original=True, title=made.title, summary=made.summary, **answers
    )  # fmt: skip


def concepts(version: Version, made: Made, shelves: Shelves) -> Iterator[VersionConcept]:
    """What is chosen for a version; the first level is the main one."""
    for vocabulary, codes in made.chosen.items():
        for place, code in enumerate(codes):
            is_main = vocabulary == "level" and place == 0
            yield VersionConcept(version=version, concept_id=shelves.concepts[vocabulary, code], is_main=is_main)
