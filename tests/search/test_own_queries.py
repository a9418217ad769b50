"""Sixty questions of teachers to the demo content: the right practice is among the first five."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from polkka.portal.loading import load_demo
from practices.loading import public_id
from search import loading, suggest
from search.query import Query

FILE = Path(__file__).with_name("own_queries.toml")
CONTENT = Path(__file__).parents[2] / "content" / "practices"
KINDS = {"inflected", "compound", "part", "misspelt", "other", "concept", "phrase", "beginning"}
FIRST, SHARE = 5, 0.9

Row = dict[str, Any]


def rows() -> list[Row]:
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["query"]
    return found


def asked(row: Row) -> str:
    """The words searched: of a misspelt word what the portal suggests, if it suggests anything."""
    if row["kind"] != "misspelt":
        return str(row["words"])
    return suggest.did_you_mean(row["words"], row["language"], loading.lexicon()) or str(row["words"])


def found(row: Row) -> list[str]:
    hits = loading.search(Query(asked(row), language=row["language"], page_size=FIRST)).hits
    return [hit.public_id for hit in hits]


def is_right(row: Row) -> bool:
    return bool({public_id(source_id) for source_id in row["right"]} & set(found(row)))


def test_questions_are_sixty_of_every_kind_and_language() -> None:
    published = {
        path.stem
        for path in CONTENT.glob("*.toml")
        if tomllib.loads(path.read_text(encoding="utf-8"))["state"] == "published"
    }
    assert len({(row["words"], row["language"]) for row in rows()}) == 60
    assert {row["kind"] for row in rows()} == KINDS
    assert min(Counter(row["language"] for row in rows()).values()) >= 12
    assert all(1 <= len(row["right"]) <= 2 and set(row["right"]) <= published for row in rows())


def test_right_practice_is_among_the_first_five(base: None) -> None:
    load_demo(lambda line: None)
    missed = [row for row in rows() if not is_right(row)]
    for row in missed:
        print(f"missed ({row['kind']}, {row['language']}): {row['words']} → {asked(row)}: {row['right']}")
    share = 1 - len(missed) / len(rows())
    print(f"the right practice among the first {FIRST}: {share:.1%}")
    assert share >= SHARE, [row["words"] for row in missed]
