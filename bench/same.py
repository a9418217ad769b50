"""Whether SQLite and PostgreSQL answer alike: the same practices, the same 500 questions, everything compared."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.dev import Stop, throw_away_postgres
from search.query import LABEL, NEWEST, Query

from . import portal
from .kept import ROOT
from .questions import questions
from .tables import table

ASKED = 500


def measure(folder: Path, number: int = 500) -> None:
    """Print one table."""
    one = _answers(portal.environment(folder, portal.sqlite(number, folder)))
    try:
        with throw_away_postgres() as address:
            portal.fill(number, folder, address)
            other = _answers(portal.environment(folder, address))
    except Stop as problem:
        print(f"\nPostgreSQL was left out: {problem}")
        return
    same = sum(mine == theirs for mine, theirs in zip(one, other, strict=True))
    found = sum(json.loads(answer)[1] > 0 for answer in one)
    row = (f"{number:,}", f"{len(one)}", f"{found}", f"{same}", f"{100 * same / len(one):.1f} %")
    print(table("practices", ("questions", "that find something", "answered alike", "share"), [row]), flush=True)


def _answers(variables: dict[str, str]) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-m", "bench.same"], cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True
    )
    return told.stdout.splitlines()


def asked() -> Iterable[Query]:
    """The fixed questions, then again in other orders, pages and languages, as phrases and as beginnings."""
    plain = questions()
    yield from plain
    worded = [query for query in plain if query.words]
    variants = (
        lambda query: replace(query, sort=NEWEST, page=2),
        lambda query: replace(query, sort=LABEL, language="sv"),
        lambda query: replace(query, words=f'"{query.words}"', language="en"),
        lambda query: replace(query, words=f"{query.words[:4]}*", page_size=50),
    )
    for place in range(ASKED - len(plain)):
        yield variants[place % len(variants)](worded[place // len(variants) % len(worded)])


def _answer(query: Query) -> str:
    """One line: hits in order, totals, every count; a text is told by its mark, because its name is random."""
    from search.loading import plain, search

    results = search(query)
    texts = plain((hit.public_id, hit.language) for hit in results.hits)
    hits: list[Any] = []
    for hit in results.hits:
        text = "\n".join(texts[hit.public_id, hit.language])
        hits.append((hashlib.sha256(text.encode()).hexdigest()[:16], hit.language, hit.score, hit.is_close))
    counts = {facet: dict(sorted(values.items())) for facet, values in sorted(results.counts.items())}
    return json.dumps([hits, results.total, results.n_close, counts, results.concepts, results.loose])


def main() -> None:
    """Answer every question from the database of the environment, a line each."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    for query in asked():
        print(_answer(query))


if __name__ == "__main__":
    main()
