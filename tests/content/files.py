"""Reading content/: files, codes, words, and runs of words that stand in two places."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from practices.questions import CONCEPT_QUESTIONS, ROWS, TEXT_QUESTIONS

CONTENT = Path(__file__).resolve().parents[2] / "content"
CODES, NATIONAL = ("fi", "sv", "en"), ("fi", "sv")
RUN = 8
MARKS = re.compile(r"!(?!\[)|(?m:^#)|<[a-z/]|”“|\bTODO\b|\bLorem\b")


@cache
def read(path: Path) -> dict[str, Any]:
    """One TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def files() -> list[Path]:
    """Every practice file, in order."""
    return sorted((CONTENT / "practices").glob("*.toml"))


@cache
def vocabularies() -> dict[str, tuple[str, ...]]:
    """Vocabulary → its codes."""
    rows = (read(path) for path in sorted((CONTENT / "vocabularies").glob("*.toml")))
    return {row["code"]: tuple(concept["code"] for concept in row["concepts"]) for row in rows}


def single() -> set[str]:
    """The vocabularies of which only one concept may be chosen."""
    return {d["code"] for d in map(read, sorted((CONTENT / "vocabularies").glob("*.toml"))) if not d["many"]}


def used_vocabularies() -> set[str]:
    """The vocabularies that a practice is described with."""
    return {question.code for question in CONCEPT_QUESTIONS}


def codes_of(name: str, table: str, key: str = "code") -> set[str]:
    """The codes of the rows of a table file."""
    return {row[key] for row in read(CONTENT / f"{name}.toml")[table]}


def spoken(text: dict[str, Any]) -> str:
    """All the words of a text, in the order of the questions."""
    parts: list[str] = []
    for question in TEXT_QUESTIONS:
        given = text.get(question.code)
        if question.kind == ROWS:
            names = [name for name, _label, _limit in question.columns if name != "url"]
            parts += [row.get(name, "") for row in given or [] for name in names]
        elif given:
            parts.append(given)
    return "\n".join(parts)


def count(words: str) -> int:
    """Words as a reader counts them."""
    return len(re.findall(r"[^\W_][\w’'\-–.,:]*", words))


def everything(data: dict[str, Any]) -> Iterator[str]:
    """Every sentence of a file, each apart, for the search of repeated runs."""
    yield from (spoken(text) for text in data["text"].values())
    yield from ("\n".join(summary.values()) for summary in data.get("summary", {}).values())
    yield from (answer["reason"] for answer in data.get("gate", {}).values())
    yield data.get("letter", "")
    for then in data.get("earlier", []):
        yield from everything({"text": {}, **then})
    for given in data.get("assessments", []):
        yield from (given.get("praise", ""), given.get("suggestions", ""))
        yield from (answer.get("comment", "") for answer in given.get("answers", {}).values())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eight words, written alike."""
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def repeated(named: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Each run of eight words that stands in the texts of two names: the names and the run."""
    seen: dict[tuple[str, ...], str] = {}
    found: dict[str, None] = {}
    for name, parts in named:
        for run in {run for part in parts for run in runs(part)}:
            other = seen.setdefault(run, name)
            if other != name:
                found[f"{other} and {name}: {' '.join(run)}"] = None
    return sorted(found)


def told_practices() -> Iterator[tuple[str, Iterable[str]]]:
    """Practice → all that is written in its file."""
    return ((path.stem, everything(read(path))) for path in files())


def told_rooms() -> Iterator[tuple[str, Iterable[str]]]:
    """Concept, project or coordination → its introduction or summary in each language."""
    for path in sorted((CONTENT / "vocabularies").glob("*.toml")):
        for concept in read(path)["concepts"]:
            parts = [*concept.get("introduction", {}).values(), *concept.get("definition", {}).values()]
            gains = [text for texts in concept.get("gains", {}).values() for text in texts.values()]
            yield f"{path.stem} {concept['code']}", [*parts, *gains]
    projects = read(CONTENT / "projects.toml")
    for row in (*projects["coordinations"], *projects["projects"]):
        yield f"project {row['code']}", row["summary"].values()
