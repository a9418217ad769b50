"""Loading a foreign collection of plain texts as published demo practices, to try the search on texts of others."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.models import Organisation
from polkka.kit.languages import CODES
from polkka.kit.text import clean
from polkka.upkeep import generation
from search.loading import Analysed, analysed
from search.loading import write_many as write_entries

from . import entries
from .loading import public_id
from .models import HistoryEntry, Practice, Text, Version
from .permissions import SYSTEM
from .questions import BY_CODE, asked_codes
from .states import Depth, Label, State

COLUMNS = ("id", "language", "text")
OWNER = "imported-texts"
BATCH = 500
BODY = (
    "method", "challenge", "result", "resources", "pitfalls", "rooting", "materials", "curriculum", "participation",
    "dissemination", "safety", "when_not", "story", "builds_on", "partners_note", "first_monday",
)  # fmt: skip
"""The long answers, in the order in which a text fills them."""
LONGEST_ID = 80
LONGEST_FIELD = 10_000_000  # characters of one field of the file
MOST_FAULTS = 20  # told at once
MARKS = re.compile(r"([\\`*_<>\[\]#&|~])")


class BadFile(Exception):
    """The file cannot be loaded; `faults` are sentences, each with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """One text of the collection, cut into the answers of a practice."""

    source_id: str
    language: str
    answers: dict[str, str]


@dataclass
class Done:
    """How many texts were made, written anew, and left as they were."""

    made: int = 0
    renewed: int = 0
    same: int = 0


