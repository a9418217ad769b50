"""Makes published practices by the thousand, straight into the tables: for measuring, never for a real database."""

import random
from datetime import UTC, datetime, timedelta

from network.models import Organisation
from polkka.upkeep import generation
from practices import entries
from practices.models import Practice, Text, Version, VersionConcept, new_public_id
from practices.states import Depth, Label, State
from search.loading import ANALYSER
from search.models import Entry
from taxonomy.models import Concept

START = datetime(2020, 1, 1, tzinfo=UTC)
BATCH = 500
CHOSEN = {"level": 2, "theme": 2, "stage": 2, "subject": 2, "region": 1, "kind": 1, "time": 1, "cost": 1, "travel": 1}


def words_of_content() -> list[str]:
    """The words of the texts that are there already, as often as they occur."""
    texts = Text.unscoped.values_list("challenge", "method", "result")
    return [word for row in texts for part in row for word in part.split()]


def make(number: int, *, seed: int = 1) -> None:
    """Make `number` published practices of about 250 words with concepts, and their search entries."""
    chance = random.Random(seed)
    words = words_of_content() or ["koulu", "luokka", "kansainvälisyys"]
    owner = Organisation.objects.first()
    concepts = {code: list(Concept.objects.filter(vocabulary__code=code)) for code in CHOSEN}
    for start in range(0, number, BATCH):
        size = min(BATCH, number - start)
        _batch(size, start, chance, words, owner, concepts)


def _batch(
    size: int,
    start: int,
    chance: random.Random,
    words: list[str],
    owner: Organisation | None,
    concepts: dict[str, list[Concept]],
) -> None:
    names = [Practice(public_id=new_public_id(), owner=owner) for _ in range(size)]
    practices = Practice.unscoped.bulk_create(names)
    moments = [START + timedelta(hours=start + n) for n in range(size)]
    versions = Version.unscoped.bulk_create(
        Version(
            practice=practice, state=State.PUBLISHED, depth=Depth.PRACTICE, published_at=moment,
            label=chance.choice(list(Label)), contact_name="", contact_email="",
        )
        for practice, moment in zip(practices, moments, strict=True)
    )  # fmt: skip
    Text.unscoped.bulk_create(_text(version, chance, words) for version in versions)
    VersionConcept.objects.bulk_create(
        VersionConcept(version=version, concept=concept, is_main=vocabulary == "level" and n == 0)
        for version in versions
        for vocabulary, most in CHOSEN.items()
        for n, concept in enumerate(chance.sample(concepts[vocabulary], chance.randint(1, most)))
    )
    _index(versions)


def _text(version: Version, chance: random.Random, words: list[str]) -> Text:
    def some(number: int) -> str:
        return " ".join(chance.choices(words, k=number))

    return Text(
        version=version, language=chance.choice(["fi", "fi", "fi", "sv", "en"]), is_original=True,
        title=some(6)[:120], summary=some(30)[:400], challenge=some(70)[:4000],
        method=some(60)[:4000], result=some(80)[:4000],
    )  # fmt: skip


def _index(versions: list[Version]) -> None:
    at = generation.bump()
    rows = Version.unscoped.filter(pk__in=[v.pk for v in versions]).select_related("practice__project__coordination")
    Entry.objects.bulk_create(
        Entry(
            public_id=a.public_id, language=a.language, generation=at, analyser=ANALYSER, terms=a.terms,
            length=a.length,
            facets=a.facets, sort_date=a.sort_date, sort_label=a.sort_label,
        )
        for version in rows.with_words()
        for a in entries.prepare(version, version.label, version.published_at or START)
    )  # fmt: skip
