"""Practices by the thousand, the same every time: texts of real words, facets of the portal's own vocabularies."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from .words import LANGUAGES, Chance, pool

VOCABULARIES = Path(__file__).resolve().parent.parent / "content" / "vocabularies"
SHARES = (0.6, 0.2, 0.2)
TITLE, SUMMARY, BODY = 6, 25, 90
ANSWERS = ("challenge", "method", "result")
"""What the lines of a body answer."""
LABELS = ("described", "peer", "expert", "rooted")
N_PROJECTS, N_TAGS = 30, 300
START, SPAN = datetime(2016, 1, 1, tzinfo=UTC), timedelta(days=3_900)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEED = 4

DRAWN = {
    "level": (1, 2),
    "stage": (1, 3),
    "theme": (1, 3),
    "subject": (0, 3),
    "kind": (1, 1),
    "time": (1, 1),
    "cost": (1, 1),
    "travel": (1, 1),
    "region": (1, 1),
    "country": (0, 2),
    "maturity": (1, 1),
    "phase": (1, 1),
}
"""The twelve facets: the fewest and the most values a practice has."""


@dataclass(frozen=True)
class Made:
    """One practice in one language. `chosen`: vocabulary → codes; `label` 0–3; `project` and `tags` are numbers."""

    public_id: str
    language: str
    title: str
    summary: str
    body: str
    chosen: Mapping[str, tuple[str, ...]]
    label: int
    project: int
    tags: tuple[int, ...]
    published_at: datetime

    def fields(self) -> dict[str, str]:
        """The text as the analysis takes it."""
        tags = " ".join(sorted(tag_name(tag) for tag in self.tags))
        return {"title": self.title, "summary": self.summary, "tags": tags, "body": self.body}


@cache
def vocabularies() -> dict[str, dict[str, str]]:
    """Vocabulary → code → code of the broader concept or ""; the values most often drawn first."""
    found: dict[str, dict[str, str]] = {}
    for code in DRAWN:
        told = tomllib.loads((VOCABULARIES / f"{code}.toml").read_text(encoding="utf-8"))
        found[code] = {concept["code"]: concept.get("parent", "") for concept in told["concepts"]}
    return found


def with_broader(vocabulary: str, codes: tuple[str, ...]) -> list[str]:
    """The codes and everything they stand under, each once."""
    parents, found = vocabularies()[vocabulary], dict.fromkeys(codes)
    for code in codes:
        while code := parents[code]:
            found[code] = None
    return list(found)


@cache
def tag_name(number: int) -> str:
    """A keyword: two Finnish words."""
    chance = np.random.default_rng([SEED, 1, number])
    return " ".join(pool("fi").draw_sought(chance) for _ in range(2))


def make(number: int, *, seed: int = SEED) -> Iterator[Made]:
    """So many practices in the order of their publication."""
    chance = np.random.default_rng(seed)
    for place in range(number):
        yield _one(chance, START + SPAN * (place / number))


def _one(chance: Chance, moment: datetime) -> Made:
    language = str(chance.choice(LANGUAGES, p=SHARES))
    words = pool(language).draw(chance, TITLE + SUMMARY + BODY)
    title, summary, body = words[:TITLE], words[TITLE : TITLE + SUMMARY], words[TITLE + SUMMARY :]
    return Made(
        public_id="".join(ALPHABET[sign] for sign in chance.integers(0, 32, 8)),
        language=language,
        title=sentence(title)[:120],
        summary=sentence(summary)[:400],
        body="\n".join(sentence(body[start :: len(ANSWERS)]) for start in range(len(ANSWERS))),
        chosen={code: _some(chance, code, *DRAWN[code]) for code in DRAWN},
        label=_skewed(chance, len(LABELS)),
        project=_skewed(chance, N_PROJECTS),
        tags=tuple(sorted({_skewed(chance, N_TAGS) for _ in range(3)})),
        published_at=moment,
    )


def sentence(words: list[str]) -> str:
    """The words with a capital letter in front."""
    return " ".join(words).capitalize()


def _some(chance: Chance, vocabulary: str, least: int, most: int) -> tuple[str, ...]:
    codes = list(vocabularies()[vocabulary])
    number = int(chance.integers(least, most + 1))
    return tuple(dict.fromkeys(codes[_skewed(chance, len(codes))] for _ in range(number)))


def _skewed(chance: Chance, number: int) -> int:
    """A place in a list of `number`: the first about as many times as likely as the n-th as n (Zipf)."""
    return min(number - 1, int(np.exp(chance.random() * np.log(number + 1))) - 1)