def read(path: Path) -> list[Source]:
    """Every text of a CSV file with the columns id, language and text; raises BadFile if any line is wrong."""
    csv.field_size_limit(LONGEST_FIELD)
    faults: list[str] = []
    found: dict[str, Source] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in _rows(csv.DictReader(file, strict=True)):
                try:
                    source = _source(row)
                    if source.source_id in found:
                        raise ValidationError(f"the id “{source.source_id}” stands in the file already")
                    found[source.source_id] = source
                except ValidationError as error:
                    faults.append(f"line {line}: {error.messages[0]}")
                    if len(faults) == MOST_FAULTS:
                        break
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadFile([*faults, f"{path}: {error}"]) from error
    if faults:
        raise BadFile(faults)
    return list(found.values())


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows, each with the number of the line on which it begins."""
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile([f"line 1: the column “{name}” is missing" for name in missing])
    line = reader.line_num + 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _source(row: dict[str, str | None]) -> Source:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not given["id"]:
        raise ValidationError("the id is empty")
    if len(given["id"]) > LONGEST_ID:
        raise ValidationError(f"the id is longer than {LONGEST_ID} characters")
    if given["language"] not in CODES:
        raise ValidationError(f"the language “{given['language'][:20]}” is not one of {', '.join(CODES)}")
    text = clean(given["text"])
    if not text:
        raise ValidationError("the text is empty")
    return Source(given["id"], given["language"], cut(text))


def cut(text: str) -> dict[str, str]:
    """The text as answers: the first sentence is the title, the next ones the summary, the rest the long answers.

    Every word is kept, in its order. Raises ValidationError if the text is longer than all answers together.
    """
    first = re.match(r"[^\n]*?[.!?…](?=\s)|[^\n]+", text)
    title, _rest = _taken(first[0] if first else text, BY_CODE["title"].limit)
    left = text[len(title) :].lstrip()
    summary, left = _sentences(left, BY_CODE["summary"].limit)
    answers = {"title": " ".join(title.split()), "summary": summary}
    left = MARKS.sub(r"\\\1", left)
    for code in BODY:
        answers[code], left = _taken(left, BY_CODE[code].limit)
    if left:
        raise ValidationError("the text is longer than a practice can hold")
    return answers


def _sentences(text: str, limit: int) -> tuple[str, str]:
    """Whole sentences up to `limit` characters, or whole words if the first sentence is longer; and the rest."""
    piece, rest = _taken(text, limit)
    if not rest:
        return piece, rest
    ends = [match.end() for match in re.finditer(r"[.!?…](?=\s)|\n", piece)]
    return (piece[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()) if ends else (piece, rest)


def _taken(text: str, limit: int) -> tuple[str, str]:
    """Whole words from the beginning, at most `limit` characters (a longer word is cut), and the rest."""
    if len(text) <= limit:
        return text, ""
    end = max((match.start() for match in re.finditer(r"\s", text[: limit + 1])), default=0) or limit
    while (
        end > 1 and text[end - 1] == "\\" and not text[end].isspace()
    ):  # a mark stays with what takes its meaning away
        end -= 1
    return text[:end].rstrip(), text[end:].lstrip()


def load(sources: Iterable[Source], say: Callable[[str], object], *, batch: int = BATCH) -> Done:
    """Publish the texts, a batch in one transaction with one generation; those that are there are written anew.

    Raises BadFile if an id is that of a practice which was not imported.
    """
    sources = list(sources)
    _refuse_foreign(sources)
    owner, done = _owner(), Done()
    for start in range(0, len(sources), batch):
        _load_some(sources[start : start + batch], owner, done)
        say(f"{min(start + batch, len(sources))} of {len(sources)}")
    return done


def _owner() -> Organisation:
    values = {"name": "Tuodut tekstit", "name_sv": "Importerade texter", "name_en": "Imported texts"}
    kind = {"kind": Organisation.Kind.OTHER, "is_demo": True}
    return Organisation.objects.get_or_create(code=OWNER, defaults={**values, **kind})[0]


def _refuse_foreign(sources: list[Source]) -> None:
    others = Practice.unscoped.exclude(source_id=None).exclude(owner__code=OWNER)
    taken = set(others.values_list("source_id", flat=True))
    if faults := [f"the id “{s.source_id}” belongs to a practice that was not imported" for s in sources
                  if s.source_id in taken]:  # fmt: skip
        raise BadFile(faults[:MOST_FAULTS])


def _load_some(sources: list[Source], owner: Organisation, done: Done) -> None:
    names = [source.source_id for source in sources]
    there = set(Practice.unscoped.filter(source_id__in=names).values_list("source_id", flat=True))
    rows = Text.unscoped.filter(
        version__practice__source_id__in=names, version__state=State.PUBLISHED, is_original=True
    ).select_related("version__practice")
    held = {text.version.practice.source_id: text for text in rows}  # what was withdrawn stays so
    new = [source for source in sources if source.source_id not in there]
    changed = [source for source in sources if source.source_id in held and _differs(held[source.source_id], source)]
    now = timezone.now()
    moments = {s.source_id: held[s.source_id].version.published_at or now for s in changed}
    prepared = {public_id(s.source_id): [_analysed(s, moments.get(s.source_id, now))] for s in (*new, *changed)}
    if not prepared:
        done.same += len(sources)
        return
    with transaction.atomic():
        _make(new, owner, now)
        _renew(changed, held, now)
        write_entries(prepared, at=generation.bump())
    done.made, done.renewed = done.made + len(new), done.renewed + len(changed)
    done.same += len(sources) - len(new) - len(changed)


def _differs(text: Text, source: Source) -> bool:
    return text.language != source.language or any(
        getattr(text, code) != words for code, words in source.answers.items()
    )


def _analysed(source: Source, moment: datetime) -> Analysed:
    """The entry of one text, made without a row in the database."""
    fields = entries.fields(Text(language=source.language, **source.answers), [], asked_codes(Depth.MODEL))
    facets = {
        "label": [str(Label.DESCRIBED)],
        "language": [source.language],
        "year": [str(timezone.localdate(moment).year)],
    }
    name, step = public_id(source.source_id), Label.DESCRIBED.step
    return analysed(name, source.language, fields, facets, sort_date=moment, sort_label=step)


def _make(sources: list[Source], owner: Organisation, now: datetime) -> None:
    """Practices that are published from the beginning: nobody wrote them here, so nobody moves them."""
    practices = Practice.unscoped.bulk_create(
        Practice(public_id=public_id(s.source_id), source_id=s.source_id, owner=owner, is_demo=True) for s in sources
    )
    versions = Version.unscoped.bulk_create(
        Version(
            practice=practice,
            state=State.PUBLISHED,
            depth=Depth.MODEL,
            label=Label.DESCRIBED,
            updated_at=now,
            published_at=now,
        )
        for practice in practices
    )
    Text.unscoped.bulk_create(
        Text(version=version, language=source.language, is_original=True, **source.answers)
        for version, source in zip(versions, sources, strict=True)
    )
    HistoryEntry.unscoped.bulk_create(
        HistoryEntry(
            practice=version.practice, version=version, number=1, move="publish", target=State.PUBLISHED,
            by_name=SYSTEM.name, at=now,
        )
        for version in versions
    )  # fmt: skip


def _renew(sources: list[Source], held: dict[str | None, Text], now: datetime) -> None:
    for source in sources:
        text = held[source.source_id]
        text.language = source.language
        for code, words in source.answers.items():
            setattr(text, code, words)
        text.save()
    pks = [held[source.source_id].version_id for source in sources]
    Version.unscoped.filter(pk__in=pks).update(updated_at=now, edit=F("edit") + 1)


def remove(say: Callable[[str], object], *, batch: int = BATCH) -> int:
    """Take everything imported out of every table and out of the search; the number of practices."""
    imported = Practice.unscoped.filter(owner__code=OWNER)
    names = list(imported.order_by("pk").values_list("public_id", flat=True))
    for start in range(0, len(names), batch):
        some = names[start : start + batch]
        with transaction.atomic():
            imported.filter(public_id__in=some).delete()
            write_entries({name: [] for name in some}, at=generation.bump())
        say(f"{start + len(some)} of {len(names)} removed")
    Organisation.objects.filter(code=OWNER).delete()
    return len(names)
