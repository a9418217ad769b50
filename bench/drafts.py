"""Practices of six hundred words that wait for their decision, and the decision."""

from dataclasses import dataclass

import numpy as np

from polkka.upkeep import outbox
from practices import workflow
from practices.models import Practice, Text, Version, VersionConcept
from practices.permissions import SYSTEM
from practices.states import Depth, State

from . import database, generator
from .generator import SEED, sentence
from .words import LANGUAGES, Chance, pool

FIELDS = {"summary": 30, "challenge": 150, "method": 150, "result": 150, "curriculum": 60, "participation": 40}
TITLE, STEP = 6, 7
CONSONANTS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True)
class Draft:
    """A practice in assessment; `word` stands in its title and nowhere else."""

    pk: int
    public_id: str
    word: str


def drafts(number: int) -> list[Draft]:
    """So many practices that could be published at once."""
    shelves = database.shelve()
    chance = np.random.default_rng([SEED, 3])
    return [_one(chance, shelves, made) for made in generator.make(number, seed=SEED + 1)]


def publish(draft: Draft) -> None:
    """What the decision page does."""
    _move(draft, "publish")


def withdraw(draft: Draft) -> None:
    """Take it off the site again."""
    _move(draft, "withdraw", "Mittaus.")


def _move(draft: Draft, name: str, note: str = "") -> None:
    version = Version.unscoped.get(pk=draft.pk)
    with outbox.muted():
        workflow.move(version, name, by=SYSTEM, seen=version.edit, note=note)


def _one(chance: Chance, shelves: database.Shelves, made: generator.Made) -> Draft:
    language = LANGUAGES[int(chance.choice(3, p=generator.SHARES))]
    word = "".join(CONSONANTS[int(n)] for n in chance.integers(0, len(CONSONANTS), 9))

    def some(count: int) -> str:
        return sentence(pool(language).draw(chance, count))

    practice = Practice.unscoped.create(
        public_id=made.public_id, owner=shelves.owners[0], project=shelves.projects[made.project]
    )
    version = Version.unscoped.create(
        practice=practice, state=State.IN_ASSESSMENT, depth=Depth.PRACTICE, submitted_at=made.published_at,
        contact_name="Koulu", contact_email="koulu@example.org",
    )  # fmt: skip
    Text.unscoped.create(
        version=version, language=language, is_original=True, title=f"{some(TITLE)[:100]} {word}",
        steps=[{"title": some(STEP), "text": some(STEP)} for _ in range(2)],
        **{name: some(count)[:400] if name == "summary" else some(count) for name, count in FIELDS.items()},
    )  # fmt: skip
    VersionConcept.objects.bulk_create(database.concepts(version, made, shelves))
    return Draft(version.pk, made.public_id, word)
